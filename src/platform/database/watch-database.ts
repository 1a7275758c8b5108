/**
 * A database that is there and says nothing (frozen, its machine gone without a word, the network swallowing it) is treated as one
 * that is lost: whatever waits for it is answered "unavailable" after some seconds, and nothing gathers behind it (decision 98).
 */
import type { Log } from '../log.ts';
import { type Database, sqlStateOf } from './database.ts';

export interface DatabaseWatchOptions {
  /** Of one connection, asked nothing else. */
  readonly probe: Database;
  readonly pools: readonly Database[];
  readonly log: Log;
  readonly askEveryMs?: number;
  readonly silentAfterAsks?: number;
}

/** Longer than a start of the server's process, a garbage collection or a machine that is moved; shorter than people wait. */
const silentAfterAsksUnlessTold = 6;

/** The server's own words: SQLSTATE. What a network says of it is no word of the server's. */
const isAnswer = (error: unknown): boolean =>
  /^(?:[0-5][0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/.test(sqlStateOf(error) ?? '');
const isSilence = (error: unknown): boolean => /^(ETIMEDOUT|CONNECT_TIMEOUT)$/.test(sqlStateOf(error) ?? '');

/** Until the function that it gives is called. A database that refuses is not silent: who asks it is told so at once. */
export function watchDatabase(options: DatabaseWatchOptions): () => void {
  const { probe, pools, log, askEveryMs = 1000, silentAfterAsks = silentAfterAsksUnlessTold } = options;
  let unanswered = 0;
  let isAsking = false;
  let isOpen = false;
  let lastTurnMs = performance.now();

  const answered = (): void => {
    if (unanswered >= silentAfterAsks) log.info('the database speaks again');
    unanswered = 0;
    isAsking = false;
    isOpen = true;
  };
  const cutPools = (): void => {
    for (const pool of pools) pool.cut(silence());
  };
  const notAnswered = (error: unknown): void => {
    if (isAnswer(error)) return void answered();
    isAsking = false;
    // A connection that was good and is lost: the others to that machine may be, without a word, where its address moved.
    if (isOpen && !isSilence(error)) cutPools();
    isOpen = false;
  };
  const turn = (): void => {
    const nowMs = performance.now();
    // Where this process itself stood still, nothing could be heard: such a turn says nothing of the database.
    const isLate = nowMs - lastTurnMs > 1.5 * askEveryMs;
    lastTurnMs = nowMs;
    if (!isLate && (isAsking || unanswered > 0)) unanswered += 1;
    if (!isLate && unanswered >= silentAfterAsks) {
      if (unanswered === silentAfterAsks) log.error('the database says nothing: what waits for it is ended');
      cutPools();
      // A connection to a machine that is gone stays silent for ever; a new one gets as long as the first had.
      if (unanswered % silentAfterAsks === 0) probe.cut(silence());
    }
    if (isAsking) return;
    isAsking = true;
    probe.sql`SELECT 1`.then(answered, notAnswered);
  };
  const timer = setInterval(turn, askEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

function silence(): Error & { readonly code: string } {
  return Object.assign(new Error('the database says nothing'), { code: 'ETIMEDOUT' });
}
