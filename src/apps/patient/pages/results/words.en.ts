export const words = {
  heading: 'Test results',
  lead: 'Results show here when the place that did the test releases them. Some wait until a clinician has talked to you.',
  taken: 'Taken',
  new: 'New',
  openFirst: 'Open to see it. Nobody has commented on it yet.',
  live: 'up to date',
  asOf: 'from',
  unreachable: 'not answering now. What it holds is not shown',
  silent: 'has not sent anything yet',
  nothing: 'No results here yet from:',
} as const;
