/** Whether the issuers that sign staff in answer, and have the levels of authentication that the gravest acts ask for. */
import { nearestName } from '#kernel/nearest-name.ts';
import { readAcrValuesSupported, readStaffIssuers, type StaffIssuer } from '#sign-in';
import { faultText } from './command-line.ts';
import type { Finding } from './finding.ts';

/** Shorter than for a sign-in: whoever asks sits and waits for the answer. */
const unlessToldSeconds = 5;

/** `setting` is that of GOLDTHREAD_STAFF_ISSUERS; a demo region has none, and signs its people in itself. */
export async function examineIssuers(
  setting: string | undefined,
  timeoutSeconds = unlessToldSeconds,
): Promise<readonly Finding[]> {
  if (setting === undefined) return [];
  const issuers = await readStaffIssuers(setting);
  if (!issuers.ok) return [{ what: 'Staff issuers', state: 'wrong', says: faultText(issuers.fault) }];
  return (await Promise.all(issuers.value.map((issuer) => findingsOf(issuer, timeoutSeconds)))).flat();
}

const finding = ({ id }: StaffIssuer, state: Finding['state'], says: string): Finding => ({
  what: `Staff issuer ${id}`,
  state,
  says,
});

async function findingsOf(issuer: StaffIssuer, timeoutSeconds: number): Promise<readonly Finding[]> {
  const supported = await readAcrValuesSupported(issuer, timeoutSeconds);
  if (!supported.ok) {
    const says =
      supported.fault.code === 'SIGN-IN-004'
        ? `${issuer.issuer} does not answer with its discovery document: nobody can sign in there, check network and address`
        : `what ${issuer.issuer} answers is no discovery document of this issuer: compare the address with the issuer that it names, letter by letter`;
    return [finding(issuer, 'wrong', says)];
  }
  return [finding(issuer, 'ok', `${issuer.issuer} answers`), ...levelFindings(issuer, supported.value)];
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
