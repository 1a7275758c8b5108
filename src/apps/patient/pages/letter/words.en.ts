export const words = { withdrawn: 'Taken back:', file: 'This letter is a file.' } as const;

export const letterWords = {
  empty: 'The place that wrote this letter sent no words with it. Ask them for a copy.',
  open: 'Open the letter',
  file: 'file',
  wrong: 'Something is wrong with this letter',
  hide: 'Hide this letter',
  title: 'Letter',
} as const;
