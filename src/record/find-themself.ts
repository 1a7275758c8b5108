/** The person whom sign-in proved, and what is answered where there is not one. */
import type { Audit } from '#audit';
import type { AccessGrant, PatientCaller, RequestContext } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PatientIndex, PersonInIndex } from '#patient-index';
import { type Privacy, privacyFault } from '#privacy';
import { recordFault } from './faults.ts';

interface IndexDependencies {
  readonly patientIndex: PatientIndex;
}

/** By a valid NHS number and the same date of birth; or the one they act for now. */
export async function findThemself(deps: IndexDependencies, caller: PatientCaller): Promise<PersonInIndex | undefined> {
  if (caller.onBehalfOf !== undefined) return deps.patientIndex.personByNumber(caller.onBehalfOf);
  return deps.patientIndex.personOfPatient(caller.nhsNumber, caller.birthDate);
}

/** Whether records with their number and date of birth are of more than one person in the index. */
export async function areSeveral(
  deps: IndexDependencies,
  { onBehalfOf, nhsNumber, birthDate }: PatientCaller,
): Promise<boolean> {
  return onBehalfOf === undefined && (await deps.patientIndex.personsOfPatient(nhsNumber, birthDate)).length > 1;
}

/**
 * Where they were not found: that no record has their number and date of birth (RECORD-002), or that records which have both are of more
 * than one person in the index (RECORD-018). One of these may be somebody else, as of twins whose numbers were swapped: neither opens,
 * and nothing reads as none. Logged. Faults: those, and those of the log.
 */
export async function refuseUnfound(
  deps: IndexDependencies & { readonly audit: Audit },
  request: RequestContext & { readonly caller: PatientCaller },
): Promise<Outcome<never>> {
  const code = (await areSeveral(deps, request.caller)) ? 'RECORD-018' : 'RECORD-002';
  const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D4'] });
  return logged.ok ? failed(recordFault(code)) : logged;
}

/** Their record decided for them, or why it does not open: RECORD-002, RECORD-018, PRIVACY-006, and the faults of the log. Refusals are logged. */
export async function decideAboutThemself(
  deps: IndexDependencies & { readonly audit: Audit; readonly privacy: Privacy },
  request: RequestContext & { readonly caller: PatientCaller },
): Promise<Outcome<{ readonly person: PersonInIndex; readonly grant: AccessGrant }>> {
  const person = await findThemself(deps, request.caller);
  if (person === undefined) return refuseUnfound(deps, request);
  const decision = await deps.privacy.decidePatient(request, person, true);
  if (decision.isGranted) return ok({ person, grant: decision.grant });
  const logged = await deps.audit.recordRefusal(request, { persons: [person.person], decidedBy: decision.decidedBy });
  return logged.ok ? failed(privacyFault('PRIVACY-006')) : logged;
}
