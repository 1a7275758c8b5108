/** To whom a page link or a job belongs: one person in one role at one organisation, by the issuer that vouches (UK-11, attacks 75 and 80). */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { callerName } from './page-link.ts';

const doctor: StaffCaller = {
  kind: 'staff',
  staffId: 'somebody',
  issuer: 'https://issuer.example',
  name: 'Somebody',
  roleCode: 'R0110',
  roleName: 'Doctor',
  organisation: 'ZX41' as OdsCode,
  organisationName: 'Tarnholt Hospitals',
  authenticatedAtMs: 0,
};

it('the same person in another role, at another organisation, of another issuer or through another app is another owner', () => {
  const others: readonly StaffCaller[] = [
    doctor,
    { ...doctor, roleCode: 'R0001' },
    { ...doctor, organisation: 'ZX11' as OdsCode },
    { ...doctor, issuer: 'https://other.example' },
    { ...doctor, staffId: 'somebody else' },
    { ...doctor, app: { clientId: 'an-app', name: 'An app' } },
    { ...doctor, app: { clientId: 'another-app', name: 'An app' } },
  ];
  assert.equal(new Set(others.map(callerName)).size, others.length);
  assert.equal(callerName({ ...doctor, authenticatedAtMs: 9 }), callerName(doctor), 'a new sign-in is no other owner');
});
