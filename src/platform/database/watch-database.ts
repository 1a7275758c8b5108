/**
 * A database that is there and says nothing (frozen, its machine gone without a word, the network swallowing it) is treated as one
 * that is lost: whatever waits for it is answered "unavailable" after some seconds, and nothing gathers behind it (decision 98).
 */
import { errorFields, type Log } from '../log.ts';
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

/** What says nothing of whether the server speaks. */
const isSilence = (error: unknown): boolean => /^(ETIMEDOUT|CONNECT_TIMEOUT)$/.test(sqlStateOf(error) ?? '');

/** Until the function that it gives is called. A database that refuses is not silent: who asks it is told so at once. */
export function watchDatabase(options: DatabaseWatchOptions): () => void {
  const { probe, pools, log, askEveryMs = 1000, silentAfterAsks = silentAfterAsksUnlessTold } = options;
  // Counted in turns of a timer and not by the clock: where this process itself stood still, there was one.
  let unanswered = 0;
  let isAsking = false;

  const heard = (): void => {
    if (unanswered >= silentAfterAsks) log.info('the database speaks again');
    unanswered = 0;
    isAsking = false;
  };
  const notHeard = (error: unknown): void => {
    isAsking = false;
    if (!isSilence(error)) heard();
  };
  const cutAll = (): void => {
    const error = Object.assign(new Error('the database says nothing'), { code: 'ETIMEDOUT' });
    if (unanswered === silentAfterAsks)
      log.error('the database says nothing: what waits for it is ended', errorFields(error));
    for (const pool of pools) pool.cut(error);
    // A connection to a machine that is gone stays silent for ever; a new one gets as long as the first had.
    if (unanswered % silentAfterAsks === 0) probe.cut(error);
  };
  const timer = setInterval(() => {
    if (isAsking || unanswered > 0) unanswered += 1;
    if (unanswered >= silentAfterAsks) cutAll();
    if (isAsking) return;
    isAsking = true;
    probe.sql`SELECT 1`.then(heard, notHeard);
  }, askEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
