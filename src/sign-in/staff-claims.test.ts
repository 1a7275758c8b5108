/** Roles from an issuer's claims: one profile chosen, never a union, and only for whom the issuer speaks (UK-11). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { StaffIssuer } from './settings.ts';
import { staffPersonOf } from './staff-claims.ts';

const issuer: StaffIssuer = {
  id: 'cis2',
  name: 'NHS Care Identity',
  issuer: 'https://cis2.example',
  clientId: 'goldthread',
  authentication: { method: 'client_secret', secret: 'not a real secret' },
  idTokenAlgorithm: 'RS256',
  scopes: ['openid'],
  forcesAuthentication: true,
  speaksFor: 'national',
  roleShape: 'national-rbac',
  assurance: { claim: 'authentication_assurance_level', accepted: ['2', '3'] },
  staffIdClaim: 'uid',
};
const role = (id: string, organisation: string, code: string) => ({
  person_orgid: '1',
  person_roleid: id,
  org_code: organisation,
  role_code: `S0010:G0020:${code}`,
  role_name: '"Clinical":"Clinical Provision":"General Medical Practitioner"',
});
const claims = {
  sub: 'subject',
  uid: '999000000017',
  name: 'Nisha Patel',
  authentication_assurance_level: '3',
  nationalrbacaccess: { nrbac_roles: [role('10', 'zxg01', 'R0260'), role('11', 'ZXT01', 'R0001')] },
  nhsid_user_orgs: [{ org_code: 'ZXG01', org_name: 'Alder Practice' }],
};

function rolesIn(outcome: ReturnType<typeof staffPersonOf>): unknown {
  if (!outcome.ok) return outcome.fault.code;
  return outcome.value.kind === 'staff'
    ? outcome.value.roleChoices.map((one) => `${one.id} ${one.organisation} ${one.roleCode}`)
    : outcome.value.kind;
}

describe('staff claims', () => {
  it('national role profiles become choices with organisation, code and name', () => {
    const person = staffPersonOf(issuer, claims, 5);
    assert.deepEqual(rolesIn(person), ['10 ZXG01 R0260', '11 ZXT01 R0001']);
    assert.ok(person.ok && person.value.kind === 'staff');
    assert.equal(person.value.subject, '999000000017');
    assert.equal(person.value.roleChoices[0]?.organisationName, 'Alder Practice');
    assert.equal(person.value.roleChoices[0]?.roleName, 'General Medical Practitioner');
  });

  it('a role that was selected at the issuer is the only one', () => {
    assert.deepEqual(rolesIn(staffPersonOf(issuer, { ...claims, selected_roleid: '11' }, 5)), ['11 ZXT01 R0001']);
    assert.equal(rolesIn(staffPersonOf(issuer, { ...claims, selected_roleid: '12' }, 5)), 'SIGN-IN-006');
  });

  it('an organisation’s own issuer speaks for that organisation only', () => {
    const own = { ...issuer, speaksFor: ['ZXT01' as OdsCode] };
    assert.deepEqual(rolesIn(staffPersonOf(own, claims, 5)), ['11 ZXT01 R0001']);
    assert.equal(rolesIn(staffPersonOf({ ...issuer, speaksFor: ['ZXT99' as OdsCode] }, claims, 5)), 'SIGN-IN-006');
  });

  it('attack 15: one factor, or no word about it, is refused', () => {
    for (const level of ['1', '', undefined, 3, ['1'], { level: '3' }]) {
      const weak = { ...claims, authentication_assurance_level: level };
      assert.equal(rolesIn(staffPersonOf(issuer, weak, 5)), 'SIGN-IN-007', JSON.stringify(level));
    }
    const amr = { ...issuer, assurance: { claim: 'amr', accepted: ['mfa'] } };
    assert.deepEqual(rolesIn(staffPersonOf(amr, { ...claims, amr: ['pwd', 'mfa'] }, 5)), [
      '10 ZXG01 R0260',
      '11 ZXT01 R0001',
    ]);
  });

  it('claims of the wrong shape give no role, and never a half one', () => {
    for (const wrong of [
      { nationalrbacaccess: undefined },
      { nationalrbacaccess: { nrbac_roles: 'all' } },
      { nationalrbacaccess: { nrbac_roles: [{ ...role('10', '!', 'R0260') }, { person_roleid: '11' }, null] } },
    ]) {
      assert.equal(rolesIn(staffPersonOf(issuer, { ...claims, ...wrong }, 5)), 'SIGN-IN-006', JSON.stringify(wrong));
    }
    assert.equal(rolesIn(staffPersonOf(issuer, { ...claims, uid: undefined }, 5)), 'SIGN-IN-003');
    assert.equal(rolesIn(staffPersonOf(issuer, { ...claims, name: ' ' }, 5)), 'SIGN-IN-003');
  });

  it('the plain shape of an organisation’s issuer is read, and a broken entry is left out', () => {
    const own = { ...issuer, roleShape: 'organisations', staffIdClaim: 'sub' } as const;
    const organisations = [
      { code: 'ZXC01', name: 'Tarn Council', roles: [{ code: 'R1330', name: 'Social Worker' }] },
      { code: 'ZXC02', roles: [] },
      'ZXC03',
    ];
    assert.deepEqual(rolesIn(staffPersonOf(own, { ...claims, organisations }, 5)), ['ZXC01.R1330 ZXC01 R1330']);
  });
});
