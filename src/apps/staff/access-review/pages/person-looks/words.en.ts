import { lookWords } from '../../look-view.ts';

export const words = {
  ...lookWords,
  heading: 'Looks at a person',
  lead: 'Shows who of your organisation looked at somebody’s record, or was stopped. Your look-up is recorded, and the person sees it in their own log.',
  nhsNumber: 'NHS number',
  nhsNumberHint: '10 digits, with or without spaces',
  go: 'Show looks',
  found: 'Looks by your organisation’s staff',
  born: 'born',
  number: 'NHS No.',
  empty: 'Nobody of your organisation looked at this record.',
} as const;
