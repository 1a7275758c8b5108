/** An invented person who can sign in to a demo region. There is no password: the page says so. */
export interface DemoAccount {
  /** What is typed or picked, such as `gp`. */
  readonly name: string;
  readonly kind: 'staff' | 'patient';
  readonly personName: string;
  /** One line under the name: role and organisation, or whose record. */
  readonly description?: string;
  readonly organisations?: readonly {
    readonly code: string;
    readonly name: string;
    readonly roles: readonly { readonly code: string; readonly name: string }[];
  }[];
  readonly nhsNumber?: string;
  /** YYYY-MM-DD. */
  readonly birthDate?: string;
  /** P9 unless told otherwise: lower levels are there to be refused. */
  readonly identityProofing?: 'P0' | 'P5' | 'P9';
}

/** How strongly somebody was authenticated (OpenID Connect Core 1.0, 2: acr). There is no smartcard: the page says so. */
export const acrWithSmartcard = 'urn:goldthread:demo:smartcard';
export const acrWithoutSmartcard = 'urn:goldthread:demo:no-smartcard';

/** The claims of an account, in the shapes that the region expects of real issuers. */
export function claimsOf(account: DemoAccount): Record<string, unknown> & { sub: string } {
  const person = { sub: account.name, name: account.personName };
  if (account.kind === 'staff') {
    return { ...person, authentication_assurance_level: 'demo', organisations: account.organisations ?? [] };
  }
  const level = account.identityProofing ?? 'P9';
  return {
    ...person,
    nhs_number: account.nhsNumber,
    birthdate: account.birthDate,
    identity_proofing_level: level,
    vot: level === 'P9' ? 'P9.Cp.Cd' : `${level}.Cp`,
  };
}
