// FHIRPath Patch, R4 fhirpatch.html: add, insert, delete, replace and move, and what each refuses.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadFhirDefinitions } from '../definitions.ts';
import type { Resource } from '../resource-types.ts';
import { createElementForms } from './element-forms.ts';
import { applyPatch, readPatch } from './read-patch.ts';

const forms = createElementForms(loadFhirDefinitions());
const patient = {
  resourceType: 'Patient',
  id: 'a',
  name: [
    { use: 'official', family: 'Finch', given: ['Ada', 'May'] },
    { use: 'usual', given: ['Addie'] },
  ],
  contact: [{ name: { text: 'a name' } }],
  birthDate: '1950-03-04',
  deceasedBoolean: false,
};

type Part = Readonly<Record<string, unknown>>;

function operation(parts: Readonly<Record<string, Part | string | number>>): Part {
  return {
    name: 'operation',
    part: Object.entries(parts).map(([name, value]) => {
      if (typeof value === 'number') return { name, valueInteger: value };
      if (typeof value !== 'string') return { name, ...value };
      return name === 'type' ? { name, valueCode: value } : { name, valueString: value };
    }),
  };
}

function patched(resource: object, ...operations: readonly Part[]): Record<string, unknown> | string {
  const read = readPatch({ resourceType: 'Parameters', parameter: operations });
  if (!read.ok) return `${read.flaws[0]?.place} ${read.flaws[0]?.rule}`;
  const applied = applyPatch(resource as Resource, read.value, forms);
  return applied.ok ? applied.value : `${applied.flaws[0]?.place} ${applied.flaws[0]?.rule}`;
}

function given(result: Record<string, unknown> | string): typeof patient & Record<string, unknown> {
  assert.ok(typeof result === 'object', String(result));
  return result as never;
}

describe('FHIRPath Patch', () => {
  it('add puts a single element in, and appends to one that repeats', () => {
    const added = given(
      patched(
        patient,
        operation({ type: 'add', path: 'Patient', name: 'active', value: { valueBoolean: true } }),
        operation({ type: 'add', path: 'Patient.name.first()', name: 'given', value: { valueString: 'Lee' } }),
        operation({
          type: 'add',
          path: 'Patient',
          name: 'maritalStatus',
          value: { valueCodeableConcept: { text: 'Married' } },
        }),
      ),
    );
    assert.equal(added['active'], true);
    assert.deepEqual(added.name[0]?.given, ['Ada', 'May', 'Lee']);
    assert.deepEqual(added['maritalStatus'], { text: 'Married' });
  });

  it('add takes the type of a choice into its name', () => {
    const { deceasedBoolean: _, ...alive } = patient;
    const value = { valueDateTime: '2026-01-01' };
    const added = given(patched(alive, operation({ type: 'add', path: 'Patient', name: 'deceased', value })));
    assert.equal(added['deceasedDateTime'], '2026-01-01');
    assert.match(
      String(patched(patient, operation({ type: 'add', path: 'Patient', name: 'deceased', value }))),
      /already/,
    );
  });

  it('add builds a value without a type of its own from parts', () => {
    const value = {
      part: [
        { name: 'name', valueHumanName: { text: 'b name' } },
        { name: 'gender', valueCode: 'male' },
      ],
    };
    const added = given(patched(patient, operation({ type: 'add', path: 'Patient', name: 'contact', value })));
    assert.deepEqual(added.contact[1], { name: { text: 'b name' }, gender: 'male' });
  });

  it('insert puts a value at an index of a list', () => {
    const inserted = patched(
      patient,
      operation({ type: 'insert', path: 'Patient.name[0].given', index: 1, value: { valueString: 'Bea' } }),
    );
    assert.deepEqual(given(inserted).name[0]?.given, ['Ada', 'Bea', 'May']);
    const beyond = operation({ type: 'insert', path: 'Patient.name', index: 9, value: { valueHumanName: {} } });
    assert.match(String(patched(patient, beyond)), /no such index/);
  });

  it('delete takes one element out, and does nothing where nothing is', () => {
    const left = given(
      patched(
        patient,
        operation({ type: 'delete', path: "Patient.name.where(use = 'usual')" }),
        operation({ type: 'delete', path: 'Patient.deceased' }),
        operation({ type: 'delete', path: 'Patient.maritalStatus' }),
      ),
    );
    assert.equal(left.name.length, 1);
    assert.equal(left.deceasedBoolean, undefined);
    assert.match(String(patched(patient, operation({ type: 'delete', path: 'Patient.name' }))), /not to several/);
  });

  it('the last element of a list takes the list with it: an empty array is no FHIR', () => {
    const left = given(patched(patient, operation({ type: 'delete', path: 'Patient.contact' })));
    assert.equal('contact' in left, false);
  });

  it('replace changes one element, the type of a choice with it', () => {
    const replaced = given(
      patched(
        patient,
        operation({ type: 'replace', path: 'Patient.birthDate', value: { valueDate: '1951-01-01' } }),
        operation({ type: 'replace', path: 'Patient.name[1].given[0]', value: { valueString: 'Addy' } }),
        operation({ type: 'replace', path: 'Patient.deceased', value: { valueDateTime: '2026-01-01' } }),
      ),
    );
    assert.equal(replaced.birthDate, '1951-01-01');
    assert.deepEqual(replaced.name[1]?.given, ['Addy']);
    assert.deepEqual([replaced.deceasedBoolean, replaced['deceasedDateTime']], [undefined, '2026-01-01']);
    const absent = operation({ type: 'replace', path: 'Patient.gender', value: { valueCode: 'male' } });
    assert.match(String(patched(patient, absent)), /must lead to an element that is there/);
  });

  it('move changes the order of a list', () => {
    const moved = patched(patient, operation({ type: 'move', path: 'Patient.name', source: 1, destination: 0 }));
    assert.deepEqual(
      given(moved).name.map(({ use }) => use),
      ['usual', 'official'],
    );
  });

  it('one operation that fails undoes all, and the resource given stays as it is', () => {
    const before = structuredClone(patient);
    const result = patched(
      patient,
      operation({ type: 'delete', path: 'Patient.birthDate' }),
      operation({ type: 'delete', path: 'Patient.name' }),
    );
    assert.match(String(result), /^Parameters\.parameter\[1\]/);
    assert.deepEqual(patient, before);
  });

  it('neither id nor type changes, by this patch or the other', () => {
    assert.match(
      String(patched(patient, operation({ type: 'replace', path: 'Patient.id', value: { valueId: 'b' } }))),
      /must not change/,
    );
    const json = readPatch([{ op: 'replace', path: '/resourceType', value: 'Person' }]);
    assert.ok(json.ok && !applyPatch(patient as unknown as Resource, json.value, forms).ok);
  });

  it('paths that are no FHIRPath, run long or look elsewhere are refused', () => {
    for (const path of [
      'Patient.name.(',
      'Patient.repeat(name)',
      '1 + 1',
      'Patient.name.count()',
      'Patient.generalPractitioner.resolve()',
      'a'.repeat(2_000),
    ])
      assert.equal(typeof patched(patient, operation({ type: 'delete', path })), 'string', path);
    assert.match(String(patched(patient, operation({ type: 'spoil', path: 'Patient' }))), /must be add, insert/);
  });

  const note = { extension: [{ url: 'urn:x', valueString: 'of Ada' }] };
  const noted = { ...patient, name: [{ given: ['Ada', 'May'], _given: [note, null] }], _birthDate: note };

  function nameAfter(parts: Parameters<typeof operation>[0]): unknown {
    return given(patched(noted, operation({ path: 'Patient.name.given', ...parts }))).name[0];
  }

  it('what stands beside a value of a list stays with it, wherever the value goes (R4 2.6.2.3)', () => {
    assert.deepEqual(nameAfter({ type: 'insert', index: 0, value: { valueString: 'Bea' } }), {
      given: ['Bea', 'Ada', 'May'],
      _given: [null, note, null],
    });
    assert.deepEqual(nameAfter({ type: 'move', source: 0, destination: 1 }), {
      given: ['May', 'Ada'],
      _given: [null, note],
    });
    assert.deepEqual(nameAfter({ type: 'delete', path: 'Patient.name.given[0]' }), { given: ['May'] });
  });

  it('a value that is replaced takes with it what was said of it, and a choice leaves nothing of its other type', () => {
    const value = { valueDate: '1951-01-01' };
    const born = given(patched(noted, operation({ type: 'replace', path: 'Patient.birthDate', value })));
    assert.deepEqual([born.birthDate, '_birthDate' in born], ['1951-01-01', false]);
    const { birthDate: _, ...unknown } = noted;
    const known = given(patched(unknown, operation({ type: 'replace', path: 'Patient.birthDate', value })));
    assert.deepEqual([known.birthDate, '_birthDate' in known], ['1951-01-01', false]);
    const died = operation({ type: 'replace', path: 'Patient.deceased', value: { valueDateTime: '2026' } });
    const left = given(patched({ ...patient, _deceasedBoolean: note }, died));
    assert.deepEqual(
      ['deceasedBoolean', '_deceasedBoolean', 'deceasedDateTime'].map((key) => Object.hasOwn(left, key)),
      [false, false, true],
    );
  });

  it('extensions of a primitive come with its value, are added to it and taken from it', () => {
    const value = { valueDate: '1951-01-01', _valueDate: note };
    const replaced = given(patched(patient, operation({ type: 'replace', path: 'Patient.birthDate', value })));
    assert.deepEqual(replaced['_birthDate'], note);
    const extension = { valueExtension: note.extension[0]! };
    const add = operation({ type: 'add', path: 'Patient.birthDate', name: 'extension', value: extension });
    assert.deepEqual(given(patched(patient, add))['_birthDate'], note);
    const taken = operation({ type: 'delete', path: "Patient.birthDate.extension.where(url = 'urn:x')" });
    assert.equal('_birthDate' in given(patched(noted, taken)), false);
    const ofList = operation({ type: 'delete', path: "Patient.name.given.extension.where(url = 'urn:x')" });
    assert.deepEqual(given(patched(noted, ofList)).name, [{ given: ['Ada', 'May'] }]);
  });

  it('parts that name members take their form from the type: lists of one, and the names of choices', () => {
    const part = [
      { name: 'code', valueCodeableConcept: { text: 'Systolic' } },
      { name: 'value', valueQuantity: { value: 120 } },
      { name: 'interpretation', valueCodeableConcept: { text: 'High' } },
    ];
    const add = operation({ type: 'add', path: 'Observation', name: 'component', value: { part } });
    assert.deepEqual(given(patched({ resourceType: 'Observation', id: 'a' }, add))['component'], [
      {
        code: { text: 'Systolic' },
        valueQuantity: { value: 120 },
        interpretation: [{ text: 'High' }],
      },
    ]);
  });
});
