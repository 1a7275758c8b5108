/** From the claims of NHS login to a patient: identity proofed to P9, with two factors, or nobody (UK-20). */
import { parseNhsNumber } from '#kernel/nhs-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from './faults.ts';
import type { SignedInPerson } from './session.ts';
import { acceptedVectorsOfTrust, type PatientIssuer } from './settings.ts';
import { type Claims, personNameOf } from './staff-claims.ts';

/** Faults: SIGN-IN-005 below P9 or with one factor, SIGN-IN-003 when the number, date of birth or name is not usable. */
export function patientPersonOf(
  issuer: PatientIssuer,
  claims: Claims,
  authenticatedAtMs: number,
): Outcome<SignedInPerson> {
  const { identity_proofing_level: level, vot, nhs_number: number, birthdate: birthDate, sub: subject } = claims;
  if (level !== 'P9' || typeof vot !== 'string' || !acceptedVectorsOfTrust.includes(vot)) {
    return failed(signInFault('SIGN-IN-005'));
  }
  const nhsNumber = typeof number === 'string' ? parseNhsNumber(number) : undefined;
  const name = personNameOf(claims);
  const isDate = typeof birthDate === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(birthDate);
  if (typeof subject !== 'string' || nhsNumber === undefined || name === undefined || !isDate) {
    return failed(signInFault('SIGN-IN-003'));
  }
  return ok({
    kind: 'patient',
    issuer: issuer.issuer,
    subject,
    name,
    authenticatedAtMs,
    nhsNumber,
    birthDate,
    identityProofing: 'P9',
  });
}
