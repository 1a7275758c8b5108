import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shelfReferencesIn } from './shelf-references.ts';

const shelfId = '0000000001234abcdefghj';
const patientId = '01k9x2f4d6h01k9x2f4d6h';

test('references to shelves are found by their ids, those to people and in words are not', () => {
  const resource = {
    resourceType: 'Encounter',
    subject: { reference: `Patient/${patientId}` },
    participant: [{ individual: { reference: `Practitioner/${shelfId}` } }],
    serviceProvider: { reference: `Organization/${shelfId}/_history/1` },
    note: `"reference":"Practitioner/${shelfId}" /${shelfId}`,
    hospitalization: { origin: { reference: `https://elsewhere.example/Location/${shelfId}` } },
  };
  assert.deepEqual(shelfReferencesIn(Buffer.from(JSON.stringify(resource))), [
    { type: 'Practitioner', id: shelfId },
    { type: 'Organization', id: shelfId },
  ]);
});

test('they are those that a parser finds', () => {
  const type = fc.constantFrom('Practitioner', 'Organization', 'Location', 'MedicinalProductUndesirableEffect');
  const reference = fc.tuple(type, fc.constantFrom(shelfId, patientId)).map(([name, id]) => `${name}/${id}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(reference, fc.string({ unit: 'grapheme' }))), (texts) => {
      const body = Buffer.from(
        JSON.stringify({ resourceType: 'List', entry: texts.map((text) => ({ reference: text })) }),
      );
      const expected = texts.flatMap((text) => {
        const match = /^([A-Z][A-Za-z]+)\/(0{9}[0-9a-z]{13})$/.exec(text);
        return match === null ? [] : [{ type: match[1], id: match[2] }];
      });
      assert.deepEqual(shelfReferencesIn(body), expected);
    }),
  );
});
