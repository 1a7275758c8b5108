/** RFC 4180 and docs/intake/csv.md: what the file of a small provider may hold, and what is said of what it may not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Source } from '#directory';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { changesOf, patientOf } from './map-rows.ts';
import { parseCsv } from './parse-csv.ts';
import { type CareRow, readRow } from './read-row.ts';

const source = { code: 'care-csv', organisation: { code: 'ZX51', name: 'Brightdoor Home Care' } } as unknown as Source;
const validate = createResourceValidator(loadFhirDefinitions());

const good = [
  'visit',
  '9990000018',
  'Whitlow',
  'Ada',
  '1948-02-12',
  '2026-05-01T09:30:00+01:00',
  'Dami Adeleke',
  'Home carer',
  'Morning visit',
  '',
  '',
  'All well.',
];

function withCells(changes: Readonly<Record<number, string>>): CareRow | unknown {
  return readRow({ line: 2, cells: good.map((cell, index) => changes[index] ?? cell) }, 2);
}

function refusalOf(changes: Readonly<Record<number, string>>): string {
  const read = withCells(changes);
  assert.ok(Array.isArray(read), 'was accepted');
  return read.map((cell) => `${cell.row} ${cell.column}`).join(', ');
}

describe('the parser', () => {
  it('gives back what any writer of RFC 4180 wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r\n', '\n', ' ', 'é', ';') });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.constantFrom('\r\n', '\n'), (rows, end) => {
        const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join(end);
        const { records, flaw } = parseCsv(text + end);
        assert.equal(flaw, undefined);
        assert.deepEqual(
          records.map((record) => record.cells),
          rows,
        );
      }),
    );
  });
  it('never throws, and always ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n') }), (text) => void parseCsv(text)),
    );
  });
  it('stops where a quote is not closed or stands inside a cell, and names the line', () => {
    assert.deepEqual(parseCsv('a,b\n"c\nd,e\n').flaw, { place: 'line 2', rule: 'a quoted cell is closed' });
    assert.equal(parseCsv('a,b\nx"y,z\n').records.length, 1);
    assert.equal(parseCsv('"a"b,c').flaw?.place, 'line 1');
    assert.equal(parseCsv('a\rb').flaw?.rule, 'a line ends with CR LF or LF');
  });
  it('knows the line on which a record begins', () => {
    assert.deepEqual(
      parseCsv('"a\nb",c\nd,e').records.map((record) => record.line),
      [1, 3],
    );
  });
});

describe('a row', () => {
  it('is refused by its cells, each with its column', () => {
    assert.equal(refusalOf({ 0: 'gossip' }), '2 record_type');
    assert.equal(refusalOf({ 1: '9990000019' }), '2 nhs_number');
    assert.equal(refusalOf({ 2: '', 3: '' }), '2 family_name, 2 given_name');
    assert.equal(refusalOf({ 4: '12/02/1948' }), '2 birth_date');
    assert.equal(refusalOf({ 4: '1948-02-30' }), '2 birth_date');
    assert.equal(refusalOf({ 5: '2026-05-01T09:30:00' }), '2 date_time');
    assert.equal(refusalOf({ 9: '3' }), '2 value');
    assert.equal(refusalOf({ 0: 'observation', 9: 'three' }), '2 value');
    assert.equal(refusalOf({ 11: '' }), '2 text');
    assert.equal(refusalOf({ 11: 'a\0b' }), '2 text');
    assert.ok(Array.isArray(readRow({ line: 2, cells: good.slice(1) }, 2)));
  });
  it('without an NHS number, or with a time to the minute, is accepted', () => {
    assert.equal((withCells({ 1: '' }) as CareRow).nhsNumber, '');
    assert.equal((withCells({ 1: '999 000 0018' }) as CareRow).nhsNumber, '9990000018');
    assert.equal((withCells({ 5: '2026-05-01T09:30+01:00' }) as CareRow).dateTime, '2026-05-01T09:30:00+01:00');
  });
  it('says nothing of what a refused cell held', () => {
    assert.ok(!JSON.stringify(withCells({ 1: '9990000019', 4: 'Gertrude' })).match(/Gertrude|9990000019/));
  });
});

describe('what a row becomes', () => {
  const resources = (changes: Readonly<Record<number, string>>) =>
    changesOf(withCells(changes) as CareRow, source).flatMap(({ change }) => change(undefined, false)?.resource ?? []);
  it('a visit with its note, an observation, a concern, a safeguarding flag: valid FHIR', () => {
    const types = (changes: Readonly<Record<number, string>>) =>
      resources(changes).map((resource) => resource.resourceType);
    assert.deepEqual(types({}), ['Encounter', 'Communication']);
    assert.deepEqual(types({ 0: 'observation', 8: 'Weight', 9: '61.50', 10: 'kg' }), ['Observation']);
    assert.deepEqual(types({ 0: 'concern', 8: 'Eating and drinking' }), ['Communication']);
    assert.deepEqual(types({ 0: 'concern', 8: 'Safeguarding' }), ['Flag']);
    for (const changes of [
      {},
      { 0: 'observation', 9: '61.50' },
      { 0: 'concern' },
      { 0: 'concern', 8: 'Possible neglect' },
    ])
      for (const resource of resources(changes)) assert.deepEqual(validate(structuredClone(resource)), []);
    assert.deepEqual(validate(patientOf(withCells({}) as CareRow, source)), []);
  });
  it('keeps the digits of a value as the cell has them (R4 2.24.0.1, decimal)', () => {
    const [observation] = resources({ 0: 'observation', 8: 'Weight', 9: '61.50', 10: 'kg' });
    assert.match(JSON.stringify(observation), /"valueQuantity":{"value":61\.50,"unit":"kg"}/);
  });
  it('has the same key whenever it is sent again', () => {
    const keys = (changes: Readonly<Record<number, string>>) =>
      changesOf(withCells(changes) as CareRow, source).map(({ key }) => key);
    assert.deepEqual(keys({}), keys({}));
    assert.notDeepEqual(keys({}), keys({ 11: 'All well!' }));
  });
});
