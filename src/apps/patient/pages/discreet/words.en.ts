export const words = {
  title: 'Discreet mode',
  lead: 'For when somebody else looks at your screen or has your phone.',
  whatTitle: 'What it does',
  what: [
    'Your pages read as if nobody but you had opened your record and as if you had chosen nothing.',
    'Everything is still written down, with its number. Nothing is lost: it is there again when you turn discreet mode off.',
    'The log cannot be downloaded in the meantime.',
    'It does not hide your record. To hide an entry from somebody who acts for you, choose “Hide this” beside it, or ask the staff who look after you to keep it from these pages altogether.',
  ],
  same: 'This page looks the same whether it is on or off.',
  on: 'Turn discreet mode on',
  off: 'Turn discreet mode off',
  offHint: 'To turn it off you log in again first, so that nobody else does it.',
  help: 'If you are in danger, call 999. The NHS website says who helps with abuse at home, free and day and night; look at it on a device that only you use.',
} as const;

export const doneWords = { on: 'Done. Discreet mode is on.', off: 'Done. Discreet mode is off.' } as const;
