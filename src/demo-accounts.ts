/** The demo's people who sign in, as the identity provider and the command line know them. */
import type { DemoRegion } from '#demo';
import type { PatientCaller, StaffCaller } from '#disclosure';
import type { DemoAccount } from '#identity-provider';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';

export function demoAccounts(demo: Pick<DemoRegion, 'staff'>): DemoAccount[] {
  return demo.staff.map((account): DemoAccount => {
    const { staff } = account;
    if (staff === undefined)
      return {
        name: account.name,
        kind: 'patient',
        personName: account.personName,
        description: account.kind === 'proxy' ? 'Carer: no right to anybody else’s record yet' : 'Patient',
        ...(account.nhsNumber === undefined ? {} : { nhsNumber: account.nhsNumber }),
        ...(account.birthDate === undefined ? {} : { birthDate: account.birthDate }),
      };
    return {
      name: account.name,
      kind: 'staff',
      personName: account.personName,
      description: `${staff.roleName}, ${staff.organisationName}`,
      organisations: [
        {
          code: staff.organisation,
          name: staff.organisationName,
          roles: [{ code: staff.roleCode, name: staff.roleName }],
        },
      ],
    };
  });
}

/** What the demo's own provider calls itself. */
export const demoIssuerOf = (publicUrl: string): string => `${publicUrl}/demo-identity`;

/** The caller that signing in with this account makes: for `token --user`. */
export function callerOfAccount(
  demo: Pick<DemoRegion, 'staff'>,
  name: string,
  publicUrl: string,
  nowMs: number,
): StaffCaller | PatientCaller | undefined {
  const account = demo.staff.find((one) => one.name === name);
  if (account === undefined) return undefined;
  const issuer = demoIssuerOf(publicUrl);
  if (account.staff !== undefined)
    return {
      kind: 'staff',
      staffId: account.name,
      issuer,
      name: account.personName,
      roleCode: account.staff.roleCode,
      roleName: account.staff.roleName,
      organisation: account.staff.organisation as OdsCode,
      organisationName: account.staff.organisationName,
      authenticatedAtMs: nowMs,
    };
  return {
    kind: 'patient',
    subject: account.name,
    issuer,
    name: account.personName,
    nhsNumber: account.nhsNumber as NhsNumber,
    birthDate: account.birthDate ?? '',
    identityProofing: 'P9',
    authenticatedAtMs: nowMs,
  };
}
