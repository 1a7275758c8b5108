/**
 * A world that takes a moment longer for each answer, as one would that did some work for what is hidden. It stands among the
 * tests: a measurement that is to find no difference is shown to find this one. No setting of a real region leads here.
 */
import type { WorldOptions } from './world.ts';

function work(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

/** Every answer passes the log, as a disclosure or as a refusal. */
export function longerBy(microseconds: number): NonNullable<WorldOptions['instead']> {
  return ({ audit, privacy }) => ({
    privacy,
    audit: {
      ...audit,
      recordDisclosure(...given) {
        work(microseconds / 1000);
        return audit.recordDisclosure(...given);
      },
      recordRefusal(...given) {
        work(microseconds / 1000);
        return audit.recordRefusal(...given);
      },
    },
  });
}
