/** How figures are made of single timings (the contract's "How a figure is taken"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinTimings, quantile, rateOf, sliceCount, type Timings } from './measure.ts';

function timingsOf(count: number, tookMs: number, slices: readonly number[]): Timings {
  const latenciesMs = Array.from({ length: count }, () => 1);
  return { latenciesMs, tookMs, slices, answers: { '200': count }, answerBytes: 10 * count };
}

test('p95 of twenty is the nineteenth: one of twenty may be slower', () => {
  const sorted = Array.from({ length: 20 }, (_, at) => at + 1);
  assert.equal(quantile(sorted, 0.95), 19);
  assert.equal(quantile(sorted, 0.5), 10);
  assert.equal(quantile(sorted, 1), 20);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test('a quantile is one of the timings, and no smaller share gives a larger one', () => {
  const sortedTimings = fc
    .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })
    .map((all) => all.toSorted((one, other) => one - other));
  fc.assert(
    fc.property(sortedTimings, fc.double({ min: 0.01, max: 1, noNaN: true }), (sorted, share) => {
      assert.ok(sorted.includes(quantile(sorted, share)));
      assert.ok(quantile(sorted, share) <= quantile(sorted, 1));
    }),
  );
});

test('the rate counts units over the whole time; an even load has no spread', () => {
  const even = Array.from({ length: sliceCount }, () => 10);
  const { perSecond, plusMinus } = rateOf(timingsOf(100, 2_000, even), 3);
  assert.equal(perSecond, 150);
  assert.equal(plusMinus, 0);
});

test('an uneven load has wider bounds, and too few answers have none', () => {
  const uneven = Array.from({ length: sliceCount }, (_, at) => (at % 2 === 0 ? 0 : 20));
  assert.ok(rateOf(timingsOf(100, 2_000, uneven)).plusMinus > 0);
  assert.ok(Number.isNaN(rateOf(timingsOf(5, 2_000, uneven)).plusMinus));
});

test('joined loads keep every timing, every answer and the time of each', () => {
  const joined = joinTimings([timingsOf(2, 100, []), timingsOf(3, 200, [])]);
  assert.equal(joined.latenciesMs.length, 5);
  assert.equal(joined.tookMs, 300);
  assert.deepEqual(joined.answers, { '200': 5 });
  assert.equal(joined.answerBytes, 50);
});
