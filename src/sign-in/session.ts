import type { PatientCaller, StaffCaller } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonKind } from './settings.ts';

/** One role in one organisation: what CIS2 calls a role profile. */
export interface RoleChoice {
  readonly id: string;
  readonly organisation: OdsCode;
  readonly organisationName: string;
  readonly roleCode: string;
  readonly roleName: string;
}

/** What an issuer said about the person who signed in, after every check. */
export type SignedInPerson = { readonly issuer: string; readonly subject: string; readonly name: string } & {
  readonly authenticatedAtMs: number;
  /** As the issuer signed it for this sign-in (`acr`). */
  readonly authenticationContextClass?: string;
  /** What the issuer calls them and this sign-in, by which it may end it. */
  readonly atIssuer?: { readonly subject: string; readonly session?: string };
} & (
    | { readonly kind: 'staff'; readonly roleChoices: readonly RoleChoice[] }
    | {
        readonly kind: 'patient';
        readonly nhsNumber: NhsNumber;
        readonly birthDate: string;
        readonly identityProofing: 'P9';
      }
  );

/** A browser that is signed in. The session id is not in it. */
export interface Session {
  readonly kind: PersonKind;
  readonly personName: string;
  /** `acr` of the ID token, or of a host system's signed request; undefined where there was none. */
  readonly authenticationContextClass?: string;
  /** Undefined for staff who have not chosen a role yet: send them to `/sign-in/choose-role`. */
  readonly caller: StaffCaller | PatientCaller | undefined;
  readonly roleChoices: readonly RoleChoice[];
  readonly chosenRoleId?: string;
  /** The hidden field `formToken` of every form that is posted. */
  readonly formToken: string;
  /** When the session ends unless there is activity before, milliseconds since 1970. */
  readonly idleAtMs: number;
  /** When the session ends whatever happens. */
  readonly endsAtMs: number;
}

/** The caller that a session stands for: one chosen role, never several together (UK-11). */
export function staffCallerOf(
  person: Pick<SignedInPerson, 'issuer' | 'subject' | 'name' | 'authenticatedAtMs' | 'authenticationContextClass'>,
  role: RoleChoice,
): StaffCaller {
  return {
    kind: 'staff',
    staffId: person.subject,
    issuer: person.issuer,
    name: person.name,
    roleCode: role.roleCode,
    roleName: role.roleName,
    organisation: role.organisation,
    organisationName: role.organisationName,
    authenticatedAtMs: person.authenticatedAtMs,
    ...(person.authenticationContextClass === undefined
      ? {}
      : { authenticationContextClass: person.authenticationContextClass }),
  };
}
