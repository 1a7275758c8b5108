/** Nothing reads "none" unless a live source said so (issue 2, item 9; hazard: absence taken for a negative). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceAnswerText, sourceStateText } from './source-state.ts';

const now = '2026-05-21T09:52:00+01:00';
const asOf = '2026-05-21T06:10:00+01:00';

test('each state is said in words', () => {
  assert.equal(sourceStateText({ name: 'A', state: 'live' }, now), 'live');
  assert.equal(sourceStateText({ name: 'A', state: 'as-of', asOf }, now), 'as of 06:10 today');
  assert.equal(sourceStateText({ name: 'A', state: 'unreachable', asOf }, now), 'unreachable since 06:10 today');
  assert.equal(sourceStateText({ name: 'A', state: 'silent' }, now), 'nothing received yet');
  assert.equal(sourceStateText({ name: 'A', state: 'as-of' }, now), 'a copy of unknown age');
});

test('a source that did not answer never says that it has no entries', () => {
  assert.equal(
    sourceAnswerText({ name: 'A', state: 'unreachable', asOf, said: 'no-entries' }, now),
    'A, unreachable since 06:10 today: did not answer',
  );
  assert.equal(sourceAnswerText({ name: 'A', state: 'live' }, now), 'A, live: did not answer');
});

test('a source that has sent nothing yet says that, and nothing about entries', () => {
  assert.equal(sourceAnswerText({ name: 'A', state: 'silent', said: 'no-entries' }, now), 'A, nothing received yet');
});

test('a source that answered with nothing says so, with its age', () => {
  assert.equal(
    sourceAnswerText({ name: 'GP practice', state: 'as-of', asOf, said: 'no-entries' }, now),
    'GP practice, as of 06:10 today: no entries',
  );
});

test('a negative statement is quoted with who states it', () => {
  assert.equal(
    sourceAnswerText({ name: 'A', state: 'live', said: 'no-entries', statement: 'No known allergies' }, now),
    'A, live: states “No known allergies”',
  );
});
