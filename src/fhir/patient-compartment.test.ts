/** FHIR R4 CompartmentDefinition "patient" (R4 5.6). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFhirDefinitions } from './definitions.ts';
import { createPatientCompartment } from './patient-compartment.ts';
import { type Resource, resourceTypes } from './resource-types.ts';
import { anAppointment, anObservation, aPatient } from './testing/resource-examples.ts';

const compartment = createPatientCompartment(loadFhirDefinitions());
const asResource = (resource: object): Resource => resource as Resource;

test('67 types may lie in a patient’s compartment, and all their parameters compile', () => {
  const types = resourceTypes.filter((type) => compartment.isPatientCompartmentType(type));
  assert.equal(types.length, 67);
  for (const resourceType of types) assert.deepEqual(compartment.patientReferencesOf({ resourceType }), []);
});

test('Whom an observation is about is told apart from who made it', () => {
  const observation = asResource({ ...anObservation(), performer: [{ reference: 'Patient/p2' }] });
  assert.deepEqual(compartment.patientReferencesOf(observation), [
    { kind: 'reference', parameter: 'subject', type: 'Patient', id: 'p1' },
    { kind: 'reference', parameter: 'performer', type: 'Patient', id: 'p2' },
  ]);
  assert.deepEqual(
    compartment.subjectReferencesOf(observation).map(({ id }) => id),
    ['p1'],
  );
});

test('A reference to a group or a device is in no patient’s compartment', () => {
  const both = { reference: 'Group/g1', identifier: { value: '1' } };
  assert.deepEqual(compartment.subjectReferencesOf(asResource({ ...anObservation(), subject: both })), []);
  for (const reference of ['Group/g1', 'Device/d1', 'https://example.org/fhir/Group/g1', '#x']) {
    assert.deepEqual(compartment.subjectReferencesOf(asResource({ ...anObservation(), subject: { reference } })), []);
  }
});

test('A urn counts until the Bundle is resolved, also where the parameter asks for a Patient', () => {
  const url = 'urn:uuid:0b8a4a3e-5d3c-4d52-8f7e-0d6c5b8f3a11';
  const condition = { resourceType: 'Condition', subject: { reference: url } };
  assert.deepEqual(compartment.subjectReferencesOf(condition), [{ kind: 'reference', parameter: 'patient', url }]);
});

test('An appointment is about each patient who takes part', () => {
  assert.deepEqual(
    compartment.subjectReferencesOf(asResource(anAppointment())).map(({ id }) => id),
    ['p1'],
  );
});

test('A Patient has no subject but itself, and an Organization none', () => {
  assert.equal(compartment.subjectParameterOf('Patient'), undefined);
  assert.deepEqual(compartment.subjectReferencesOf(asResource(aPatient())), []);
  assert.equal(compartment.isPatientCompartmentType('Organization'), false);
});
