/** A practice gives days; they begin and end at midnight in London, whatever the clocks do (UK-19). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesOfScopes } from '#privacy';
import type { ActingAuthority } from '#record';
import { readDecision } from './read-decision.ts';

const authority = { classes: classesOfScopes(['appointments']), legalBasis: 'consent' } as unknown as ActingAuthority;

function read(from: string, until: string) {
  const form = new URLSearchParams({ step: 'approved', basis: 'consent', scopes: 'appointments', evidence: 'Seen' });
  for (const [id, day] of [
    ['starts', from],
    ['ends', until],
  ] as const)
    for (const [index, part] of ['year', 'month', 'day'].entries())
      form.set(`${id}-${part}`, day.split('-')[index] ?? '');
  const decision = readDecision(form, authority);
  if ('errors' in decision) return decision.errors.map(({ field }) => field);
  return [decision.startsMs, decision.endsMs].map((ms) => (ms === undefined ? undefined : new Date(ms).toISOString()));
}

test('the first day begins and the last ends at midnight in London, in winter, in summer and where the clocks change', () => {
  assert.deepEqual(read('2027-1-5', '2027-1-31'), ['2027-01-05T00:00:00.000Z', '2027-02-01T00:00:00.000Z']);
  assert.deepEqual(read('2027-7-1', '2027-7-31'), ['2027-06-30T23:00:00.000Z', '2027-07-31T23:00:00.000Z']);
  assert.deepEqual(read('2027-3-28', '2027-3-28'), ['2027-03-28T00:00:00.000Z', '2027-03-28T23:00:00.000Z']);
  assert.deepEqual(read('2027-10-31', '2027-10-31'), ['2027-10-30T23:00:00.000Z', '2027-11-01T00:00:00.000Z']);
  assert.deepEqual(read('', '2028-2-29'), [undefined, '2028-03-01T00:00:00.000Z']);
});

test('what is no day is a mistake of its field', () => {
  assert.deepEqual(read('2027-2-29', '2027-13-1'), ['starts-day', 'ends-day']);
});
