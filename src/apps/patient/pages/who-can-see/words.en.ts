export const words = {
  title: 'Who can see what',
  lead: 'This page is made from the same tables that decide each time somebody asks for a record. They are the same for everybody: no rule names a person.',
  first: 'When it opens at all',
  staff: 'What each role sees',
  staffLead: 'Only of people for whom they care, and less where you chose so.',
  everything: 'All kinds of entries, but for what stays closed below',
  sees: 'See:',
  nothing: 'Open no records:',
  limits: 'What stays closed',
  back: 'Change who can see what',
} as const;
