/** The practice that decides who acts for a patient: a role that decides, and a record that opens to it. */
import type { RequestContext, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import { privacyFault, roleProfile } from '#privacy';
import { recordFault } from '../faults.ts';
import type { ReadDependencies } from '../open-record.ts';

export type StaffRequest = RequestContext & { readonly caller: StaffCaller };

/** Refuses roles that do not decide, and logs it. */
export async function checkDecider(deps: ReadDependencies, request: StaffRequest): Promise<Outcome<true>> {
  if (roleProfile(request.caller.roleCode).activities.has('approve-proxy')) return ok(true);
  const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D3'] });
  return logged.ok ? failed(privacyFault('PRIVACY-005')) : logged;
}

/** Faults: RECORD-002; PRIVACY-016 for one's own record; those of the log. */
export async function openToStaff(
  deps: ReadDependencies,
  request: StaffRequest,
  compartment: Compartment,
): Promise<Outcome<PersonInIndex>> {
  const person = await deps.patientIndex.personOfCompartment(compartment);
  const granted = person === undefined ? undefined : await deps.privacy.decideStaff(request, request.caller, person);
  if (person !== undefined && granted?.isGranted === true) return ok(person);
  const decidedBy = granted === undefined || granted.isGranted ? ['D4'] : granted.decidedBy;
  const persons = person === undefined ? [] : [person.person];
  const logged = await deps.audit.recordRefusal(request, { persons, decidedBy });
  if (!logged.ok) return logged;
  // Whoever is the person knows that they are known here.
  return failed(decidedBy.includes('D17') ? privacyFault('PRIVACY-016') : recordFault('RECORD-002'));
}
