import type { RequestContext } from '#disclosure';
import type { Outcome } from '#kernel/outcome.ts';
import type { ReadDependencies } from './open-record.ts';

/**
 * Logs that a machine's call went beyond its scopes (D3), before it is answered: nobody's record was looked for, so the
 * entry names no person. Faults: AUDIT-001, AUDIT-002, AUDIT-004.
 */
export async function refuseCall(
  deps: Pick<ReadDependencies, 'audit'>,
  request: RequestContext,
): Promise<Outcome<void>> {
  return deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D3'] });
}
