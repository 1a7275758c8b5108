export const words = {
  heading: 'Choices of this person',
  lead: 'You write down what the person told you. It stands in their log with your name, and they can take it back. What they sealed and whom they named for full protection is not shown to staff, whether or not there is any.',
  now: 'In force',
  nowNone: 'Nothing that is shown to your role.',
  past: 'Taken back',
  over: 'Over',
  madeBy: 'Chosen by',
  endedBy: 'Taken back by',
  evidence: 'Evidence:',
  carriedAt: 'That was',
  takeBack: 'Take back',
  write: 'Write a choice down',
} as const;

export const doneWords = {
  made: 'Done. It holds within a minute, also on pages that are open now.',
  ended: 'Done. It is taken back.',
} as const;

export const withholdDoor = {
  text: 'Keep entries from the person’s own pages',
  detail: 'Where somebody else looks at their screen, or acts for them under pressure',
} as const;
