export const words = {
  heading: 'Show sealed entries',
  lead: 'People may seal entries for one team. This page is offered on every record and does not say whether anything is sealed on this one.',
  ifHeading: 'If you go on',
  ifRecorded: 'your name, role, organisation and reason are recorded first, and the person can see them',
  ifReviewed: 'the privacy officer is alerted within 60 seconds and reviews it within 5 working days',
  ifEnds: 'sealed entries stay open to you for {hours} hours, for this person only',
  ifLocked: 'entries that are sealed and locked stay closed',
  reason: 'For which reason?',
  detail: 'Say why, in your own words',
  detailHint: 'At least 15 letters. The person will be able to read it.',
  go: 'Show sealed entries for {hours} hours',
  leave: 'Leave without opening',
} as const;
