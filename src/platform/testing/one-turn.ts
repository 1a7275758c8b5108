/** Turns of one request at once, of one caller and of all, with nobody behind it: a test holds the turn of who asked last, or the place of all. */
import type { Turn } from '../line.ts';
import { createTurns, type Turns } from '../turns.ts';

export function oneTurn(): { readonly turns: Turns; holdLast(): Turn; holdPlace(): Turn } {
  const real = createTurns({ atOnce: 1, waitingMax: 0, inAll: 1, inAllWaitingMax: 0 });
  let lastCaller = '';
  const ask = (caller: string): Turn => {
    lastCaller = caller;
    return real.ask(caller);
  };
  return { turns: { ...real, ask }, holdLast: () => real.ask(lastCaller), holdPlace: real.askPlace };
}
