/**
 * Emergencies that wait for a second member of staff: somebody under full protection is opened only when two agree (D18).
 * The list names who asks and why, and never the person: the two speak to each other.
 */
import type { PersonNumber, StaffCaller } from '#disclosure';
import { roleProfile } from '../decide/role-table.ts';
import type { ClaimDependencies } from './claim-access.ts';

export interface ClaimAwaiting {
  readonly claim: number;
  readonly staffId: string;
  readonly roleCode: string;
  readonly reason: string;
  readonly startsMs: number;
  readonly endsMs: number;
}

const awaitingText = `select claim, staff_id as "staffId", role_code as "roleCode", reason, starts_ms as "startsMs",
    ends_ms as "endsMs" from privacy.claim
  where organisation = $1 and kind = 'break-glass' and confirmed_ms is null and starts_ms <= $2 and ends_ms > $2
    and exists (select 1 from privacy.choice where choice.person = claim.person and choice.kind = 'protection'
      and choice.starts_ms <= $2 and (choice.ends_ms is null or choice.ends_ms > $2))`;

/** Those of colleagues, for whoever may agree; nobody agrees with themself. The oldest first. */
export async function claimsAwaiting(
  deps: Pick<ClaimDependencies, 'database' | 'clock'>,
  caller: StaffCaller,
): Promise<readonly ClaimAwaiting[]> {
  if (!roleProfile(caller.roleCode).mayBreakGlass || caller.vouchedForBy !== undefined) return [];
  return deps.database.sql.unsafe<ClaimAwaiting[]>(
    `${awaitingText} and not (issuer = $3 and staff_id = $4) order by starts_ms`,
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
