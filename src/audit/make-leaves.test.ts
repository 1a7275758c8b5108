import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersonNumber } from '#disclosure';
import { makeLeaves } from './make-leaves.ts';
import type { UnderivedEntry } from './queries/select-underived.ts';

const person = 7 as PersonNumber;

function anEntry(position: number): UnderivedEntry {
  return { position, transactionId: '1', atMs: 1_795_339_800_000, persons: [person], body: '{"kind":"disclosure"}' };
}

test('requests are answered while many leaves are made: the processor is given back every few', async () => {
  let turns = 0;
  let isMade = false;
  const count = (): void => {
    turns++;
    if (!isMade) setImmediate(count);
  };
  setImmediate(count);
  const leaves = await makeLeaves(
    Array.from({ length: 500 }, (_, index) => anEntry(index + 1)),
    new Map(),
    0,
  );
  isMade = true;
  assert.equal(leaves.length, 500);
  assert.ok(turns >= 40, `${turns} turns`);
});

test('numbers and chain go on over every turn', async () => {
  const leaves = await makeLeaves(
    Array.from({ length: 100 }, (_, index) => anEntry(index + 1)),
    new Map([[person, { personSequence: 4, hash: 'aa' }]]),
    12,
  );
  for (const [index, leaf] of leaves.entries()) {
    assert.equal(leaf.leafIndex, 12 + index);
    assert.equal(leaf.personSequence, 5 + index);
    assert.equal(leaf.previous, index === 0 ? 'aa' : leaves[index - 1]!.hash);
  }
  assert.equal(new Set(leaves.map(({ salt }) => salt)).size, 100);
});
