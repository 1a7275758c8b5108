/**
 * Group commit. One INSERT serves every request that came while the one before it was on its way to the disk, so that
 * one flush pays for many; a lone request waits for nobody.
 */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, errorFields, type Log, shareRoundTrips } from '#platform';
import { auditFault } from './faults.ts';
import type { EntryDraft } from './log-body.ts';
import { CounterBehindLog, insertEntries } from './queries/insert-entries.ts';

/** More in one statement only makes the first of them wait. */
const batchEntries = 256;
const batchCharacters = 4_000_000;
/**
 * One, so that whoever misses it shares the next: each costs as much as several entries in it. Whoever just missed a flush waits
 * for it and then for their own; where a flush is slow, a second one is under way meanwhile.
 */
const batchesUnderWay = 1;
const slowBatch = { afterMs: 3, tripsMax: 1 };
const waitsTurns = 8;
/** What may wait in memory; beyond it, callers are told to come back. */
const waitingEntries = 10_000;

export interface Appender {
  /** The entry's position, once it is committed and flushed. Faults: AUDIT-001, AUDIT-002, AUDIT-004. */
  append(draft: EntryDraft): Promise<Outcome<number>>;
  /** Whether the last entries could not be written. */
  isFailing(): boolean;
}

export interface AppenderDeps {
  readonly database: Pick<Database, 'sql'>;
  readonly log: Log;
  /** After this, the caller hears AUDIT-001; should the entry be committed all the same, it says too much, never too little. */
  readonly timeoutMs: number;
}

export function createAppender(deps: AppenderDeps): Appender {
  let isFailing = false;
  const send = async (drafts: readonly EntryDraft[]): Promise<readonly Outcome<number>[]> => {
    const sent = await sendBatch(deps, drafts);
    isFailing = sent.some(({ ok: isWritten }) => !isWritten);
    return sent;
  };
  const append = shareRoundTrips(send, {
    tripsMax: batchesUnderWay,
    slow: slowBatch,
    waitsTurns,
    questionsMax: batchEntries,
    bytesOf: (draft) => draft.body.length,
    bytesMax: batchCharacters,
  });
  let unsettled = 0;
  return {
    append: async (draft) => {
      if (unsettled >= waitingEntries) return failed(auditFault('AUDIT-002'));
      unsettled++;
      try {
        return await append(draft);
      } finally {
        unsettled--;
      }
    },
    isFailing: () => isFailing,
  };
}

async function sendBatch(deps: AppenderDeps, batch: readonly EntryDraft[]): Promise<readonly Outcome<number>[]> {
  try {
    const positions = await insertEntries(deps.database.sql, batch, deps.timeoutMs);
    return positions.map((position) => ok(position));
  } catch (error) {
    const code = error instanceof CounterBehindLog ? 'AUDIT-004' : 'AUDIT-001';
    deps.log.error('the access log could not be written', {
      code,
      count: batch.length,
      ...errorFields(error),
    });
    return batch.map(() => failed(auditFault(code)));
  }
}
