/** The Patient resource that stands for the person who asks, for an app that they allow: SMART App Launch, `launch/patient`. */
import { openSealed, type PatientCaller, type PersonNumber, type RequestContext } from '#disclosure';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { privacyFault } from '#privacy';
import { recordFault } from './faults.ts';
import { findThemself, refuseUnfound } from './find-themself.ts';
import type { ReadDependencies } from './open-record.ts';

export interface OwnPatient {
  readonly id: string;
  readonly person: PersonNumber;
}

const patientType = resourceTypeNumber('Patient');

/** One of those that the person may see, always the same; logged, since the app learns it. Faults RECORD-002, PRIVACY-006. */
export async function findOwnPatient(
  deps: ReadDependencies,
  request: RequestContext & { readonly caller: PatientCaller },
): Promise<Outcome<OwnPatient>> {
  const person = await findThemself(deps, request.caller);
  if (person === undefined) return refuseUnfound(deps, request);
  const decision = await deps.privacy.decidePatient(request, person, true);
  if (!decision.isGranted) {
    const refusal = { persons: [person.person], decidedBy: decision.decidedBy };
    const logged = await deps.audit.recordRefusal(request, refusal);
    return logged.ok ? failed(privacyFault('PRIVACY-006')) : logged;
  }
  const keys = person.records.map(({ compartment }) => ({
    compartment,
    number: compartment as number as ResourceNumber,
  }));
  const rows = await deps.store.readResources(decision.grant, keys);
  const first = rows.keep((all) => {
    const patients = all.filter((row) => row.type === patientType);
    return patients.sort((one, other) => one.compartment - other.compartment).slice(0, 1);
  });
  const sealed = first.seal();
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { detail: { shown: 'patientId' } });
  if (!receipt.ok) return receipt;
  const [row] = openSealed(sealed, receipt.value);
  if (row === undefined) return failed(recordFault('RECORD-002'));
  return ok({ id: resourceIdText(row.compartment, row.number), person: person.person });
}
