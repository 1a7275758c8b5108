export const words = {
  on: 'on',
  alsoCalled: 'Also called',
  choiceHeading: 'Nobody has commented on this result yet',
  choiceText:
    'A clinician has released it, but has not written what it means for you. You can see it now, or wait until someone can talk it through.',
  choiceShow: 'Show the result',
  choiceWait: 'Go back and wait',
  noteFrom: 'A note from',
  written: 'Written on',
  changed: 'How it has changed',
  table: 'See this as a table',
  columns: { taken: 'Date', value: 'Result', meaning: 'What it means' },
  next: 'What happens next',
  ask: 'Who to ask',
  helpSooner: 'Get help sooner if',
  laboratory: 'See exactly what the laboratory wrote',
} as const;
