export const words = {
  heading: 'Keep entries from the person’s own pages',
  lead: 'For when somebody else sees their screen, or acts for them under pressure, and seeing an entry could bring serious harm (Data Protection Act 2018, schedule 3). Staff go on seeing it. On their pages there is no gap and no count, and the log there says only that work was done to keep the record in order.',
  entries: 'Which entries?',
  entriesHint: 'What speaks of them is kept back with them, now and later.',
  cut: 'The newest are listed: find older ones by their words.',
  find: 'Find entries by their words',
  findButton: 'Find',
  submit: 'Keep them back',
  leave: 'Leave it as it is',
  from: 'from',
} as const;

export const formWords = {
  level: 'From whose pages?',
  levels: {
    'hidden-from-own-pages': [
      'The person’s own pages, and everybody who acts for them',
      'They cannot see that it is kept back. Talk to them about it where it is safe.',
    ],
    'hidden-from-proxies': [
      'Everybody who acts for them',
      'The person still sees it, and that it is hidden from others.',
    ],
  },
  reason: 'Why, and who agreed?',
  reasonHint: 'The person does not see this. The privacy officer does. Look at it again when their situation changes.',
} as const;

export const errorWords = {
  entries: 'Choose at least one entry',
  level: 'Choose from whose pages',
  evidence: 'Write why, and who agreed',
} as const;
