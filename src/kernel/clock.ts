/** Time comes in from outside, so that a test can set it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** For a command that ends in a moment: what the machine shows. A region has a steady clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** What a machine says of time. */
export interface MachineClock {
  /** Milliseconds since 1970; an operator or a time service may set it, back too. */
  shownMs(): number;
  /** Milliseconds since some moment; nobody sets it. */
  passedMs(): number;
}

export interface SteadyClock extends Clock {
  /** By how much it goes before what the machine shows: 0 unless that went back. */
  aheadMs(): number;
}

const thisMachine: MachineClock = { shownMs: () => Date.now(), passedMs: () => performance.now() };

/**
 * How fast it goes while the machine catches up. What was to last an hour lasts 36 seconds longer then, and a second is made
 * good in less than two minutes.
 */
const waitingPace = 0.99;

/**
 * A clock that never goes back and never stands still (decision 100). It shows what the machine shows, and where that was set
 * back, what has passed since: a session, a permission or the order of the log must not hang on who sets a clock.
 * @param notBeforeMs what an earlier process had reached
 */
export function steadyClock(machine: MachineClock = thisMachine, notBeforeMs = Number.NEGATIVE_INFINITY): SteadyClock {
  let reachedMs = notBeforeMs;
  let passedMs = machine.passedMs();
  const step = (shownMs: number): number => {
    const nowPassedMs = machine.passedMs();
    reachedMs = Math.max(shownMs, reachedMs + (nowPassedMs - passedMs) * waitingPace);
    passedMs = nowPassedMs;
    return Math.floor(reachedMs);
  };
  return {
    now: () => step(machine.shownMs()),
    aheadMs() {
      const shownMs = machine.shownMs();
      return step(shownMs) - shownMs;
    },
  };
}
