/** Whom a host system means: one person, by NHS number, date of birth and family name together, or nobody. */
import { openSealed, type RequestContext, type StaffCaller } from '#disclosure';
import { type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { privacyFault } from '#privacy';
import { recordFault } from './faults.ts';
import type { ReadDependencies } from './open-record.ts';

export interface LaunchedPerson {
  readonly nhsNumber: NhsNumber;
  readonly birthDate: string;
  readonly familyName: string;
}

const folded = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase();

/**
 * The id of the record to open. Whether it opens, and to what, is decided when it is opened. Faults RECORD-002 when the
 * person is unknown or any of the three differs, PRIVACY-002, those of the log.
 */
export async function findForLaunch(
  deps: ReadDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  sent: LaunchedPerson,
): Promise<Outcome<string>> {
  const candidates = await deps.patientIndex.personsByNhsNumber(sent.nhsNumber);
  const decision = await deps.privacy.decideSearch(request, candidates.length === 1 ? candidates : []);
  const detail = { launch: 'host' };
  if (!decision.isGranted) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: decision.decidedBy, detail });
    return logged.ok ? failed(privacyFault('PRIVACY-002')) : logged;
  }
  const sealed = await deps.patientIndex.readTrace(decision.grant);
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search', detail });
  if (!receipt.ok) return receipt;
  const [person] = openSealed(sealed, receipt.value);
  const isSame =
    person !== undefined &&
    person.nhsNumber === sent.nhsNumber &&
    person.birthDate === sent.birthDate &&
    folded(person.familyName) === folded(sent.familyName);
  if (isSame) return ok(resourceIdText(person.compartment, person.compartment as number as ResourceNumber));
  const persons = candidates.map((one) => one.person);
  const mismatch = { persons, decidedBy: ['D4'], detail: { launch: 'mismatch' } };
  const logged = await deps.audit.recordRefusal(request, mismatch);
  return logged.ok ? failed(recordFault('RECORD-002')) : logged;
}
