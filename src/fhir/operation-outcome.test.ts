/** FHIR R4 2.30 (OperationOutcome) and 3.1.0 (HTTP status). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, faultKinds } from '#kernel/fault.ts';
import { loadFhirDefinitions } from './definitions.ts';
import { allOk, faultOperationOutcome, faultStatus } from './operation-outcome.ts';
import { aPatient } from './testing/resource-examples.ts';
import { createResourceValidator } from './validate-resource.ts';

const validate = createResourceValidator(loadFhirDefinitions());

test('Every kind of fault is a valid OperationOutcome with a status from 400', () => {
  for (const kind of faultKinds) {
    const failure = fault(kind, 'STORE-001', 'It failed');
    assert.deepEqual(validate(faultOperationOutcome(failure)), []);
    assert.ok(faultStatus(failure) >= 400);
  }
  assert.deepEqual(validate(allOk()), []);
});

test('Each flaw is an issue that names its place and its rule', () => {
  const flaws = validate({ ...aPatient(), gender: 'x', nickname: 'y', birthDate: '2026-02-30', contact: [{}] });
  const outcome = faultOperationOutcome(fault('invalid', 'STORE-001', 'The resource is invalid', flaws));
  assert.deepEqual(
    outcome.issue.map(({ code, expression }) => [code, expression?.[0]]),
    [
      ['code-invalid', 'Patient.gender'],
      ['value', 'Patient.birthDate'],
      ['invariant', 'Patient.contact[0]'],
      ['invariant', 'Patient.contact[0]'],
      ['structure', 'Patient.nickname'],
    ],
  );
  assert.deepEqual(validate(outcome), []);
});

test('A fault’s code may call for another status than its kind', () => {
  const missed = fault('conflict', 'STORE-002', 'Changed since');
  assert.equal(faultStatus(missed), 409);
  assert.equal(faultStatus(missed, { 'STORE-002': 412 }), 412);
});
