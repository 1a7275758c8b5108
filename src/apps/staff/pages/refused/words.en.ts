export const words = {
  heading: 'You cannot open this record',
  recorded: 'That you asked has been recorded, and the person can see it.',
  next: 'What you can do',
  help: 'If care cannot wait',
} as const;
