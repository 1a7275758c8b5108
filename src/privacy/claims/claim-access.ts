/**
 * Self-claimed relationships (D7), break-glass (D22) and overrides of seals (D13): a reason, one person, one member of staff
 * in one role, an end. Each raises an alert in its own transaction: there is no claim without one.
 */
import type { PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Database, DatabaseTransaction } from '#platform';
import type { ClaimKind } from '../decide/access-facts.ts';
import type { Activity } from '../decide/activity-table.ts';
import { roleProfile } from '../decide/role-table.ts';
import { privacyFault } from '../faults.ts';
import { raiseAlert } from '../review/raise-alert.ts';
import { type AuthenticatedStaff, checkFreshSignIn, type FreshSignInDependencies } from './fresh-sign-in.ts';
import { isReasonEnough } from './reason.ts';

/** Claims end after four hours; a longer need has a relationship of its own by then. */
export const claimHours = 4;
const hourMs = 3_600_000;
/** People for whom one member of staff may break the glass within an hour: beyond it somebody reads a list. */
const glassesPerHour = 10;

export interface ClaimRequest {
  readonly person: PersonNumber;
  readonly kind: ClaimKind;
  readonly reasonCode: string;
  readonly reason: string;
}

const activityFor: Readonly<Record<ClaimKind, Activity>> = {
  'self-claimed': 'claim-relationship',
  'break-glass': 'break-glass',
  'seal-override': 'override-seal',
};

/** What the law lets a seal be overridden for (sealed envelopes of the NHS Care Records Service). */
export const sealOverrideReasons = ['explicit-consent', 'legal-requirement', 'overriding-public-interest'] as const;

/** Whether this role may make such a claim, was authenticated lately and strongly where that is asked, and says why. Faults: PRIVACY-004, -005, -014, -015. */
export function checkClaim(
  deps: FreshSignInDependencies,
  caller: Pick<StaffCaller, 'roleCode' | 'vouchedForBy'> & AuthenticatedStaff,
  claim: Pick<ClaimRequest, 'kind' | 'reason'> & { readonly reasonCode?: string },
): Outcome<true> {
  const isEntitled = roleProfile(caller.roleCode).activities.has(activityFor[claim.kind]);
  if (!isEntitled || caller.vouchedForBy !== undefined) return failed(privacyFault('PRIVACY-005'));
  const fresh = claim.kind === 'self-claimed' ? ok(true as const) : checkFreshSignIn(deps, caller);
  if (!fresh.ok) return fresh;
  const isCoded =
    claim.kind !== 'seal-override' || (sealOverrideReasons as readonly string[]).includes(claim.reasonCode ?? '');
  return isCoded && isReasonEnough(claim.reason) ? ok(true) : failed(privacyFault('PRIVACY-004'));
}

export interface ClaimDependencies extends FreshSignInDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextNumber: () => number;
}

/** Claims of one member of staff wait for each other, so that a script cannot count itself past the limit. */
async function isBurst(transaction: DatabaseTransaction, caller: StaffCaller, nowMs: number): Promise<boolean> {
  await transaction`select pg_advisory_xact_lock(hashtextextended(${`${caller.issuer}|${caller.staffId}`}, 7003))`;
  const [row] = await transaction<{ people: number }[]>`select count(distinct person)::int as people from privacy.claim
    where issuer = ${caller.issuer} and staff_id = ${caller.staffId} and kind = 'break-glass'
      and starts_ms > ${nowMs - hourMs}`;
  return (row?.people ?? glassesPerHour) >= glassesPerHour;
}

async function insertClaim(
  transaction: DatabaseTransaction,
  numbers: { readonly claim: number; readonly nowMs: number; readonly endsMs: number },
  caller: StaffCaller,
  claim: ClaimRequest,
): Promise<void> {
  await transaction`insert into privacy.claim
    (claim, person, kind, issuer, staff_id, organisation, role_code, reason_code, reason, starts_ms, ends_ms)
    values (${numbers.claim}, ${claim.person}, ${claim.kind}, ${caller.issuer}, ${caller.staffId},
      ${caller.organisation}, ${caller.roleCode}, ${claim.reasonCode}, ${claim.reason.trim()}, ${numbers.nowMs},
      ${numbers.endsMs})`;
}

/**
 * Opens nothing by itself: the next decision about this person rests on it. The alert of too many stays although the claim is refused.
 * Faults: PRIVACY-004, -005, -009, -014, -015.
 */
export async function claimAccess(
  transaction: DatabaseTransaction,
  deps: ClaimDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  claim: ClaimRequest,
): Promise<Outcome<{ readonly claim: number; readonly endsMs: number }>> {
  const { caller } = request;
  const checked = checkClaim(deps, caller, claim);
  if (!checked.ok) return checked;
  const nowMs = deps.clock.now();
  const numbers = { claim: deps.nextNumber(), nowMs, endsMs: nowMs + claimHours * hourMs };
  const about = { organisation: caller.organisation, person: claim.person, staff: caller, nowMs };
  const alert = deps.nextNumber();
  if (claim.kind === 'break-glass' && (await isBurst(transaction, caller, nowMs))) {
    await raiseAlert(transaction, { ...about, alert, kind: 'break-glass-burst', person: undefined, reasons: [] });
    return failed(privacyFault('PRIVACY-009'));
  }
  await insertClaim(transaction, numbers, caller, claim);
  await raiseAlert(transaction, {
    ...about,
    alert,
    kind: claim.kind,
    claim: numbers.claim,
    reasons: [claim.reasonCode],
  });
  return ok({ claim: numbers.claim, endsMs: numbers.endsMs });
}

/** What the person is told of on their own pages: who opened their record by a written reason, newest first. */
export interface ToldClaim {
  readonly kind: ClaimKind;
  readonly organisation: string;
  readonly roleCode: string;
  readonly reason: string;
  readonly atMs: number;
}

/** Nothing in discreet mode: a screen that is looked at over the shoulder must not tell of it. */
export async function claimsToldTo(
  deps: Pick<ClaimDependencies, 'database' | 'clock'>,
  person: PersonNumber,
  sinceMs: number,
): Promise<readonly ToldClaim[]> {
  const nowMs = deps.clock.now();
  return deps.database.sql<ToldClaim[]>`select kind, organisation, role_code as "roleCode", reason, starts_ms as "atMs"
    from privacy.claim where person = ${person} and starts_ms >= ${sinceMs}
      and not exists (select 1 from privacy.choice where choice.person = ${person} and choice.kind = 'discreet-mode'
        and choice.starts_ms <= ${nowMs} and (choice.ends_ms is null or choice.ends_ms > ${nowMs}))
    order by starts_ms desc`;
}
