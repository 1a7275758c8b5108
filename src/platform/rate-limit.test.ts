// ASVS 5.0, 2.4.1 and 6.3.1: limits that hold, per caller, in bounded memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimit } from './rate-limit.ts';

function aClock() {
  const clock = { nowMs: 1_000_000, now: () => clock.nowMs };
  return clock;
}

function taken(take: () => number | undefined, times: number): number {
  let count = 0;
  for (let time = 0; time < times; time++) if (take() === undefined) count += 1;
  return count;
}

test('so many at once, and as many an hour after; who waits as long as told is let through', () => {
  const clock = aClock();
  const limit = createRateLimit({ perHour: 60, clock });
  assert.equal(
    taken(() => limit.take('one'), 100),
    60,
  );
  const waitSeconds = limit.take('one')!;
  assert.equal(waitSeconds, 60, 'one a minute');
  clock.nowMs += waitSeconds * 1000 - 1_000;
  assert.equal(limit.take('one'), 1, 'a second early is too early, and asking costs nothing');
  clock.nowMs += 1_000;
  assert.equal(limit.take('one'), undefined);
  clock.nowMs += 3_600_000;
  assert.equal(
    taken(() => limit.take('one'), 100),
    60,
    'never more than an hour’s worth is saved up',
  );
});

test('looking counts nothing, and nobody pays for another', () => {
  const limit = createRateLimit({ perHour: 2, clock: aClock() });
  for (let time = 0; time < 10; time++) assert.equal(limit.look('one'), undefined);
  assert.equal(
    taken(() => limit.take('one'), 5),
    2,
  );
  assert.notEqual(limit.look('one'), undefined);
  assert.equal(limit.take('another'), undefined);
});

test('memory is bounded: beyond the most callers, who was seen least lately begins anew', () => {
  const limit = createRateLimit({ perHour: 1, clock: aClock(), mostCallers: 3 });
  for (const caller of ['a', 'b', 'c']) assert.equal(limit.take(caller), undefined);
  assert.notEqual(limit.take('a'), undefined, 'seen again: b is now the oldest');
  assert.equal(limit.take('d'), undefined);
  assert.notEqual(limit.look('a'), undefined);
  assert.notEqual(limit.look('c'), undefined);
  assert.equal(limit.look('b'), undefined, 'forgotten');
});

test('a clock that is set back lets nobody through and nobody wait for longer than an hour’s worth', () => {
  const clock = aClock();
  const limit = createRateLimit({ perHour: 1, clock });
  limit.take('one');
  clock.nowMs -= 500_000;
  assert.equal(limit.take('one'), 3600);
});

test('0 takes the limit away', () => {
  const limit = createRateLimit({ perHour: 0, clock: aClock() });
  assert.equal(
    taken(() => limit.take('one'), 1_000),
    1_000,
  );
});
