// The test of times is no better than its arithmetic: it finds what is there, and nothing where nothing is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './random.ts';
import { type Block, compareBlocks, cropped, welchT } from './welch.ts';

const random = seededRandom(7);
/** Microseconds of an answer: never less than a limit, and now and then far more. */
const aTime = (): number =>
  1_000 + random.between(0, 200) + (random.between(0, 19) === 0 ? random.between(0, 5_000) : 0);
const blocksOf = (count: number, later: (block: number) => { one: number; other: number }): Block[] =>
  Array.from({ length: count }, (_, block) => {
    const { one, other } = later(block);
    const times = (by: number): number[] => Array.from({ length: 500 }, () => aTime() + by);
    return { one: times(one), other: times(other) };
  });

test('t is that of Welch’s formula', () => {
  // Means 20 and 22, variances 2.5 and 10, five of each: 2 / sqrt(0.5 + 2).
  assert.equal(welchT([18, 19, 20, 21, 22], [18, 20, 22, 24, 26]).toFixed(6), (2 / Math.sqrt(2.5)).toFixed(6));
});

test('the slowest are cropped by one limit for both sides', () => {
  const kept = cropped({ one: [1, 2, 3, 100], other: [2, 3, 4, 5] }, 0.75);
  assert.deepEqual(kept, { one: [1, 2, 3], other: [2, 3, 4] });
  assert.deepEqual(cropped({ one: [1, 9], other: [2] }, 1), { one: [1, 9], other: [2] });
});

test('thirty microseconds more are found among pauses of milliseconds; none are found where there are none', () => {
  for (const share of [0.95, 0.5]) {
    const apart = compareBlocks(
      blocksOf(20, () => ({ one: 0, other: 30 })),
      share,
    );
    assert.ok(apart.t > 4.5, `t ${apart.t}`);
    const alike = compareBlocks(
      blocksOf(20, () => ({ one: 0, other: 0 })),
      share,
    );
    assert.ok(Math.abs(alike.t) < 4.5, `t ${alike.t}`);
    assert.ok(Math.abs(alike.difference) < 2 * alike.plusMinus);
  }
});

test('what shifts both sides of a block neither makes a difference nor hides one', () => {
  const drifting = (by: number): Block[] => blocksOf(20, (block) => ({ one: block * 400, other: block * 400 + by }));
  assert.ok(Math.abs(compareBlocks(drifting(0), 0.95).t) < 4.5);
  const apart = compareBlocks(drifting(30), 0.95);
  assert.ok(apart.t > 4.5 && apart.tOfSamples > 4.5, `t ${apart.t} and ${apart.tOfSamples}`);
  assert.ok(apart.difference > 20 && apart.difference < 40);
});

test('blocks that differ by chance, each by its own, are one difference only to who takes every sample for itself', () => {
  const shifts = Array.from({ length: 20 }, (_, block) => (block % 2 === 0 ? 60 : -50));
  const { t, tOfSamples } = compareBlocks(
    blocksOf(20, (block) => ({ one: 0, other: shifts[block]! })),
    0.5,
  );
  assert.ok(Math.abs(t) < 2, `t ${t}`);
  assert.ok(Math.abs(tOfSamples) > 2 * Math.abs(t), `t of samples ${tOfSamples}`);
});
