/** A member of staff says why they need a record: in the log before it counts (safety: no access without its entry). */
import type { RequestContext, StaffCaller } from '#disclosure';
import type { Outcome } from '#kernel/outcome.ts';
import { type ClaimRequest, claimHours, isSignInNotEnough } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';
import { logWhatCame } from './log-what-came.ts';

type ClaimDependencies = Pick<ReadDependencies, 'audit' | 'privacy' | 'store'>;

const grounds: Readonly<Record<ClaimRequest['kind'], { readonly row: string; readonly relationship: string }>> = {
  'self-claimed': { row: 'D7', relationship: 'self-claimed' },
  'break-glass': { row: 'D22', relationship: 'emergency-access' },
  'seal-override': { row: 'D13', relationship: 'seal-override' },
};

/**
 * Claims a relationship (D7), breaks the glass (D22) or overrides a seal (D13). Faults: PRIVACY-004, -005, -009, -014 and -015, a claim
 * that was refused and logged as that; AUDIT-001 and AUDIT-004, after which nothing opens.
 */
export async function claimAccess(
  deps: ClaimDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  claim: ClaimRequest,
): Promise<Outcome<{ readonly claim: number; readonly endsMs: number }>> {
  const { row, relationship } = grounds[claim.kind];
  const checked = deps.privacy.checkClaim(request.caller, claim);
  if (!checked.ok) {
    const refused = await deps.audit.recordRefusal(request, {
      persons: [claim.person],
      decidedBy: [isSignInNotEnough(checked.fault) ? 'D1' : row],
    });
    return refused.ok ? checked : refused;
  }
  const event = {
    kind: claim.kind === 'break-glass' ? 'break-glass' : 'claim',
    persons: [claim.person],
    decidedBy: [row],
    relationship,
    reason: claim.reason,
    detail: { reasonCode: claim.reasonCode, hours: claimHours },
  } as const;
  return logWhatCame(deps, request, event, (transaction) => deps.privacy.claimAccess(transaction, request, claim));
}

/**
 * A second member of staff agrees to a break-glass for somebody under full protection (D18).
 * Faults: PRIVACY-005, -008, -014, -015, those of the log.
 */
export async function confirmClaim(
  deps: ClaimDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  claim: number,
): Promise<Outcome<true>> {
  const checked = await deps.privacy.checkConfirmation(request.caller, claim);
  const event = {
    kind: 'break-glass',
    persons: checked.ok ? [checked.value.person] : [],
    decidedBy: ['D18'],
    relationship: 'second-person',
    detail: { confirms: claim },
  } as const;
  return logWhatCame(deps, request, event, async (transaction) =>
    checked.ok ? deps.privacy.confirmClaim(transaction, request.caller, claim) : checked,
  );
}
