export interface Turns<T> {
  (): Promise<T>;
  /** Settles when nothing is under way. */
  underWay(): Promise<void>;
}

/**
 * One run at a time. Whoever asks while one is under way shares the next, which begins after they asked: a run that had
 * begun before might not see what they have just written. `work` must not throw.
 */
export function takeTurns<T>(work: () => Promise<T>): Turns<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const run = (): Promise<T> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  const ask = (): Promise<T> => {
    if (next !== undefined) return next;
    if (running === undefined) return run();
    next = running.then(() => {
      next = undefined;
      return run();
    });
    return next;
  };
  return Object.assign(ask, {
    async underWay() {
      while (running !== undefined || next !== undefined) await (next ?? running);
    },
  });
}
