/** Staff find a person: by NHS number, or by name and date of birth. Logged, every person shown named in the log. */
import { openSealed, type RequestContext } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type DemographicCriteria, type TracedPerson, traceLimit } from '#patient-index';
import { privacyFault } from '#privacy';
import type { ReadDependencies } from './open-record.ts';

export type PersonCriteria = { readonly nhsNumber: NhsNumber } | { readonly demographics: DemographicCriteria };

export interface FoundPeople {
  readonly people: readonly TracedPerson[];
  /** More persons match than a page may show: none of them is shown. */
  readonly isTooMany: boolean;
}

export async function findPeople(
  deps: ReadDependencies,
  request: RequestContext,
  criteria: PersonCriteria,
): Promise<Outcome<FoundPeople>> {
  const candidates =
    'nhsNumber' in criteria
      ? await deps.patientIndex.personsByNhsNumber(criteria.nhsNumber)
      : await deps.patientIndex.personsByDemographics(criteria.demographics);
  const isTooMany = candidates.length > traceLimit;
  const decision = await deps.privacy.decideSearch(request, isTooMany ? [] : candidates);
  if (!decision.isGranted) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: decision.decidedBy });
    return logged.ok ? failed(privacyFault('PRIVACY-002')) : logged;
  }
  const sealed = await deps.patientIndex.readTrace(decision.grant);
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search' });
  if (!receipt.ok) return receipt;
  return ok({ people: openSealed(sealed, receipt.value), isTooMany });
}
