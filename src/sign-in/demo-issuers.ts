/** The demo region's own issuer, described like any other: the same code signs people in. */
import type { PatientIssuer, StaffIssuer } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** `clientKeys` prove to the demo issuer that this region asks; give its public keys to the identity provider. */
export function demoIssuers(
  publicUrl: string,
  clientKeys: SigningKeys,
): { readonly staff: StaffIssuer; readonly patient: PatientIssuer } {
  const both = {
    issuer: `${publicUrl}/demo-identity`,
    authentication: {
      method: 'private_key_jwt',
      privateKey: { ...clientKeys.newest.privateJwk, kid: clientKeys.newest.kid },
      algorithm: 'ES256',
    },
    idTokenAlgorithm: 'ES256',
    forcesAuthentication: true,
  } as const;
  return {
    staff: {
      ...both,
      id: 'demo-staff',
      name: 'Demo staff',
      clientId: 'goldthread-staff',
      scopes: ['openid', 'profile', 'organisations'],
      speaksFor: 'national',
      roleShape: 'organisations',
      assurance: { claim: 'authentication_assurance_level', accepted: ['demo'] },
      staffIdClaim: 'sub',
      gravestActs: { acrValues: ['urn:goldthread:demo:smartcard'], method: 'the demo smartcard' },
    },
    patient: {
      ...both,
      id: 'demo-patient',
      name: 'Demo patients and carers',
      clientId: 'goldthread-patient',
      scopes: ['openid', 'profile', 'nhs-number'],
    },
  };
}
