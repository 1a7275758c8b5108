/**
 * The region's own look through its whole log, against what it kept outside the database. Where the log is not what was
 * signed, the days that it may be about are marked for good, so that nobody relies on them unknowingly.
 */
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type AnySql, type Database, errorFields, type Log } from '#platform';
import type { LogProofKeys } from '../create-proofs.ts';
import { auditFault } from '../faults.ts';
import {
  type CompromisedDay,
  insertCompromisedDays,
  selectCompromisedDays,
  selectDaysOfLeaves,
} from '../queries/compromised-days.ts';
import { insertInspection, type PastInspection, selectLastInspection } from '../queries/inspections.ts';
import { type LogVerifier, LookEnded } from './verify-in-thread.ts';
import { type RegionReport, verifyRegion } from './verify-region.ts';

export interface InspectDeps {
  readonly database: Pick<Database, 'sql'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: LogProofKeys;
  /** Left out, the log is gone through on this thread. */
  readonly verifier?: Pick<LogVerifier, 'verify'>;
}

export interface LogInspection {
  readonly isWhole: boolean;
  /** Those that were marked by this look. */
  readonly newDays: readonly string[];
}

const dayInLondon = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });

async function daysOf({ database, clock }: InspectDeps, report: RegionReport): Promise<CompromisedDay[]> {
  const { brokenLeaves, findings } = report;
  const foundMs = clock.now();
  const says = findings[0]?.says ?? '';
  const days =
    brokenLeaves === undefined ? [] : await selectDaysOfLeaves(database.sql, brokenLeaves.first, brokenLeaves.last);
  // What cannot be placed may be about any day: it is held against the day on which it was found.
  const held = days.length === 0 ? [dayInLondon.format(foundMs)] : days;
  return held.map((day) => ({ day, foundMs, says }));
}

/** Reads the whole log. Faults: AUDIT-001. */
export async function inspectLog(deps: InspectDeps): Promise<Outcome<LogInspection>> {
  const { database, log, keys } = deps;
  try {
    const origin = keys.key.name;
    const kept = await keys.kept.all();
    const outsideNotes = kept.filter((note) => note.startsWith(`${origin}\n`));
    const { verifierTexts: keyTexts, verifiers } = keys.key;
    const report =
      deps.verifier === undefined
        ? await verifyRegion({ sql: database.sql, keys: verifiers, outsideNotes })
        : await deps.verifier.verify({ keyTexts, outsideNotes });
    const { isWhole } = report;
    const atMs = deps.clock.now();
    const newDays = isWhole ? [] : await insertCompromisedDays(database.sql, await daysOf(deps, report));
    await insertInspection(database.sql, { atMs, isWhole });
    if (!isWhole) log.error('the access log is not what was signed', { code: 'AUDIT-010', count: newDays.length });
    return ok({ isWhole, newDays });
  } catch (error) {
    if (!(error instanceof LookEnded))
      log.error('the access log could not be read', { code: 'AUDIT-001', ...errorFields(error) });
    return failed(auditFault('AUDIT-001'));
  }
}

type ReadDeps = Pick<InspectDeps, 'database' | 'log'>;

/** Oldest first. Faults: AUDIT-001. */
export const compromisedDays = (deps: ReadDeps): Promise<Outcome<readonly CompromisedDay[]>> =>
  readNoted(deps, selectCompromisedDays);

/** Undefined before the first. Faults: AUDIT-001. */
export const lastInspection = (deps: ReadDeps): Promise<Outcome<PastInspection | undefined>> =>
  readNoted(deps, selectLastInspection);

async function readNoted<T>({ database, log }: ReadDeps, select: (sql: AnySql) => Promise<T>): Promise<Outcome<T>> {
  try {
    return ok(await select(database.sql));
  } catch (error) {
    log.error('the access log could not be read', { code: 'AUDIT-001', ...errorFields(error) });
    return failed(auditFault('AUDIT-001'));
  }
}
