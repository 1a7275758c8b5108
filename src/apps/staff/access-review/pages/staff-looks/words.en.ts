import { lookWords } from '../../look-view.ts';

export const words = {
  ...lookWords,
  columns: { ...lookWords.columns, who: 'Person' },
  heading: 'Looks by a member of staff',
  lead: 'Shows what one member of staff of your organisation opened or was refused. People are numbered. Asking who one is, is a look of its own.',
  staffId: 'Identifier of the member of staff',
  staffIdHint: 'As their sign-in gives it. Each alert names it.',
  from: 'From',
  dayHint: 'For example, 21-May-2026',
  until: 'To, that day included',
  go: 'Show looks',
  found: 'Looks in this time',
  empty: 'This member of staff looked at nobody in this time.',
  cut: 'These are the first 500 entries. Choose a shorter time to see the others.',
  people: 'People',
  show: 'Who is it?',
  looksOf: 'looks',
  lookOf: 'look',
} as const;
