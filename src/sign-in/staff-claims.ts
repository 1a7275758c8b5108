/** From the claims of a staff issuer to the roles that the person may choose from. */
import { z } from 'zod';
import { type OdsCode, parseOdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from './faults.ts';
import type { RoleChoice, SignedInPerson } from './session.ts';
import type { StaffIssuer } from './settings.ts';

export type Claims = Readonly<Record<string, unknown>>;

const nationalRole = z.object({
  person_roleid: z.string().min(1),
  org_code: z.string().min(1),
  role_code: z.string().min(1),
  role_name: z.string().min(1),
});
const nationalClaims = z.object({
  nationalrbacaccess: z.object({ nrbac_roles: z.array(z.unknown()) }),
  /** The role that was selected at the issuer: then it is the only one (UK-11). */
  selected_roleid: z.string().optional(),
  nhsid_user_orgs: z.array(z.object({ org_code: z.string(), org_name: z.string() })).catch([]),
});
const plainOrganisation = z.object({
  code: z.string().min(1),
  name: z.string().min(1),
  roles: z.array(z.object({ code: z.string().min(1), name: z.string().min(1) })),
});

/** Faults: SIGN-IN-003 when identifying claims are missing, SIGN-IN-006 without a usable role, SIGN-IN-007 too weak. */
export function staffPersonOf(issuer: StaffIssuer, claims: Claims, authenticatedAtMs: number): Outcome<SignedInPerson> {
  const assurance = claims[issuer.assurance.claim];
  const given = Array.isArray(assurance) ? assurance : [assurance];
  if (!given.some((value) => typeof value === 'string' && issuer.assurance.accepted.includes(value))) {
    return failed(signInFault('SIGN-IN-007'));
  }
  const subject = claims[issuer.staffIdClaim];
  const name = personNameOf(claims);
  if (typeof subject !== 'string' || subject === '' || name === undefined) return failed(signInFault('SIGN-IN-003'));
  const roleChoices = rolesOf(issuer, claims);
  if (roleChoices.length === 0) return failed(signInFault('SIGN-IN-006'));
  return ok({ kind: 'staff', issuer: issuer.issuer, subject, name, authenticatedAtMs, roleChoices });
}

export function personNameOf(claims: Claims): string | undefined {
  const { name, given_name: given, family_name: family } = claims;
  if (typeof name === 'string' && name.trim() !== '') return name.trim();
  const parts = [given, family].filter((part): part is string => typeof part === 'string' && part.trim() !== '');
  return parts.length === 0 ? undefined : parts.join(' ');
}

function rolesOf(issuer: StaffIssuer, claims: Claims): readonly RoleChoice[] {
  const roles = issuer.roleShape === 'national-rbac' ? nationalRolesOf(claims) : plainRolesOf(claims);
  const speaksFor = issuer.speaksFor;
  // An organisation's own issuer could otherwise make its people staff of any other organisation.
  const allowed = speaksFor === 'national' ? roles : roles.filter((role) => speaksFor.includes(role.organisation));
  const byId = new Map(allowed.map((role) => [role.id, role]));
  return [...byId.values()];
}

function nationalRolesOf(claims: Claims): readonly RoleChoice[] {
  const parsed = nationalClaims.safeParse(claims);
  if (!parsed.success) return [];
  const selected = parsed.data.selected_roleid;
  const nameByCode = new Map(parsed.data.nhsid_user_orgs.map((one) => [one.org_code.toUpperCase(), one.org_name]));
  return parsed.data.nationalrbacaccess.nrbac_roles.flatMap((candidate): RoleChoice[] => {
    const role = nationalRole.safeParse(candidate);
    const organisation = role.success ? parseOdsCode(role.data.org_code) : undefined;
    if (!role.success || organisation === undefined) return [];
    if (selected !== undefined && role.data.person_roleid !== selected) return [];
    return [
      {
        id: role.data.person_roleid,
        organisation,
        organisationName: nameByCode.get(organisation) ?? organisation,
        // Staff group, sub-group and job role: `S0010:G0020:R0260`, and their names likewise in quotation marks.
        roleCode: lastPart(role.data.role_code),
        roleName: lastPart(role.data.role_name),
      },
    ];
  });
}

function lastPart(text: string): string {
  return (text.split(':').at(-1) ?? text).replaceAll('"', '').trim();
}

function plainRolesOf(claims: Claims): readonly RoleChoice[] {
  const organisations = z.array(z.unknown()).safeParse(claims['organisations']);
  if (!organisations.success) return [];
  return organisations.data.flatMap((candidate): RoleChoice[] => {
    const parsed = plainOrganisation.safeParse(candidate);
    const organisation: OdsCode | undefined = parsed.success ? parseOdsCode(parsed.data.code) : undefined;
    if (!parsed.success || organisation === undefined) return [];
    return parsed.data.roles.map((role) => ({
      id: `${organisation}.${role.code}`,
      organisation,
      organisationName: parsed.data.name,
      roleCode: role.code,
      roleName: role.name,
    }));
  });
}
