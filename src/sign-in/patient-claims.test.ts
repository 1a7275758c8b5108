/** NHS login: record access needs identity proofing P9 and two factors (UK-20; attack 15). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { patientPersonOf } from './patient-claims.ts';
import type { PatientIssuer } from './settings.ts';

const issuer = { id: 'nhs-login', issuer: 'https://login.example' } as PatientIssuer;
const claims = {
  sub: 'subject',
  nhs_number: '9990000018',
  birthdate: '1950-03-04',
  given_name: 'Ada',
  family_name: 'Finch',
  identity_proofing_level: 'P9',
  vot: 'P9.Cp.Cd',
};

const codeOf = (change: Record<string, unknown>): string => {
  const outcome = patientPersonOf(issuer, { ...claims, ...change }, 5);
  return outcome.ok ? 'accepted' : outcome.fault.code;
};

describe('patient claims', () => {
  it('P9 with two factors is a patient', () => {
    const outcome = patientPersonOf(issuer, claims, 5);
    assert.ok(outcome.ok && outcome.value.kind === 'patient');
    assert.deepEqual([outcome.value.nhsNumber, outcome.value.name], ['9990000018', 'Ada Finch']);
    for (const vot of ['P9.Cp.Ck', 'P9.Cm']) assert.equal(codeOf({ vot }), 'accepted');
  });

  it('attack 15: a lower level, one factor, or levels that contradict each other need a step up', () => {
    for (const level of ['P0', 'P5', 'p9', 'P9 ', undefined, ['P9']]) {
      assert.equal(codeOf({ identity_proofing_level: level }), 'SIGN-IN-005', String(level));
    }
    for (const vot of ['P5.Cp.Cd', 'P9.Cp', 'P0.Cp', 'P9', undefined]) assert.equal(codeOf({ vot }), 'SIGN-IN-005');
  });

  it('an NHS number that is missing or invalid, or a date that is none, opens nothing', () => {
    for (const number of ['9990000019', '', undefined, 9990000018]) {
      assert.equal(codeOf({ nhs_number: number }), 'SIGN-IN-003', String(number));
    }
    for (const date of ['1950', '04/03/1950', undefined]) assert.equal(codeOf({ birthdate: date }), 'SIGN-IN-003');
  });
});
