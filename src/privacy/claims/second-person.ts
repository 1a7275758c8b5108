/**
 * Emergencies that wait for a second member of staff: somebody under full protection is opened only when two agree (D18).
 * The list names who asks and why, and never the person: the two speak to each other.
 */
import type { PersonNumber, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { roleProfile } from '../decide/role-table.ts';
import { privacyFault } from '../faults.ts';
import type { ClaimDependencies } from './claim-access.ts';
import { checkFreshSignIn } from './fresh-sign-in.ts';

export interface ClaimAwaiting {
  readonly claim: number;
  readonly staffId: string;
  readonly roleCode: string;
  readonly reason: string;
  readonly startsMs: number;
  readonly endsMs: number;
}

/**
 * Of claims of others, about people to whom this caller is not noted as close (D17): who is protected from somebody is not opened by them.
 * Nor do they find it in the list: what cannot be agreed to would tell them whom it is about.
 */
const isForCaller = (
  issuer: string,
  staffId: string,
  nowMs: string,
): string => `not (issuer = ${issuer} and staff_id = ${staffId})
  and not exists (select 1 from privacy.staff_connection as close where close.person = claim.person and close.issuer = ${issuer}
    and close.staff_id = ${staffId} and close.starts_ms <= ${nowMs} and (close.ends_ms is null or close.ends_ms > ${nowMs}))`;

const awaitingText = `select claim, staff_id as "staffId", role_code as "roleCode", reason, starts_ms as "startsMs",
    ends_ms as "endsMs" from privacy.claim
  where organisation = $1 and kind = 'break-glass' and confirmed_ms is null and starts_ms <= $2 and ends_ms > $2
    and exists (select 1 from privacy.choice where choice.person = claim.person and choice.kind = 'protection'
      and choice.starts_ms <= $2 and (choice.ends_ms is null or choice.ends_ms > $2))`;

/** Those of colleagues, for whoever may agree; nobody agrees with themself, nor about somebody close. The oldest first. */
export async function claimsAwaiting(
  deps: Pick<ClaimDependencies, 'database' | 'clock'>,
  caller: StaffCaller,
): Promise<readonly ClaimAwaiting[]> {
  if (!roleProfile(caller.roleCode).mayBreakGlass || caller.vouchedForBy !== undefined) return [];
  return deps.database.sql.unsafe<ClaimAwaiting[]>(
    `${awaitingText} and ${isForCaller('$3', '$4', '$2')} order by starts_ms`,
    [caller.organisation, deps.clock.now(), caller.issuer, caller.staffId],
    { prepare: true },
  );
}

/** The caller's own for this person, in this role; undefined when none waits. */
export async function ownClaimAwaiting(
  deps: Pick<ClaimDependencies, 'database' | 'clock'>,
  caller: StaffCaller,
  person: PersonNumber,
): Promise<ClaimAwaiting | undefined> {
  const rows = await deps.database.sql.unsafe<ClaimAwaiting[]>(
    `${awaitingText} and issuer = $3 and staff_id = $4 and person = $5 and role_code = $6 order by starts_ms desc limit 1`,
    [caller.organisation, deps.clock.now(), caller.issuer, caller.staffId, person, caller.roleCode],
    { prepare: true },
  );
  return rows[0];
}

/** A claim that this caller can agree to: nobody agrees with themself, and a claim is agreed to once and while it lasts. */
const openClaim = `claim = $1 and kind = 'break-glass' and organisation = $2 and confirmed_ms is null and starts_ms <= $3
  and ends_ms > $3 and ${isForCaller('$4', '$5', '$3')}`;

/** One statement about the claim, while it is open to this caller. Faults: PRIVACY-005, -008, -014, -015. */
async function onOpenClaim(
  sql: AnySql,
  deps: ClaimDependencies,
  caller: StaffCaller,
  { claim, statement }: { readonly claim: number; readonly statement: string },
): Promise<Outcome<{ readonly person: PersonNumber }>> {
  if (!roleProfile(caller.roleCode).mayBreakGlass || caller.vouchedForBy !== undefined)
    return failed(privacyFault('PRIVACY-005'));
  const fresh = checkFreshSignIn(deps, caller);
  if (!fresh.ok) return fresh;
  const [about] = await sql.unsafe<{ person: PersonNumber }[]>(
    statement,
    [claim, caller.organisation, deps.clock.now(), caller.issuer, caller.staffId],
    { prepare: true },
  );
  return about === undefined ? failed(privacyFault('PRIVACY-008')) : ok(about);
}

/**
 * Whether this member of staff may agree that glass had to be broken for somebody under full protection (D18): entitled to
 * break glass, and not with themself. Gives whom it is about, for the log. Faults: PRIVACY-005, -008, -014, -015.
 */
export function checkConfirmation(
  deps: ClaimDependencies,
  caller: StaffCaller,
  claim: number,
): Promise<Outcome<{ readonly person: PersonNumber }>> {
  return onOpenClaim(deps.database.sql, deps, caller, {
    claim,
    statement: `select person from privacy.claim where ${openClaim}`,
  });
}

/** Agrees; what it rests on stands in the log already. Faults: as `checkConfirmation`. */
export async function confirmClaim(
  transaction: DatabaseTransaction,
  deps: ClaimDependencies,
  caller: StaffCaller,
  claim: number,
): Promise<Outcome<true>> {
  const agreed = await onOpenClaim(transaction, deps, caller, {
    claim,
    statement: `update privacy.claim set second_issuer = $4, second_staff_id = $5, confirmed_ms = $3
      where ${openClaim} returning person`,
  });
  return agreed.ok ? ok(true) : agreed;
}
