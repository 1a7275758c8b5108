import { setImmediate } from 'node:timers/promises';

/** Long enough that few turns are given away, short enough that nobody notices having waited for one. */
const heldMs = 4;

/**
 * `flatMap` over a list that may be long: each time that it has held the thread for some milliseconds, whoever waits is let in.
 * A short list is done in one go.
 */
export async function flatMapInTurns<T, R>(
  items: readonly T[],
  work: (item: T) => R | readonly R[],
): Promise<readonly R[]> {
  const results: R[] = [];
  let sinceMs = performance.now();
  for (const item of items) {
    if (performance.now() - sinceMs >= heldMs) {
      await setImmediate();
      sinceMs = performance.now();
    }
    const made = work(item);
    // One by one: a spread is so many arguments, and the stack ends at some hundred thousand.
    if (Array.isArray(made)) for (const one of made as readonly R[]) results.push(one);
    else results.push(made as R);
  }
  return results;
}
