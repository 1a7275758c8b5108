import { setImmediate } from 'node:timers/promises';

/** Long enough that few turns are given away, short enough that nobody notices having waited for one. */
const heldMs = 4;

/** Gives the thread away when it has been held for some milliseconds; undefined where it need not be yet. */
function turnGiver(): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () =>
    performance.now() - sinceMs < heldMs
      ? undefined
      : setImmediate().then(() => {
          sinceMs = performance.now();
        });
}

/** Runs to its end what stops between its steps: long work that knows nothing of turns. What is short is done in one go. */
export async function runInTurns<R>(steps: Generator<unknown, R>): Promise<R> {
  const give = turnGiver();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const given = give();
    if (given !== undefined) await given;
  }
}

/**
 * `flatMap` over a list that may be long: each time that it has held the thread for some milliseconds, whoever waits is let in.
 * A short list is done in one go.
 */
export async function flatMapInTurns<T, R>(
  items: readonly T[],
  work: (item: T) => R | readonly R[],
): Promise<readonly R[]> {
  const results: R[] = [];
  const give = turnGiver();
  for (const item of items) {
    const given = give();
    if (given !== undefined) await given;
    const made = work(item);
    // One by one: a spread is so many arguments, and the stack ends at some hundred thousand.
    if (Array.isArray(made)) for (const one of made as readonly R[]) results.push(one);
    else results.push(made as R);
  }
  return results;
}
