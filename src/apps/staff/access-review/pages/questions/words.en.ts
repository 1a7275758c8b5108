export const words = {
  heading: 'Questions to you',
  lead: 'The privacy officer asks about looks of yours. Do not name the person in your answer: the alert’s number is enough.',
  empty: 'No question waits for your answer.',
  about: 'About',
  of: 'of',
  asks: 'asks',
  youWrote: 'You wrote at the time:',
  answer: 'Your answer',
  go: 'Send the answer',
  sent: 'Your answer is sent to the privacy officer.',
} as const;
