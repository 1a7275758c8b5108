export const words = {
  heading: 'Sources',
  lead: 'Where this record comes from, and how fresh each part is. A source that says “no entries” may hold some that you may not see.',
  columns: {
    source: 'Source',
    state: 'State',
    sends: 'Sends',
    lastReceived: 'Last received',
    entries: 'About this person',
    contact: 'If it does not answer',
  },
  entries: '{count} entries',
  oneEntry: '1 entry',
  noEntries: 'no entries',
  noAnswer: 'did not answer',
  notYet: 'Nothing yet',
  differences: 'Demographic details that differ',
  differencesLead:
    'Each as its source holds it. Check with the person which is right, and tell the source that is wrong.',
  noContact: 'Not given',
} as const;
