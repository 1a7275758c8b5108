// A deletion leaves clinical content entered in error: every type that can say so does, and stays valid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { strikeOut, typesWithStatus } from './strike-out.ts';

const definitions = loadFhirDefinitions();

test('every type of a patient’s compartment that has a status of error is in the list, and no other', () => {
  const able = Object.keys(definitions.search.patientCompartment).filter((type) =>
    definitions.types.get(type)?.elements.some(({ binding, name }) => {
      const codes = Object.values(definitions.valueSets.expanded[binding ?? ''] ?? {}).flat();
      return name === 'status' && codes.includes('entered-in-error');
    }),
  );
  assert.deepEqual([...typesWithStatus].sort(), able.sort());
});

test('a condition and an allergy lose their clinical status with it (con-5, ait-2) and stay valid', () => {
  const validate = createResourceValidator(definitions);
  const subject = { reference: 'Patient/1' };
  const clinical = (kind: string) => ({
    coding: [{ system: `http://terminology.hl7.org/CodeSystem/${kind}-clinical`, code: 'active' }],
  });
  const all: Resource[] = [
    { resourceType: 'Condition', subject, clinicalStatus: clinical('condition') },
    { resourceType: 'AllergyIntolerance', patient: subject, clinicalStatus: clinical('allergyintolerance') },
    { resourceType: 'Goal', subject, lifecycleStatus: 'active', description: { text: 'Walk' } },
    { resourceType: 'Observation', status: 'final', code: { text: 'Weight' } },
  ];
  for (const resource of all) {
    const left = strikeOut(resource);
    assert.deepEqual(validate(left), []);
    assert.match(JSON.stringify(left), /"entered-in-error"/);
  }
  const patient: Resource = { resourceType: 'Patient', active: true };
  assert.deepEqual(strikeOut(patient), patient);
});
