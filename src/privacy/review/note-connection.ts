/**
 * A privacy officer notes, from an alert, that a member of staff is the person or their relative: their own record closes to them as
 * staff, each look at a relative's is told of (D17), and neither do they decide about permissions in which they have a part (UK-19).
 */
import type { PersonNumber, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { checkFreshSignIn, type FreshSignInDependencies } from '../claims/fresh-sign-in.ts';
import { privacyFault } from '../faults.ts';
import { addStep, checkReviewer, type ReviewDependencies, readAlert } from './review-alerts.ts';
import {
  type ConnectedPair,
  type StaffConnection,
  staffConnections,
  standingConnection,
} from './standing-connection.ts';

export interface ConnectionToNote {
  readonly alert: number;
  readonly connection: StaffConnection;
}

export interface ConnectionNoted {
  readonly person: PersonNumber;
  /** False where it was noted so before. */
  readonly isNews: boolean;
}

/** What more of it closes stands higher. */
const closes: Readonly<Record<StaffConnection, number>> = { neither: 0, relative: 1, self: 2 };

/** Whom the alert names; nobody concludes about themself, and another organisation's staff are its own concern. */
async function pairOf(
  transaction: DatabaseTransaction,
  deps: ReviewDependencies,
  caller: StaffCaller,
  alert: number,
): Promise<Outcome<ConnectedPair>> {
  const row = await readAlert({ ...deps, database: { sql: transaction } }, caller, alert);
  if (row === undefined || row.organisation !== caller.organisation) return failed(privacyFault('PRIVACY-008'));
  const { person, issuer, staff_id: staffId, organisation } = row;
  if (person === null || issuer === null || staffId === null) return failed(privacyFault('PRIVACY-008'));
  if (issuer === caller.issuer && staffId === caller.staffId) return failed(privacyFault('PRIVACY-005'));
  return ok({ person: person as PersonNumber, issuer, staffId, organisation });
}

/** Two officers at the same moment wait for each other. */
async function holdPair(sql: AnySql, { person, issuer, staffId, organisation }: ConnectedPair): Promise<void> {
  const pair = JSON.stringify([person, issuer, staffId, organisation]);
  await sql`select pg_advisory_xact_lock(7006, hashtext(${pair}))`;
}

/**
 * In the transaction of the log that says so; what closes less than before asks for a sign-in as the gravest acts do. Faults:
 * PRIVACY-005, also about oneself; PRIVACY-007; PRIVACY-008 where the alert is another organisation's, or does not name a person and a
 * member of staff; PRIVACY-014, -015.
 */
export async function noteConnection(
  transaction: DatabaseTransaction,
  deps: ReviewDependencies & FreshSignInDependencies,
  caller: StaffCaller,
  { alert, connection }: ConnectionToNote,
): Promise<Outcome<ConnectionNoted>> {
  const checked = checkReviewer(caller);
  if (!checked.ok) return checked;
  if (!staffConnections.includes(connection)) return failed(privacyFault('PRIVACY-007'));
  const pair = await pairOf(transaction, deps, caller, alert);
  if (!pair.ok) return pair;
  const { person, issuer, staffId, organisation } = pair.value;
  await holdPair(transaction, pair.value);
  const before = (await standingConnection(transaction, pair.value))?.kind ?? 'neither';
  if (before === connection) return ok({ person, isNews: false });
  const fresh = closes[connection] < closes[before] ? checkFreshSignIn(deps, caller) : ok(true);
  if (!fresh.ok) return fresh;
  const nowMs = deps.clock.now();
  await transaction`update privacy.staff_connection set ends_ms = ${nowMs} where person = ${person}
    and issuer = ${issuer} and staff_id = ${staffId} and organisation = ${organisation} and ends_ms is null`;
  if (connection !== 'neither')
    await transaction`insert into privacy.staff_connection (issuer, staff_id, organisation, person, kind, noted_by, starts_ms)
      values (${issuer}, ${staffId}, ${organisation}, ${person}, ${connection}, ${caller.name}, ${nowMs})`;
  await addStep({ ...deps, database: { sql: transaction } }, caller, alert, { step: 'connection', connection });
  return ok({ person, isNews: true });
}
