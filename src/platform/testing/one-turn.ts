/** Turns of one request at once and nobody behind it, that say who asked last: a test holds that caller's turn itself. */
import { createTurns, type Turn, type Turns } from '../turns.ts';

export function oneTurn(): { readonly turns: Turns; holdLast(): Turn } {
  const real = createTurns({ atOnce: 1, waitingMax: 0 });
  let lastCaller = '';
  const ask = (caller: string): Turn => {
    lastCaller = caller;
    return real.ask(caller);
  };
  return { turns: { ...real, ask }, holdLast: () => real.ask(lastCaller) };
}
