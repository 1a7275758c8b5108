/** Runs a transaction again when it only lost a race: the same work, never the next one (safety I5). */
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '#kernel/fault.ts';
import { failed, type Outcome } from '#kernel/outcome.ts';
import { type Database, type DatabaseTransaction, isUnavailable, sqlStateOf } from './database.ts';

/** serialization_failure, deadlock_detected, unique_violation (two firsts of one key), lock_not_available */
const raced = new Set(['40001', '40P01', '23505', '55P03']);
/** disk_full, out_of_memory, insufficient_resources, query_canceled (a statement that timed out), lock_not_available (decision 93) */
const exhausted = new Set(['53100', '53200', '53000', '57014', '55P03']);

const firstPauseMs = 10;

/** Whether the transaction lost a race and left nothing behind: it may run again, whatever it does. */
export function lostRace(error: unknown): boolean {
  return raced.has(sqlStateOf(error) ?? '');
}

/** The server has no room, no memory or no time for it: nothing was done, and nothing is wrong with what was asked. */
function isExhausted(error: unknown): boolean {
  return exhausted.has(sqlStateOf(error) ?? '');
}

/** Nothing is wrong with what was asked: the database is away, or has no room or time for it. Answer 503, to be asked again soon. */
export function isOutOfService(error: unknown): boolean {
  return isUnavailable(error) || isExhausted(error);
}

/** In seconds: a database that was lost or said nothing is back by then, or not for long. */
export const outOfServiceRetrySeconds = 5;

/**
 * Whether trying later can help; anything else is a defect of ours or of the content. After a lost connection nobody
 * knows whether the commit came through, so only work that notices its own repetition may run again on this.
 */
export function isPassing(error: unknown): boolean {
  return isOutOfService(error) || lostRace(error);
}

export interface Retrying {
  readonly attempts: number;
  readonly isWorthIt: (error: unknown) => boolean;
}

/** Throws what the last attempt threw. `work` is called anew for each attempt and must not keep what it was given. */
export async function retryTransaction<T>(
  database: Pick<Database, 'transaction'>,
  { attempts, isWorthIt }: Retrying,
  work: (transaction: DatabaseTransaction, attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction((transaction) => work(transaction, attempt));
    } catch (error) {
      if (attempt >= attempts || !isWorthIt(error)) throw error;
      await delay(firstPauseMs * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** Undoes the transaction of work that failed as a value. */
class Refused extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** The same for work that may fail as a value: then nothing of it stays. */
export async function retryTransactionOutcome<T>(
  database: Pick<Database, 'transaction'>,
  retrying: Retrying,
  work: (transaction: DatabaseTransaction, attempt: number) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await retryTransaction(database, retrying, async (transaction, attempt) => {
      const outcome = await work(transaction, attempt);
      if (!outcome.ok) throw new Refused(outcome.fault);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Refused) return failed(error.fault);
    throw error;
  }
}
