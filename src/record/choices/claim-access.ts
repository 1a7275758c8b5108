/** A member of staff says why they need a record: in the log before it counts (safety: no access without its entry). */
import type { RequestContext, StaffCaller } from '#disclosure';
import { type Outcome, ok } from '#kernel/outcome.ts';
import { type ClaimRequest, claimHours } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

type ClaimDependencies = Pick<ReadDependencies, 'audit' | 'privacy'>;

const grounds: Readonly<Record<ClaimRequest['kind'], { readonly row: string; readonly relationship: string }>> = {
  'self-claimed': { row: 'D7', relationship: 'self-claimed' },
  'break-glass': { row: 'D22', relationship: 'emergency-access' },
  'seal-override': { row: 'D13', relationship: 'seal-override' },
};

/**
 * Claims a relationship (D7), breaks the glass (D22) or overrides a seal (D13). The entry comes first: were the claim to fail after it, a look that
 * never was is logged, never the reverse. Faults: PRIVACY-004 and PRIVACY-005, a claim that was refused and logged as that;
 * AUDIT-001, AUDIT-002 and AUDIT-004, after which nothing opens.
 */
export async function claimAccess(
  deps: ClaimDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  claim: ClaimRequest,
): Promise<Outcome<{ readonly claim: number; readonly endsMs: number }>> {
  const { row, relationship } = grounds[claim.kind];
  const decidedBy = [row];
  const checked = deps.privacy.checkClaim(request.caller, claim);
  if (!checked.ok) {
    const refused = await deps.audit.recordRefusal(request, { persons: [claim.person], decidedBy });
    return refused.ok ? checked : refused;
  }
  const logged = await deps.audit.recordEvent(request, {
    kind: claim.kind === 'break-glass' ? 'break-glass' : 'claim',
    outcome: 'done',
    persons: [claim.person],
    decidedBy,
    relationship,
    reason: claim.reason,
    detail: { reasonCode: claim.reasonCode, hours: claimHours },
  });
  return logged.ok ? deps.privacy.claimAccess(request, claim) : logged;
}

/**
 * A second member of staff agrees to a break-glass for somebody under full protection (D18). Faults: PRIVACY-005,
 * PRIVACY-008, those of the log.
 */
export async function confirmClaim(
  deps: ClaimDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  claim: number,
): Promise<Outcome<true>> {
  const confirmed = await deps.privacy.confirmClaim(request, claim);
  const logged = await deps.audit.recordEvent(request, {
    kind: 'break-glass',
    outcome: confirmed.ok ? 'done' : 'refused',
    persons: confirmed.ok ? [confirmed.value.person] : [],
    decidedBy: ['D18'],
    relationship: 'second-person',
    detail: { confirms: claim },
  });
  if (!logged.ok) return logged;
  return confirmed.ok ? ok(true) : confirmed;
}
