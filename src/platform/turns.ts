import type { ServerResponse } from 'node:http';

/**
 * One caller does not hold up the others: of each, so many requests are worked on at once, and what comes beyond that waits in
 * that caller's own line. Measured without it: one caller with 200 connections made a look by somebody else a hundred times
 * slower (decision 96).
 */
export interface Turn {
  /** False where the line was too long, or the wait. */
  readonly come: boolean | Promise<boolean>;
  /** When the answer has left, or whoever asked has gone, waiting or not. The second time it does nothing. */
  end(): void;
}

export interface Turns {
  /** 0 where there is no limit. */
  readonly atOnce: number;
  ask(caller: string): Turn;
}

export interface TurnsOptions {
  /** 0 takes the limit away. */
  readonly atOnce: number;
  /** Of one caller. */
  readonly waitingMax?: number;
  readonly waitsMs?: number;
}

interface Line {
  working: number;
  readonly waiting: Set<() => void>;
}

const waitingMaxUnlessTold = 500;
/** Below the time in which a whole request must have come in: it is not read before its turn. */
const waitsMsUnlessTold = 30_000;

export function createTurns(options: TurnsOptions): Turns {
  const { atOnce, waitingMax = waitingMaxUnlessTold, waitsMs = waitsMsUnlessTold } = options;
  const lines = new Map<string, Line>();

  const leave = (caller: string, line: Line): void => {
    const [next] = line.waiting;
    if (next === undefined) line.working -= 1;
    else next();
    if (line.working === 0) lines.delete(caller);
  };
  const working = (caller: string, line: Line): (() => void) => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      leave(caller, line);
    };
  };

  const wait = (caller: string, line: Line): Turn => {
    let end = (): void => undefined;
    const come = new Promise<boolean>((resolve) => {
      const giveUp = (): void => {
        clearTimeout(timer);
        line.waiting.delete(begin);
        resolve(false);
      };
      const timer = setTimeout(giveUp, waitsMs);
      const begin = (): void => {
        clearTimeout(timer);
        line.waiting.delete(begin);
        end = working(caller, line);
        resolve(true);
      };
      end = giveUp;
      line.waiting.add(begin);
    });
    return { come, end: () => end() };
  };

  return {
    atOnce,
    ask(caller) {
      if (atOnce === 0) return unlimited;
      const line = lines.get(caller) ?? { working: 0, waiting: new Set() };
      if (line.working >= atOnce)
        return line.waiting.size >= waitingMax ? { ...unlimited, come: false } : wait(caller, line);
      lines.set(caller, line);
      line.working += 1;
      return { come: true, end: working(caller, line) };
    },
  };
}

const withTurn = new WeakSet<object>();

/** Waits for a turn that ends with the answer, or when whoever asked has gone. False where it does not come. */
export async function waitForTurn(
  turns: Turns,
  caller: string,
  answer: Pick<ServerResponse, 'once' | 'destroyed'>,
): Promise<boolean> {
  // Whoever has gone already is told of no end any more: the turn would be kept for ever.
  if (answer.destroyed) return false;
  // One request has one turn: it would wait for itself.
  if (withTurn.has(answer)) return true;
  withTurn.add(answer);
  const turn = turns.ask(caller);
  for (const event of ['finish', 'close']) answer.once(event, turn.end);
  return turn.come;
}

const unlimited: Turn = { come: true, end: () => undefined };

/** For whoever builds a part of a region on its own. */
export const noTurns: Turns = createTurns({ atOnce: 0 });
