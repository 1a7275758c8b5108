/** Who asks in the twin worlds, and the organisations that they are of. All invented. */
import type { Caller, PatientCaller, StaffCaller } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';

/** Both worlds stand at this moment; a request takes no time in them. */
export const worldMs = Date.UTC(2026, 10, 20, 12);
export const organisations = [
  ['ZXG01', 'Alder Practice', 'gp-practice'],
  ['ZXT01', 'Tarn Hospitals', 'acute-trust'],
  ['ZXS01', 'Harbour Clinic', 'community'],
  ['ZXS02', 'Quay Clinic', 'community'],
] as const;

export const ada = { nhsNumber: '9990000018', birthDate: '1958-03-04' } as const;

const staff = (staffId: string, roleCode: string, organisation: (typeof organisations)[number][0]): StaffCaller => ({
  kind: 'staff',
  staffId,
  issuer: 'twin',
  name: 'Somebody Else',
  roleCode,
  roleName: roleCode,
  organisation: organisation as OdsCode,
  organisationName: organisations.find(([code]) => code === organisation)?.[1] ?? '',
  authenticatedAtMs: worldMs,
});

export const adaHerself: PatientCaller = {
  kind: 'patient',
  subject: 'ada',
  issuer: 'twin',
  name: 'Ada Finch',
  nhsNumber: ada.nhsNumber as NhsNumber,
  birthDate: ada.birthDate,
  identityProofing: 'P9',
  authenticatedAtMs: worldMs,
};

/** Every kind of caller that is compared. */
export const callers = {
  gp: staff('gp', 'R0260', 'ZXG01'),
  receptionist: staff('receptionist', 'R1730', 'ZXG01'),
  nurse: staff('nurse', 'R0620', 'ZXT01'),
  pharmacist: staff('pharmacist', 'R1290', 'ZXT01'),
  privacyOfficer: staff('officer', 'R0001', 'ZXT01'),
  practiceSystem: {
    kind: 'system',
    clientId: 'practice',
    organisation: 'ZXG01' as OdsCode,
    organisationName: 'Alder Practice',
    scopes: ['system/*.cruds'],
  },
  hospitalSystem: {
    kind: 'system',
    clientId: 'hospital',
    organisation: 'ZXT01' as OdsCode,
    organisationName: 'Tarn Hospitals',
    scopes: ['system/*.cruds'],
  },
  ada: adaHerself,
  daughter: { ...adaHerself, subject: 'daughter', name: 'Eve Finch' },
} as const satisfies Record<string, Caller>;
export type CallerName = keyof typeof callers;

/** Any other role, of an organisation that nobody has to do with: `roleR1460`. */
export function callerOfRole(name: string): StaffCaller | undefined {
  const roleCode = /^role(R\d+)$/.exec(name)?.[1];
  return roleCode === undefined ? undefined : staff(roleCode, roleCode, 'ZXS01');
}
