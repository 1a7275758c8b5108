// Counting a person's log: numbers 1, 2, 3 ... without a gap, or it says that it is not complete (story A9).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LogLine, LogPage } from '#audit';
import { checkNumbering } from './who-looked.ts';

function aLine(personSequence: number | undefined): LogLine {
  const numbered = personSequence === undefined ? {} : { personSequence, leafIndex: personSequence * 3 };
  return {
    entry: 1,
    atMs: 0,
    requestId: 'r',
    kind: 'disclosure',
    route: 'GET /x',
    outcome: 'disclosed',
    person: 1 as LogLine['person'],
    ...numbered,
  };
}

function aPage(sequences: readonly (number | undefined)[], change: Partial<LogPage> = {}): LogPage {
  return { lines: sequences.map(aLine), total: sequences.length, ...change };
}

test('a whole log is complete, also while its newest entries wait for their number', () => {
  const page = aPage([undefined, undefined, 3, 2, 1]);
  assert.deepEqual(checkNumbering(page, page), { entries: 3, to: 3, isComplete: true });
  assert.deepEqual(checkNumbering(aPage([]), aPage([])), { entries: 0, to: 0, isComplete: true });
});

test('a page in the middle is complete when the head of the log counts as many as it numbers', () => {
  const head = aPage([60], { total: 60, nextBeforeLeaf: 180 });
  assert.equal(checkNumbering(head, aPage([35, 34, 33], { total: 60, nextBeforeLeaf: 99 })).isComplete, true);
});

test('taking out any one entry, on this page or on another, is noticed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 80 }), fc.nat(), fc.integer({ min: 1, max: 25 }), (size, seed, limit) => {
      const missing = (seed % (size - 1)) + 1;
      const left = Array.from({ length: size }, (_, index) => size - index).filter((number) => number !== missing);
      const shown = left.slice(0, limit);
      const rest = left.length > limit ? { nextBeforeLeaf: 1 } : {};
      const page = aPage(shown, { total: left.length, ...rest });
      assert.equal(checkNumbering(page, page).isComplete, false);
    }),
  );
});
