/** Decision 100, safety F11 (a clock that jumps): what time is to a region. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { steadyClock } from './clock.ts';

const startMs = Date.UTC(2026, 10, 28, 9);
const hourMs = 3_600_000;

function aMachine() {
  const machine = {
    shown: startMs,
    passed: 5_000,
    shownMs: () => machine.shown,
    passedMs: () => machine.passed,
    passes(ms: number): void {
      machine.shown += ms;
      machine.passed += ms;
    },
    isSetBy(ms: number): void {
      machine.shown += ms;
    },
  };
  return machine;
}

test('F11: while nobody sets the machine’s clock, it shows the same', () => {
  const machine = aMachine();
  const clock = steadyClock(machine);
  for (const ms of [0, 1, 999, hourMs]) {
    machine.passes(ms);
    assert.equal(clock.now(), machine.shown);
    assert.equal(clock.aheadMs(), 0);
  }
});

test('F11: when the machine’s clock is set back by an hour, time goes on, so that what was to end ends', () => {
  const machine = aMachine();
  const clock = steadyClock(machine);
  const endsMs = clock.now() + hourMs;
  machine.isSetBy(-hourMs);
  assert.equal(clock.now(), startMs, 'nothing that had ended begins again');
  assert.equal(clock.aheadMs(), hourMs);
  machine.passes(1.011 * hourMs);
  assert.ok(clock.now() >= endsMs, 'an hour lasts 36 seconds longer, and not an hour');
});

test('F11: a clock that was set back by a second is caught up with in two minutes', () => {
  const machine = aMachine();
  const clock = steadyClock(machine);
  clock.now();
  machine.isSetBy(-1_000);
  machine.passes(120_000);
  assert.equal(clock.aheadMs(), 0);
  assert.equal(clock.now(), machine.shown);
});

test('F11: a day ahead is followed at once, since a machine that slept shows the same, and it stays when it is taken back', () => {
  const machine = aMachine();
  const clock = steadyClock(machine);
  machine.isSetBy(24 * hourMs);
  assert.equal(clock.now(), startMs + 24 * hourMs);
  machine.isSetBy(-24 * hourMs);
  assert.equal(clock.now(), startMs + 24 * hourMs);
  assert.equal(clock.aheadMs(), 24 * hourMs);
});

test('F11: a process goes on from where the one before it was', () => {
  const machine = aMachine();
  const clock = steadyClock(machine, startMs + 60_000);
  assert.equal(clock.now(), startMs + 60_000);
  machine.passes(10_000);
  assert.equal(clock.now(), startMs + 69_900);
});

test('F11: however the machine’s clock is set, time is whole milliseconds, never goes back, and never goes slower than by a hundredth', () => {
  const step = fc.record({
    passes: fc.double({ min: 0, max: hourMs, noNaN: true }),
    isSetBy: fc.oneof(fc.constant(0), fc.integer({ min: -48 * hourMs, max: 48 * hourMs })),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const machine = aMachine();
      const clock = steadyClock(machine);
      let before = clock.now();
      for (const { passes, isSetBy } of steps) {
        machine.passes(passes);
        machine.isSetBy(isSetBy);
        const now = clock.now();
        assert.ok(Number.isSafeInteger(now));
        assert.ok(now >= Math.floor(machine.shown), 'what ends by the machine’s clock has ended');
        assert.ok(now - before >= passes * 0.99 - 1);
        before = now;
      }
    }),
  );
});
