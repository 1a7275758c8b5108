/** What a region says about the OpenID issuers that it trusts. */
import type { JWK } from 'jose';
import type { DemandedSignIn } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { type HostSystem, hostIssuer } from './hosts/host-system.ts';

export type PersonKind = 'staff' | 'patient';

/** How this region proves to the issuer's token endpoint who it is. */
export type ClientAuthentication =
  | { readonly method: 'private_key_jwt'; readonly privateKey: JWK; readonly algorithm: string }
  | { readonly method: 'client_secret'; readonly secret: string };

interface Issuer {
  /** Our own short name: part of the callback address, so that each issuer has its own (RFC 9700, 4.4.2.2). */
  readonly id: string;
  /** Shown where there is more than one issuer to choose from. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly authentication: ClientAuthentication;
  readonly idTokenAlgorithm: string;
  readonly scopes: readonly string[];
  /** Ask the issuer to authenticate again each time: without it an idle time-out ends in a silent new sign-in. */
  readonly forcesAuthentication: boolean;
}

export interface StaffIssuer extends Issuer {
  /** CIS2 speaks for every organisation; an organisation's own issuer only for those named. */
  readonly speaksFor: 'national' | readonly OdsCode[];
  /** `national-rbac`: CIS2's role list. `organisations`: `[{code, name, roles: [{code, name}]}]`. */
  readonly roleShape: 'national-rbac' | 'organisations';
  /** The claim that says how strongly the person was authenticated, and its accepted values (AAL 2 or more). */
  readonly assurance: { readonly claim: string; readonly accepted: readonly string[] };
  /** The claim that identifies the member of staff. */
  readonly staffIdClaim: string;
  /** How strongly a person must have been authenticated for the gravest acts; undefined: as for every sign-in. */
  readonly gravestActs?: DemandedSignIn | undefined;
}

/** NHS login, or the demo region's own issuer in its dress. */
export type PatientIssuer = Issuer;

export interface SignInSettings {
  readonly isDemoRegion: boolean;
  /** Scheme, host and port under which browsers reach this region; no slash at the end. */
  readonly publicUrl: string;
  readonly staffIssuers: readonly StaffIssuer[];
  readonly patientIssuer?: PatientIssuer;
  /** Systems from which staff open a record in context. */
  readonly hosts?: readonly HostSystem[];
  /** 15 unless told otherwise. */
  readonly staffIdleMinutes?: number;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** NHS login: sign in again after 30 minutes of inactivity or 12 hours of use. */
export const patientIdleMs = 30 * minuteMs;
export const staffIdleMs = 15 * minuteMs;
export const absoluteMs = 12 * hourMs;
export const attemptMs = 10 * minuteMs;
/** Clocks of others may differ by this much, and no more, wherever a time in a token is checked. */
export const clockSkewMs = 30_000;

/** The vectors of trust of NHS login that have identity proofing P9 and two factors. */
export const acceptedVectorsOfTrust: readonly string[] = ['P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm'];

/** Cookies need TLS except on the loopback address of a demo region. */
export function needsSecureCookies(settings: Pick<SignInSettings, 'isDemoRegion' | 'publicUrl'>): boolean {
  return !settings.isDemoRegion || settings.publicUrl.startsWith('https:');
}

export function fhirBaseUrl(publicUrl: string): string {
  return `${publicUrl}/fhir`;
}

export function tokenEndpointUrl(publicUrl: string): string {
  return `${publicUrl}/oauth2/token`;
}

export function callbackUrl(publicUrl: string, issuerId: string): string {
  return `${publicUrl}/sign-in/callback/${issuerId}`;
}

export function isLoopbackUrl(url: URL): boolean {
  return url.hostname === '127.0.0.1' || url.hostname === '[::1]' || url.hostname === 'localhost';
}

/** Nothing is: for whoever comes from where no level is set, into a region that sets one. */
const nothingIsEnough: DemandedSignIn = { acrValues: [] };

/**
 * What is asked of whoever was signed in by this issuer; undefined where nothing is. Where any issuer is asked for a level, a
 * host system without a level of its own, or an issuer that is configured no more, is no way around it.
 */
export function gravestActsAt(
  { staffIssuers, hosts = [] }: Pick<SignInSettings, 'staffIssuers' | 'hosts'>,
  issuer: string,
): DemandedSignIn | undefined {
  const known = staffIssuers.filter((one) => one.issuer === issuer);
  if (known.length > 0) return known.find(({ gravestActs }) => gravestActs !== undefined)?.gravestActs;
  const own = hosts.find(({ id }) => hostIssuer(id) === issuer)?.gravestActs;
  const isAnyAsked = staffIssuers.some(({ gravestActs }) => gravestActs !== undefined);
  return own ?? (isAnyAsked ? nothingIsEnough : undefined);
}
