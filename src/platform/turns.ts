/**
 * One caller does not hold up the others (decision 96), and all together do not bury the region (decision 103): of each caller so
 * many requests are worked on at once, and so many of all. Measured without the first: one caller with 200 connections made a
 * look by somebody else a hundred times slower.
 */
import type { ServerResponse } from 'node:http';
import { type Connected, isGone } from './broke-off.ts';
import { createLine, type Line, type Turn } from './line.ts';

export interface Turns {
  /** Of one caller; 0 where there is no limit. */
  readonly atOnce: number;
  ask(caller: string): Turn;
  /** Among all requests of this server. */
  askPlace(): Turn;
  /** Of all callers together. */
  figures(): { readonly working: number; readonly waiting: number };
  readonly onTurnedAway: (limit: TurnedAway) => void;
}

/** Whose limit was met: that of the one caller, or that of all together. */
export type TurnedAway = 'caller' | 'region';

/** When whoever was turned away may ask again. */
export const turnedAwayRetrySeconds = 5;

export interface TurnsOptions {
  /** Of one caller. 0 takes the limit away. */
  readonly atOnce: number;
  /** Of one caller. */
  readonly waitingMax?: number;
  readonly waitsMs?: number;
  /** Of all callers together; 0, or left out: no limit. */
  readonly inAll?: number;
  readonly inAllWaitingMax?: number;
  readonly inAllWaitsMs?: number;
  readonly onTurnedAway?: (limit: TurnedAway) => void;
}

const waitingMaxUnlessTold = 500;
/** Below the time in which a whole request must have come in: it is not read before its turn. */
const waitsMsUnlessTold = 30_000;
/** Nobody has more of them waiting for a place than they have turns. */
const inAllWaitingMaxUnlessTold = 1000;
/** Shorter than people wait before they ask again, which would be more work. */
const inAllWaitsMsUnlessTold = 10_000;

export function createTurns(options: TurnsOptions): Turns {
  const { atOnce, waitingMax = waitingMaxUnlessTold, waitsMs = waitsMsUnlessTold } = options;
  const lines = new Map<string, Line>();
  const places = createLine({
    atOnce: options.inAll ?? 0,
    waitingMax: options.inAllWaitingMax ?? inAllWaitingMaxUnlessTold,
    waitsMs: options.inAllWaitsMs ?? inAllWaitsMsUnlessTold,
  });
  const lineOf = (caller: string): Line => {
    const line = createLine({ atOnce, waitingMax, waitsMs, onEmpty: () => lines.delete(caller) });
    lines.set(caller, line);
    return line;
  };
  return {
    atOnce,
    ask: (caller) => (atOnce === 0 ? unlimited : (lines.get(caller) ?? lineOf(caller)).ask()),
    askPlace: places.ask,
    figures: () => ({ working: places.working(), waiting: places.waiting() }),
    onTurnedAway: options.onTurnedAway ?? (() => undefined),
  };
}

type Answer = Pick<ServerResponse, 'once'> & Connected;

/** What one request holds. */
interface Held {
  turn?: Turn;
  place?: Turn;
  /** Its handler runs: what it asked of the database goes on, whoever has gone. */
  isWorking: boolean;
  /** The answer has left, or whoever asked has gone. */
  hasGone: boolean;
}

const heldBy = new WeakMap<object, Held>();

function held(answer: Answer): Held {
  const known = heldBy.get(answer);
  if (known !== undefined) return known;
  const begun: Held = { isWorking: false, hasGone: false };
  heldBy.set(answer, begun);
  return begun;
}

/**
 * An answer that is not fetched is kept in memory: it is its caller's for as long, and no work any more. Where the handler never
 * runs (refused before it, or a body that broke off), the end of the answer or of its connection comes here, and gives back both.
 */
function giveBack({ turn, place, isWorking, hasGone }: Held): void {
  if (isWorking) return;
  if (hasGone) turn?.end();
  place?.end();
}

const followersBySocket = new WeakMap<object, Set<() => void>>();

/** One listener of each connection, however many requests come on it. */
function followersOf(socket: NonNullable<NonNullable<Connected['req']>['socket']>): Set<() => void> {
  const known = followersBySocket.get(socket);
  if (known !== undefined) return known;
  const begun = new Set<() => void>();
  followersBySocket.set(socket, begun);
  socket.once('close', () => {
    for (const gone of begun) gone();
  });
  return begun;
}

/**
 * Whoever has gone already is told of no end any more: a turn would be kept for ever. The connection is followed as well: of
 * requests sent one behind the other, only the answer at the front is told of its end.
 */
function follow(answer: Answer, one: Held): void {
  const socket = answer.req?.socket;
  const followers = socket === undefined ? undefined : followersOf(socket);
  const gone = (): void => {
    followers?.delete(gone);
    one.hasGone = true;
    one.turn?.leave();
    one.place?.leave();
    giveBack(one);
  };
  followers?.add(gone);
  answer.once('finish', gone);
  answer.once('close', gone);
}

/**
 * Waits for the caller's turn and then for a place among all. Both last for as long as the work does, also when whoever asked has
 * gone; the turn until the answer has left besides. `place: 'later'` where a body is still to come: ask `waitForPlace` when it has.
 */
export async function waitForTurn(
  turns: Turns,
  caller: string,
  answer: Answer,
  place: 'now' | 'later' = 'now',
): Promise<TurnedAway | undefined> {
  if (isGone(answer)) return 'caller';
  const one = held(answer);
  // One request has one turn: it would wait for itself.
  if (one.turn === undefined) {
    one.turn = turns.ask(caller);
    follow(answer, one);
    const { come } = one.turn;
    if (come !== true && !(await come)) return turnedAway(turns, 'caller', one);
  }
  // Gone since: a place that is taken now would never be given back.
  if (one.hasGone) return 'caller';
  if (place === 'later') return undefined;
  const come = placeOf(turns, answer);
  return come === true || ((await come) && !one.hasGone) ? undefined : turnedAway(turns, 'region', one);
}

/** For who has no turn of their own, or whose body came first. */
export async function waitForPlace(turns: Turns, answer: Answer): Promise<TurnedAway | undefined> {
  if (isGone(answer)) return 'region';
  const one = held(answer);
  if (one.hasGone) return 'region';
  if (one.turn === undefined && one.place === undefined) follow(answer, one);
  const come = placeOf(turns, answer);
  return come === true || ((await come) && !one.hasGone) ? undefined : turnedAway(turns, 'region', one);
}

function placeOf(turns: Turns, answer: Answer): boolean | Promise<boolean> {
  const one = held(answer);
  one.place ??= turns.askPlace();
  return one.place.come;
}

/** Who has gone while they waited was not turned away. */
function turnedAway(turns: Turns, limit: TurnedAway, { hasGone }: Held): TurnedAway {
  if (!hasGone) turns.onTurnedAway(limit);
  return limit;
}

interface Route {
  handler: (this: never, request: never, reply: never) => unknown;
}

/** Before the routes of a scope are registered: what their handlers do is work until it has ended, not until the answer has left. */
export function countWork(app: { addHook(name: 'onRoute', hook: (route: Route) => void): unknown }): void {
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      const typed = reply as { readonly raw: Answer; hijack(): unknown };
      const { raw } = typed;
      const one = held(raw);
      // Nobody waits for it, and its turn is another's by now.
      if (one.hasGone) return typed.hijack();
      one.isWorking = true;
      const ended = (): void => {
        one.isWorking = false;
        giveBack(one);
      };
      let result: unknown;
      try {
        result = handler.call(this, request, reply);
      } catch (error) {
        ended();
        throw error;
      }
      // On a branch of its own: the answer waits for nothing more.
      if (result instanceof Promise) result.then(ended, ended);
      else ended();
      return result;
    };
  });
}

const unlimited: Turn = { come: true, leave: () => undefined, end: () => undefined };

/** For whoever builds a part of a region on its own. */
export const noTurns: Turns = createTurns({ atOnce: 0 });
