export const words = {
  heading: 'Letters and documents',
  new: 'New',
  withdrawn: 'Taken back:',
  live: 'up to date',
  asOf: 'from',
  unreachable: 'not answering now. What it holds is not shown',
  silent: 'has not sent anything yet',
  nothing: 'No letters here yet from:',
} as const;

export const letterWords = { tookBack: 'took this back on' } as const;
