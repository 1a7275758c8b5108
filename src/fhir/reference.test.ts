/** FHIR R4 2.3.0.1 (literal references) and 3.1.0.11.2 (conditional references). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseReference, referenceType } from './reference.ts';

const base = 'https://region.example.org/fhir';
const urn = 'urn:uuid:0b8a4a3e-5d3c-4d52-8f7e-0d6c5b8f3a11';

test('A relative reference is local, and so is an absolute one under our own base', () => {
  const local = { kind: 'local', type: 'Patient', id: 'p1' };
  assert.deepEqual(parseReference('Patient/p1'), local);
  assert.deepEqual(parseReference(`${base}/Patient/p1`, base), local);
  assert.deepEqual(parseReference('Patient/p1/_history/2'), { ...local, version: '2' });
});

test('Another server’s reference stays whole, also when its base only begins like ours', () => {
  const url = 'https://region.example.org/fhirother/Patient/p1';
  assert.deepEqual(parseReference(url, base), { kind: 'absolute', url, type: 'Patient', id: 'p1' });
  assert.deepEqual(parseReference('https://example.org/x', base), { kind: 'absolute', url: 'https://example.org/x' });
});

test('A urn, a contained and a conditional reference are told apart', () => {
  assert.deepEqual(parseReference(urn), { kind: 'urn', urn });
  assert.deepEqual(parseReference('#x'), { kind: 'contained', id: 'x' });
  assert.deepEqual(parseReference('#'), { kind: 'contained', id: '' });
  assert.deepEqual(parseReference('Patient?identifier=urn:x|1'), {
    kind: 'conditional',
    type: 'Patient',
    query: 'identifier=urn:x|1',
  });
});

test('What the standard gives no meaning is unknown', () => {
  for (const text of [
    '',
    'Patient',
    'Patient/',
    'Patent/p1',
    'patient/p1',
    '../Patient/p1',
    'Patient/p 1',
    'Login?x=1',
  ]) {
    assert.equal(parseReference(text).kind, 'unknown', text);
  }
});

test('The type of a reference is what its text says, else what it declares', () => {
  assert.equal(referenceType('Patient/p1'), 'Patient');
  assert.equal(referenceType(`${base}/Group/g1/_history/1`), 'Group');
  assert.equal(referenceType('Patient?identifier=1'), 'Patient');
  assert.equal(referenceType(urn, 'Device'), 'Device');
  assert.equal(referenceType(undefined), undefined);
});

test('Any text is read without failing', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof parseReference(text, base).kind === 'string'));
});
