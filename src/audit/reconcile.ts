/**
 * In against out. Denmark's log hid rows from citizens for two years because nothing compared the two; here a missing
 * entry, leaf or number shows as a figure that is not zero.
 */
import type { PersonNumber } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, errorFields, type Log } from '#platform';
import { auditFault } from './faults.ts';
import type { LogFigures, LogReconciliation } from './log-event.ts';
import { selectHeadNumber } from './queries/person-leaves.ts';
import { selectFigures } from './queries/select-figures.ts';
import { selectReconciliation } from './queries/select-reconciliation.ts';

export interface ReconcileDeps {
  readonly database: Pick<Database, 'sql' | 'transaction'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Cheap, for every probe. Faults: AUDIT-001. */
export function readFigures(deps: ReconcileDeps): Promise<Outcome<LogFigures>> {
  return orUnavailable(deps, () => selectFigures(deps.database.sql, deps.clock.now()));
}

/** The highest number of this person's entries, found apart from any list of them; 0 for none. Faults: AUDIT-001. */
export function readHeadNumber(deps: ReconcileDeps, person: PersonNumber): Promise<Outcome<number>> {
  return orUnavailable(deps, () => selectHeadNumber(deps.database.sql, person));
}

/** Reads the whole log. Faults: AUDIT-001. */
export function reconcile(deps: ReconcileDeps): Promise<Outcome<LogReconciliation>> {
  return orUnavailable(deps, async () => {
    const figures = await selectFigures(deps.database.sql, deps.clock.now());
    const counts = await deps.database.transaction(async (sql) => {
      await sql`SELECT set_config('statement_timeout', '1800000', true)`;
      return selectReconciliation(sql);
    });
    const { sealedLeaves, headsLeaves, ...shown } = counts;
    const reconciled =
      counts.missingEntries + counts.missingLeaves + counts.surplusLeaves + counts.brokenSequences === 0 &&
      counts.lastLeafIndex === sealedLeaves - 1 &&
      counts.leaves + headsLeaves === sealedLeaves;
    return { ...figures, ...shown, reconciled };
  });
}

async function orUnavailable<T>(deps: ReconcileDeps, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return ok(await work());
  } catch (error) {
    deps.log.error('the access log could not be read', { code: 'AUDIT-001', ...errorFields(error) });
    return failed(auditFault('AUDIT-001'));
  }
}
