/** Self-claimed relationships (D7) and break-glass (D22): a reason, one person, one member of staff, an end. */
import type { PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import type { ClaimKind } from './decide/access-facts.ts';
import { roleProfile } from './decide/role-table.ts';
import { privacyFault } from './faults.ts';

/** Both end after four hours; a longer need has a relationship of its own by then. */
export const claimHours = 4;
const reasonLettersAtLeast = 15;

export interface ClaimRequest {
  readonly person: PersonNumber;
  readonly kind: ClaimKind;
  readonly reasonCode: string;
  readonly reason: string;
}

/** A reason must say something: enough letters, and not one letter repeated. */
export function isReasonEnough(reason: string): boolean {
  const letters = reason.replace(/[^\p{L}]/gu, '').toLowerCase();
  return letters.length >= reasonLettersAtLeast && new Set(letters).size >= 6;
}

/** Whether this role may make such a claim, and says why. Faults: PRIVACY-004, PRIVACY-005. */
export function checkClaim(
  caller: Pick<StaffCaller, 'roleCode'>,
  claim: Pick<ClaimRequest, 'kind' | 'reason'>,
): Outcome<true> {
  const profile = roleProfile(caller.roleCode);
  const isEntitled = claim.kind === 'break-glass' ? profile.mayBreakGlass : profile.mayClaim;
  if (!isEntitled) return failed(privacyFault('PRIVACY-005'));
  return isReasonEnough(claim.reason) ? ok(true) : failed(privacyFault('PRIVACY-004'));
}

/** Opens nothing by itself: the next decision about this person rests on it. Faults: PRIVACY-004, PRIVACY-005. */
export async function claimAccess(
  deps: { readonly database: Database; readonly clock: Clock; readonly nextNumber: () => number },
  request: RequestContext & { readonly caller: StaffCaller },
  claim: ClaimRequest,
): Promise<Outcome<{ readonly endsMs: number }>> {
  const checked = checkClaim(request.caller, claim);
  if (!checked.ok) return checked;
  const nowMs = deps.clock.now();
  const endsMs = nowMs + claimHours * 3_600_000;
  await deps.database.sql`insert into privacy.claim
    (claim, person, kind, issuer, staff_id, organisation, role_code, reason_code, reason, starts_ms, ends_ms)
    values (${deps.nextNumber()}, ${claim.person}, ${claim.kind}, ${request.caller.issuer}, ${request.caller.staffId},
      ${request.caller.organisation}, ${request.caller.roleCode}, ${claim.reasonCode}, ${claim.reason.trim()}, ${nowMs}, ${endsMs})`;
  return ok({ endsMs });
}
