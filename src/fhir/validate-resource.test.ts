/** Rules of the base specification: FHIR R4 2.1 (resources), 2.6.2 (JSON), 2.24 (data types), 4.1.5 (bindings). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadFhirDefinitions } from './definitions.ts';
import {
  aBloodPressure,
  aMedicationRequest,
  anObservation,
  aPatient,
  aTransaction,
  resourceExamples,
} from './testing/resource-examples.ts';
import { wrongResources } from './testing/wrong-resources-table.ts';
import { createResourceValidator } from './validate-resource.ts';

const definitions = loadFhirDefinitions();
const validate = createResourceValidator(definitions);

describe('A resource that breaks a rule', () => {
  for (const [what, right, change, place, rule] of wrongResources) {
    test(`is refused at its place: ${what}`, () => {
      const flaws = validate({ ...right(), ...change });
      assert.ok(
        flaws.some((flaw) => flaw.place === place && rule.test(flaw.rule)),
        `expected ${place} ${rule}, got ${JSON.stringify(flaws)}`,
      );
      assert.deepEqual(validate(right()), [], 'its corrected twin');
    });
  }

  test('may have a modifier extension that its reader knows', () => {
    const url = 'https://example.org/not-done';
    const resource = { ...anObservation(), modifierExtension: [{ url, valueBoolean: true }] };
    const knowing = createResourceValidator(definitions, { isModifierKnown: (one) => one === url });
    assert.deepEqual(knowing(resource), []);
    assert.equal(validate(resource).length, 1);
  });

  test('is refused whole when it is no resource', () => {
    for (const nothing of [null, undefined, 7, 'Patient', [], {}, { resourceType: 'Login' }, { resourceType: 7 }]) {
      assert.equal(validate(nothing).length, 1);
    }
  });

  test('is named without the words of the patient', () => {
    const flaws = validate({ ...aPatient(), gender: 'secret', 'Mrs Secret': 1, birthDate: 'secret' });
    assert.equal(flaws.length, 3);
    assert.doesNotMatch(JSON.stringify(flaws), /secret/i);
  });

  test('gives no more than a hundred flaws', () => {
    const names = Array.from({ length: 500 }, () => ({ family: '' }));
    assert.equal(validate({ ...aPatient(), name: names }).length, 100);
  });
});

describe('A right resource', () => {
  for (const resource of resourceExamples()) {
    test(`has no flaw: ${resource.resourceType} ${resource.id ?? ''}`, () => {
      assert.deepEqual(validate(resource), []);
    });
  }

  const right: readonly (readonly [what: string, right: () => object, change: object])[] = [
    ['a leap day', aPatient, { birthDate: '2024-02-29' }],
    ['a year alone', aPatient, { birthDate: '1950' }],
    ['an absent value said by an extension', aPatient, { birthDate: undefined }],
    ['an id beside a value (rule ele-1, R4 2.6.2.3)', aPatient, { _birthDate: { id: 'b1' } }],
    ['an id beside a value of a list', aPatient, { name: [{ given: ['Zoë', 'May'], _given: [null, { id: 'g2' }] }] }],
    [
      'null where its companion speaks',
      aPatient,
      { name: [{ given: ['Zoë', null], _given: [null, { extension: [{ url: 'urn:x', valueCode: 'y' }] }] }] },
    ],
    [
      'a required status that only an extension explains',
      anObservation,
      { status: undefined, _status: { extension: [{ url: 'urn:x', valueCode: 'unknown' }] } },
    ],
    [
      'a reference by identifier',
      anObservation,
      { subject: { identifier: { system: 'urn:x', value: '1' }, type: 'Patient' } },
    ],
    [
      'a urn before it is resolved',
      anObservation,
      { subject: { reference: 'urn:uuid:0b8a4a3e-5d3c-4d52-8f7e-0d6c5b8f3a11' } },
    ],
    ['a conditional reference', anObservation, { subject: { reference: 'Patient?identifier=urn:x|1' } }],
    [
      'a period of different precision',
      aBloodPressure,
      { effectivePeriod: { start: '2026-03-01T09:30:00Z', end: '2026-03' } },
    ],
    [
      'a contained resource that names its container',
      aMedicationRequest,
      {
        contained: [
          {
            resourceType: 'Provenance',
            id: 'x',
            target: [{ reference: '#' }],
            recorded: '2026-03-01T09:30:00Z',
            agent: [{ who: { display: 'X' } }],
          },
        ],
        medicationReference: { reference: 'Medication/1' },
      },
    ],
  ];
  for (const [what, resource, change] of right) {
    test(`may have ${what}`, () => assert.deepEqual(validate({ ...resource(), ...change }), []));
  }

  test('is not changed', () => {
    const resource = aTransaction();
    validate(resource);
    assert.deepEqual(resource, aTransaction());
  });
});
