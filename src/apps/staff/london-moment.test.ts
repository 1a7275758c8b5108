// The Summer Time Order 2002: clocks in England go forward on the last Sunday of March and back on that of October.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayInLondon, momentInLondon, timeInLondon } from './london-moment.ts';

const utc = (date: string, time: string): string | undefined => {
  const moment = momentInLondon(date, time);
  return moment === undefined ? undefined : new Date(moment).toISOString().slice(0, 16);
};

test('a time on the wall is an hour behind in summer, and the hour that spring skips does not exist', () => {
  assert.equal(utc('2026-11-27', '10:15'), '2026-11-27T10:15');
  assert.equal(utc('2026-07-01', '00:30'), '2026-06-30T23:30');
  assert.equal(utc('2026-03-29', '01:30'), undefined);
  assert.equal(utc('2026-10-25', '01:30'), '2026-10-25T01:30', 'the later of two');
});

test('what is no date or time is none', () => {
  for (const [date, time] of [
    ['2026-02-31', '10:00'],
    ['2026-2-1', '10:00'],
    ['2026-02-01', '24:00'],
    ['', ''],
  ] as const)
    assert.equal(momentInLondon(date, time), undefined, `${date} ${time}`);
});

test('a moment is written as it stands on the wall', () => {
  const moment = Date.parse('2026-06-30T23:30:00Z');
  assert.deepEqual([dayInLondon(moment), timeInLondon(moment)], ['2026-07-01', '00:30']);
});
