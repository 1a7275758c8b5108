/** So many at once; who comes beyond that waits in line, in the order of asking, not for ever. */
export interface Turn {
  /** False where the line was too long, or the wait. */
  readonly come: boolean | Promise<boolean>;
  /** Of who waits still: they wait no more. Of who has come: nothing. */
  leave(): void;
  /** Waiting or not. The second time it does nothing. */
  end(): void;
}

export interface Line {
  ask(): Turn;
  working(): number;
  waiting(): number;
}

export interface LineOptions {
  /** 0 takes the limit away. */
  readonly atOnce: number;
  readonly waitingMax: number;
  readonly waitsMs: number;
  /** When nobody works or waits any more. */
  readonly onEmpty?: () => void;
}

const nothing = (): void => undefined;
const refused: Turn = { come: false, leave: nothing, end: nothing };

export function createLine({ atOnce, waitingMax, waitsMs, onEmpty = nothing }: LineOptions): Line {
  let working = 0;
  const waiting = new Set<() => void>();

  const next = (): void => {
    const [begin] = waiting;
    if (begin === undefined) working -= 1;
    else begin();
    if (working === 0) onEmpty();
  };
  const once = (): (() => void) => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      next();
    };
  };
  const wait = (): Turn => {
    let end = nothing;
    let leave = nothing;
    const come = new Promise<boolean>((resolve) => {
      const settle = (hasCome: boolean): void => {
        clearTimeout(timer);
        waiting.delete(begin);
        leave = nothing;
        end = hasCome ? once() : nothing;
        resolve(hasCome);
      };
      const begin = (): void => settle(true);
      leave = () => settle(false);
      end = leave;
      const timer = setTimeout(leave, waitsMs);
      waiting.add(begin);
    });
    return { come, leave: () => leave(), end: () => end() };
  };

  return {
    ask() {
      if (atOnce !== 0 && working >= atOnce) return waiting.size >= waitingMax ? refused : wait();
      working += 1;
      return { come: true, leave: nothing, end: once() };
    },
    working: () => working,
    waiting: () => waiting.size,
  };
}
