export const words = {
  title: 'Who can see what',
  lead: 'These are the rules that are checked each time somebody asks for a record. They are the same for everybody: no rule names a person.',
  officer: 'The privacy officer is the person at each place who checks that nobody looks without a good reason.',
  opens: 'When your record opens',
  stops: 'When it stays closed',
  staff: 'What each job sees',
  staffLead: 'Only of people they look after, and less if you chose so.',
  everything: 'All kinds of entries, but for what stays closed below',
  sees: 'See:',
  nothing: 'Open no records:',
  limits: 'Notes that stay closed in an open record',
  back: 'Change who can see what',
} as const;
