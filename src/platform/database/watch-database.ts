/**
 * A database that is there and says nothing (frozen, its machine gone without a word, the network swallowing it) is treated as one
 * that is lost: whatever waits for it is answered "unavailable" after some seconds, and nothing gathers behind it (decision 98).
 */
import type { Fault } from '#kernel/fault.ts';
import type { Log } from '../log.ts';
import { type Database, openDatabase, sqlStateOf } from './database.ts';
import { type CommitWait, endCommitWaits, listCommitWaits, watchCommits } from './watch-commits.ts';

export interface DatabaseWatchOptions {
  readonly ownerUrl: string;
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

export interface DatabaseWatch {
  /** From now on it is cut when the database says nothing, or lets no commit through. */
  add(pool: Pick<Database, 'cut'>): void;
  /** Fault PLATFORM-024 while commits wait for a standby. */
  commitFault(): Fault | undefined;
  stop(): Promise<void>;
}

/** By the role that logs in: to others the server does not say what its processes wait for. */
const openWatching = ({ ownerUrl, log }: DatabaseWatchOptions): Database =>
  openDatabase({ ownerUrl, applicationUrl: ownerUrl, poolSize: 1, log });

/** Where this process itself stood still, nothing could be heard: a turn that is late says nothing of the database. */
function lateTurns(everyMs: number): () => boolean {
  let lastMs = performance.now();
  return () => {
    const passedMs = performance.now() - lastMs;
    lastMs += passedMs;
    return passedMs > 1.5 * everyMs;
  };
}

/** A database that refuses is not silent: who asks it is told so at once. */
export function watchDatabase(options: DatabaseWatchOptions): DatabaseWatch {
  const { log, askEveryMs = 1000, silentAfterAsks = silentAfterAsksUnlessTold } = options;
  const [probe, trial] = [openWatching(options), openWatching(options)];
  const pools: Pick<Database, 'cut'>[] = [];
  let unanswered = 0;
  let isAsking = false;
  let isOpen = false;
  const isLateAgain = lateTurns(askEveryMs);

  const cutPools = (): void => {
    for (const pool of pools) pool.cut(silence());
  };
  const cutTrial = (): void => trial.cut(silence());
  const cutAll = (): void => {
    cutPools();
    cutTrial();
  };
  const commits = watchCommits({
    ...{ trial, cutPools, cutTrial, log, seenAtMost: silentAfterAsks },
    endProcesses: (processes) => endCommitWaits(probe.sql, processes),
  });
  const answered = (waits: readonly CommitWait[]): void => {
    if (unanswered >= silentAfterAsks) log.info('the database speaks again');
    unanswered = 0;
    isAsking = false;
    isOpen = true;
    commits.heard(waits);
  };
  const notAnswered = (error: unknown): void => {
    if (isAnswer(error)) return void answered([]);
    isAsking = false;
    // A connection that was good and is lost: the others to that machine may be, without a word, where its address moved.
    if (isOpen && !isSilence(error)) cutAll();
    isOpen = false;
  };
  const turn = (): void => {
    const isLate = isLateAgain();
    if (!isLate && (isAsking || unanswered > 0)) unanswered += 1;
    if (!isLate && unanswered >= silentAfterAsks) {
      if (unanswered === silentAfterAsks) log.error('the database says nothing: what waits for it is ended');
      cutAll();
      // A connection to a machine that is gone stays silent for ever; a new one gets as long as the first had.
      if (unanswered % silentAfterAsks === 0) probe.cut(silence());
    }
    if (isAsking) return;
    isAsking = true;
    listCommitWaits(probe.sql).then(answered, notAnswered);
  };
  const timer = setInterval(turn, askEveryMs);
  timer.unref();
  return {
    add: (pool) => void pools.push(pool),
    commitFault: commits.fault,
    async stop() {
      clearInterval(timer);
      cutTrial();
      await Promise.all([probe.close(), trial.close()]);
    },
  };
}

function silence(): Error & { readonly code: string } {
  return Object.assign(new Error('the database says nothing'), { code: 'ETIMEDOUT' });
}
