/** Who asks. Made by sign-in, judged by privacy, named in the log. */
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Narrowing } from './narrowing.ts';
import type { PersonNumber } from './person-number.ts';

/** An app that asks on behalf of the person who allowed it (SMART App Launch); its rights are a part of theirs. */
export interface AppOnBehalf {
  readonly clientId: string;
  /** As the operator registered it: shown to the person on the consent screen and in the log. */
  readonly name: string;
}

/** A member of staff in the one role that was chosen at sign-in: rights of other roles are never added (UK-11). */
export interface StaffCaller {
  readonly kind: 'staff';
  /** Identifier of the member of staff at the issuer: unique within `issuer`. */
  readonly staffId: string;
  readonly issuer: string;
  readonly name: string;
  /** National role code, such as R0260. */
  readonly roleCode: string;
  readonly roleName: string;
  readonly organisation: OdsCode;
  readonly organisationName: string;
  /** When the issuer last authenticated the person, milliseconds since 1970. */
  readonly authenticatedAtMs: number;
  /** How, as the issuer signed it (`acr`, OpenID Connect Core 1.0, 2); undefined where it did not say. */
  readonly authenticationContextClass?: string;
  /** Code of another region that signed them in and vouches for role and organisation; undefined: signed in here. */
  readonly vouchedForBy?: string;
  readonly app?: AppOnBehalf;
}

/** A level of authentication that some acts of staff ask for, issuer by issuer. */
export interface DemandedSignIn {
  /** Values of `acr` that are enough (OpenID Connect Core 1.0, 2), the preferred one first (3.1.2.1, acr_values). */
  readonly acrValues: readonly string[];
  /** How staff know the way to sign in that gives one of them: it follows "with" on pages. */
  readonly method?: string | undefined;
}

/** A patient, identity proofed to P9 (NHS login). */
export interface PatientCaller {
  readonly kind: 'patient';
  readonly subject: string;
  readonly issuer: string;
  readonly name: string;
  readonly nhsNumber: NhsNumber;
  /** Date of birth as the issuer proofed it, YYYY-MM-DD. */
  readonly birthDate: string;
  readonly identityProofing: 'P0' | 'P5' | 'P9';
  readonly authenticatedAtMs: number;
  readonly app?: AppOnBehalf;
  /** They act for this person now, not for themself (D16): everything is logged as theirs, on behalf of. */
  readonly onBehalfOf?: PersonNumber;
}

/** A back-end service that acts for one organisation (SMART Backend Services). */
export interface SystemCaller {
  readonly kind: 'system';
  readonly clientId: string;
  readonly organisation: OdsCode;
  readonly organisationName: string;
  /** SMART v2 scopes, such as `system/Observation.rs`. */
  readonly scopes: readonly string[];
}

export type Caller = StaffCaller | PatientCaller | SystemCaller;

/** The same for one human or machine, by whatever token, app, role or session they ask: for limits of each. */
export function callerKey(caller: Caller): string {
  if (caller.kind === 'system') return JSON.stringify([caller.kind, caller.clientId]);
  return JSON.stringify([caller.kind, caller.issuer, caller.kind === 'staff' ? caller.staffId : caller.subject]);
}

/**
 * PurposeOfUse (HL7 v3): treatment; emergency treatment; the person's own request; a system's own feed; a review of whether
 * others looked lawfully (health compliance).
 */
export type PurposeOfUse = 'TREAT' | 'ETREAT' | 'PATRQT' | 'SYSDEV' | 'HCOMPL';

/** One request from outside: the unit of the log. */
export interface RequestContext {
  /** Opaque, unique; given back to the caller as X-Request-Id. */
  readonly requestId: string;
  readonly caller: Caller;
  readonly purpose: PurposeOfUse;
  /** What was asked, as a route template without identifiers: `GET /fhir/:type/:id`. */
  readonly route: string;
  readonly atMs: number;
  /** What a token's scopes leave of everything that the caller may see; all of it where undefined. */
  readonly narrowing?: Narrowing;
}
