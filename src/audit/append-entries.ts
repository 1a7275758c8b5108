/**
 * Group commit. One INSERT serves every request that came while the one before it was on its way to the disk, so that
 * one flush pays for many; a lone request waits for nobody.
 */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, errorFields, type Log } from '#platform';
import { auditFault } from './faults.ts';
import type { EntryDraft } from './log-body.ts';
import { CounterBehindLog, insertEntries } from './queries/insert-entries.ts';

/** More in one statement only makes the first of them wait. */
const batchEntries = 256;
const batchCharacters = 4_000_000;
/** What may wait in memory; beyond it, callers are told to come back. */
const waitingEntries = 10_000;

interface Waiting {
  readonly draft: EntryDraft;
  readonly settle: (outcome: Outcome<number>) => void;
}

export interface Appender {
  /** The entry's position, once it is committed and flushed. Faults: AUDIT-001, AUDIT-002, AUDIT-004. */
  append(draft: EntryDraft): Promise<Outcome<number>>;
}

export interface AppenderDeps {
  readonly database: Pick<Database, 'sql'>;
  readonly log: Log;
  /** After this, the caller hears AUDIT-001; should the entry be committed all the same, it says too much, never too little. */
  readonly timeoutMs: number;
}

export function createAppender(deps: AppenderDeps): Appender {
  let waiting: Waiting[] = [];
  let isUnderWay = false;

  const sendAll = async (): Promise<void> => {
    isUnderWay = true;
    for (;;) {
      // Whoever was just served, or comes in the same turn of the event loop, is in this batch and not behind it.
      await new Promise(setImmediate);
      if (waiting.length === 0) break;
      const batch = takeBatch(waiting);
      waiting = waiting.slice(batch.length);
      await sendBatch(deps, batch);
    }
    isUnderWay = false;
  };

  return {
    append: (draft) => {
      if (waiting.length >= waitingEntries) return Promise.resolve(failed(auditFault('AUDIT-002')));
      return new Promise((settle) => {
        waiting.push({ draft, settle });
        if (!isUnderWay) void sendAll();
      });
    },
  };
}

function takeBatch(waiting: readonly Waiting[]): readonly Waiting[] {
  let characters = 0;
  let count = 0;
  while (count < waiting.length && count < batchEntries) {
    characters += waiting[count]!.draft.body.length;
    if (count > 0 && characters > batchCharacters) break;
    count++;
  }
  return waiting.slice(0, count);
}

async function sendBatch(deps: AppenderDeps, batch: readonly Waiting[]): Promise<void> {
  let positions: readonly number[];
  try {
    positions = await insertEntries(
      deps.database.sql,
      batch.map((one) => one.draft),
      deps.timeoutMs,
    );
  } catch (error) {
    const code = error instanceof CounterBehindLog ? 'AUDIT-004' : 'AUDIT-001';
    deps.log.error('the access log could not be written', {
      code,
      count: batch.length,
      ...errorFields(error),
    });
    for (const one of batch) one.settle(failed(auditFault(code)));
    return;
  }
  for (const [index, one] of batch.entries()) one.settle(ok(positions[index]!));
}
