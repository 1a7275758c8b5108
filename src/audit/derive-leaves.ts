/**
 * Makes the leaves out of the entries, one process at a time, always in the same order. An entry is taken only when no
 * transaction that could still slip in before it is running: its transaction is below every running one. What a crash
 * leaves undone is simply still to be done, since the cursor is written with the leaves.
 */
import type { PersonNumber } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, errorFields, type Log } from '#platform';
import { auditFault } from './faults.ts';
import { nobody } from './leaf.ts';
import { makeLeaves } from './make-leaves.ts';
import { insertLeaves } from './queries/insert-leaves.ts';
import { lockSealing } from './queries/lock-sealing.ts';
import { selectHeads } from './queries/select-heads.ts';
import { selectUnderived, type UnderivedEntry } from './queries/select-underived.ts';

export interface DeriveDeps {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Derives what could be derived when it was asked; gives the number of leaves. What comes meanwhile is the next run's: to go on
 * for as long as requests come made two hundred transactions a second, of a dozen entries each. Faults: AUDIT-001.
 */
export async function deriveLeaves(deps: DeriveDeps): Promise<Outcome<{ readonly derived: number }>> {
  let derived = 0;
  try {
    for (;;) {
      const { leaves, isAll } = await deriveBatch(deps);
      derived += leaves;
      if (isAll) return ok({ derived });
    }
  } catch (error) {
    deps.log.error('the leaves of the access log could not be derived', { code: 'AUDIT-001', ...errorFields(error) });
    return failed(auditFault('AUDIT-001'));
  }
}

/** Six statements, whatever the batch holds. */
function deriveBatch(deps: DeriveDeps): Promise<{ readonly leaves: number; readonly isAll: boolean }> {
  return deps.database.transaction(async (sql) => {
    const cursor = await lockSealing(sql);
    const { entries, isAll } = await selectUnderived(sql, cursor);
    const last = entries.at(-1);
    if (last === undefined) return { leaves: 0, isAll: true };
    const headByPerson = await selectHeads(sql, [...new Set(entries.flatMap((entry) => personsOf(entry)))]);
    const leaves = await makeLeaves(entries, headByPerson, cursor.lastLeaf + 1);
    await insertLeaves(sql, leaves, {
      batch: cursor.batch + 1,
      upToTransactionId: last.transactionId,
      upToPosition: last.position,
      entriesSoFar: cursor.entriesSoFar + entries.length,
      atMs: deps.clock.now(),
    });
    return { leaves: leaves.length, isAll };
  });
}

function personsOf(entry: UnderivedEntry): readonly PersonNumber[] {
  return entry.persons.length === 0 ? [nobody] : entry.persons;
}
