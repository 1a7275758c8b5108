// NHS Common User Interface, date entry: a day is typed and shown with the day before the month, and is never ambiguous.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTypedDay } from './typed-day.ts';

test('a day is read with the day before the month, in the ways in which people in England type it', () => {
  for (const typed of [
    '3-Apr-2026',
    '03-Apr-2026',
    ' 3 april 2026 ',
    '3/4/2026',
    '03/04/2026',
    '3.4.2026',
    '2026-04-03',
  ])
    assert.equal(readTypedDay(typed), '2026-04-03', typed);
});

test('a day that is none, or could be two, is no day', () => {
  for (const typed of [
    '',
    '04/13/2026',
    '31-Jun-2026',
    '3/4/26',
    '3 Brumaire 2026',
    'yesterday',
    '2026-02-29',
    'Apr 3 2026',
  ])
    assert.equal(readTypedDay(typed), undefined, typed);
});
