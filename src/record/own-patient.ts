/** The Patient resource that stands for the person who asks, for an app that they allow: SMART App Launch, `launch/patient`. */
import { openSealed, type PatientCaller, type PersonNumber, type RequestContext } from '#disclosure';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { recordFault } from './faults.ts';
import { decideAboutThemself } from './find-themself.ts';
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
  const decided = await decideAboutThemself(deps, request);
  if (!decided.ok) return decided;
  const { person, grant } = decided.value;
  const keys = person.records.map(({ compartment }) => ({
    compartment,
    number: compartment as number as ResourceNumber,
  }));
  const rows = await deps.store.readResources(grant, keys);
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
