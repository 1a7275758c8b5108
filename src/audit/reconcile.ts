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
  readonly database: Pick<Database, 'sql'>;
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

/** A second's work; what is older is gone through once a day (`inspect`). */
const newestEntries = 10_000;

/** Compares the newest entries with their leaves, exactly. Faults: AUDIT-001. */
export function reconcile(deps: ReconcileDeps): Promise<Outcome<LogReconciliation>> {
  return orUnavailable(deps, async () => {
    const figures = await selectFigures(deps.database.sql, deps.clock.now());
    const { sealedLeaves, hasEveryPlace, ...shown } = await selectReconciliation(deps.database.sql, newestEntries);
    const { missingEntries, missingLeaves, surplusLeaves, brokenSequences, lastLeafIndex } = shown;
    const reconciled =
      missingEntries + missingLeaves + surplusLeaves + brokenSequences === 0 &&
      lastLeafIndex === sealedLeaves - 1 &&
      hasEveryPlace;
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
