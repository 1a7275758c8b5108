/** Runs a transaction again when it only lost a race: the same message, never the next one (safety I5). */
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, type DatabaseTransaction, isUnavailable, sqlStateOf } from '#platform';

/** serialization_failure, deadlock_detected, unique_violation (two firsts of one key), lock_not_available */
const raced = new Set(['40001', '40P01', '23505', '55P03']);
/** disk_full, out_of_memory, insufficient_resources, query_canceled (a statement that timed out) */
const exhausted = new Set(['53100', '53200', '53000', '57014']);

const firstPauseMs = 10;

/** Whether trying later can help; anything else is a defect of ours or of the content. */
export function isPassing(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return isUnavailable(error) || raced.has(state) || exhausted.has(state);
}

/** Throws what the last attempt threw. `work` is called anew for each attempt and must not keep what it was given. */
export async function retryTransaction<T>(
  database: Database,
  attempts: number,
  work: (transaction: DatabaseTransaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (attempt >= attempts || !isPassing(error)) throw error;
      await delay(firstPauseMs * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}
