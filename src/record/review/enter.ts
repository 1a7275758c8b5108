/** The opening of each of the privacy officer's services: whether they may, in the log before anything is answered. */
import { openSealed, type PersonNumber, type RequestContext, type StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex, TracedPerson } from '#patient-index';
import { privacyFault } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

export type ReviewRequest = RequestContext & { readonly caller: StaffCaller };

/** The ground that the log names for a look by a privacy officer. */
export const reviewGround = { decidedBy: ['D3'], relationship: 'review' } as const;

interface Entering {
  readonly detail: Readonly<Record<string, string | number>>;
  readonly kind?: 'administration' | 'export';
  /** Whom it concerns, as far as known: they see it in their own log. */
  readonly about?: readonly PersonNumber[];
}

/** Only who reviews access; a refusal is logged. Faults: PRIVACY-005, those of the log. */
export async function enter(
  deps: ReadDependencies,
  request: ReviewRequest,
  { detail, kind = 'administration', about: persons = [] }: Entering,
): Promise<Outcome<void>> {
  const checked = deps.privacy.review.check(request.caller);
  const outcome = checked.ok ? 'done' : 'refused';
  const logged = await deps.audit.recordEvent(request, { ...reviewGround, kind, persons, detail, outcome });
  if (!logged.ok) return logged;
  return checked.ok ? ok(undefined) : checked;
}

/** Why it was refused, once the refusal is in the log. */
export async function refuse(
  deps: ReadDependencies,
  request: ReviewRequest,
  refusal: Outcome<never>,
): Promise<Outcome<never>> {
  const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: reviewGround.decidedBy });
  return logged.ok ? refusal : logged;
}

export interface Identified {
  readonly persons: readonly TracedPerson[];
  /** The entry of this look. */
  readonly entry: number;
}

/** Who somebody is, under a grant and in the log of that person. */
export async function identify(
  deps: ReadDependencies,
  request: ReviewRequest,
  persons: readonly PersonInIndex[],
  shown: string,
): Promise<Outcome<Identified>> {
  const decision = deps.privacy.decideReview(request, persons);
  if (!decision.isGranted) return failed(privacyFault('PRIVACY-005'));
  const sealed = await deps.patientIndex.readTrace(decision.grant);
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search', detail: { shown } });
  if (!receipt.ok) return receipt;
  return ok({ persons: openSealed(sealed, receipt.value), entry: receipt.value.entry });
}
