/** Whether the issuers that sign staff and patients in answer, and have the levels of authentication that the gravest acts ask for. */
import type { Config } from '#config';
import { nearestName } from '#kernel/nearest-name.ts';
import {
  type PatientIssuer,
  readAcrValuesSupported,
  readPatientIssuer,
  readStaffIssuers,
  type StaffIssuer,
} from '#sign-in';
import { faultText } from './command-line.ts';
import type { Finding } from './finding.ts';

/** Shorter than for a sign-in: whoever asks sits and waits for the answer. */
const unlessToldSeconds = 5;

/** The settings GOLDTHREAD_STAFF_ISSUERS and GOLDTHREAD_PATIENT_ISSUER; a demo region has none, and signs its people in itself. */
export async function examineIssuers(
  { staffIssuers, patientIssuer }: Pick<Config, 'staffIssuers' | 'patientIssuer'>,
  timeoutSeconds = unlessToldSeconds,
): Promise<readonly Finding[]> {
  if (staffIssuers === undefined) return [];
  const [ofStaff, ofPatients] = await Promise.all([
    examineStaffIssuers(staffIssuers, timeoutSeconds),
    examinePatientIssuer(patientIssuer, timeoutSeconds),
  ]);
  return [...ofStaff, ...ofPatients];
}

async function examineStaffIssuers(setting: string, timeoutSeconds: number): Promise<readonly Finding[]> {
  const issuers = await readStaffIssuers(setting);
  if (!issuers.ok) return [{ what: 'Staff issuers', state: 'wrong', says: faultText(issuers.fault) }];
  const found = issuers.value.map(async (issuer) => {
    const asked = await ask(`Staff issuer ${issuer.id}`, issuer, timeoutSeconds);
    return asked.answers ? [asked.finding, ...levelFindings(issuer, asked.acrValues)] : [asked.finding];
  });
  return (await Promise.all(found)).flat();
}

async function examinePatientIssuer(setting: string | undefined, timeoutSeconds: number): Promise<readonly Finding[]> {
  if (setting === undefined) {
    const says = 'GOLDTHREAD_PATIENT_ISSUER is unset: no patient can sign in to see their record or who has looked';
    return [{ what: 'Patient issuer', state: 'note', says }];
  }
  const issuer = await readPatientIssuer(setting);
  if (!issuer.ok) return [{ what: 'Patient issuer', state: 'wrong', says: faultText(issuer.fault) }];
  return [(await ask(`Patient issuer ${issuer.value.id}`, issuer.value, timeoutSeconds)).finding];
}

const finding = ({ id }: StaffIssuer, state: Finding['state'], says: string): Finding => ({
  what: `Staff issuer ${id}`,
  state,
  says,
});

type Asked =
  | { readonly answers: false; readonly finding: Finding }
  | { readonly answers: true; readonly finding: Finding; readonly acrValues: readonly string[] | undefined };

async function ask(what: string, issuer: StaffIssuer | PatientIssuer, timeoutSeconds: number): Promise<Asked> {
  const supported = await readAcrValuesSupported(issuer, timeoutSeconds);
  if (supported.ok) {
    const says = `${issuer.issuer} answers`;
    return { answers: true, finding: { what, state: 'ok', says }, acrValues: supported.value };
  }
  const says =
    supported.fault.code === 'SIGN-IN-004'
      ? `${issuer.issuer} does not answer with its discovery document: nobody can sign in there, check network and address`
      : `what ${issuer.issuer} answers is no discovery document of this issuer: compare the address with the issuer that it names, letter by letter`;
  return { answers: false, finding: { what, state: 'wrong', says } };
}

/**
 * A value that the issuer never gives stops every grave act of its people. Discovery 1.0, 3: the list is optional, and may
 * leave out what the issuer does have, so that this warns and does not stop anything.
 */
function levelFindings(issuer: StaffIssuer, supported: readonly string[] | undefined): readonly Finding[] {
  const { acrValues = [] } = issuer.gravestActs ?? {};
  if (acrValues.length === 0) return [];
  // An operator's terminal is no place for what another server puts between the letters.
  const printable = supported?.filter((value) => /^[\x21-\x7e]{1,200}$/.test(value)) ?? [];
  if (printable.length === 0)
    return [finding(issuer, 'note', 'does not publish acr_values_supported: gravestActs.acrValues cannot be compared')];
  return acrValues
    .filter((value) => supported?.includes(value) === false)
    .map((value) => {
      const nearest = nearestName(value, printable);
      const says = `gravestActs.acrValues has ${value}, which its acr_values_supported does not list: did you mean ${nearest}?`;
      return finding(issuer, 'note', says);
    });
}
