/** What the database is asked is what the matchers would say: R4 3.1.1.4.7, over columns. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { numberAtTime, numberTimeMs } from '#kernel/identity-number.ts';
import type { ColumnTest } from '#store';
import { rowMark } from '../../search-hashes.ts';
import { matchesDate, readSearchedDate } from '../match/compare-ranges.ts';
import { createSearchReader } from '../read/read-search.ts';
import type { ReadSearch } from '../search-criterion.ts';
import { prefixes } from '../search-text.ts';
import { clinicalColumns, compileConditions, spanTests, versionColumns } from './compile-conditions.ts';

type Columns = Readonly<Record<ColumnTest['column'], number>>;

function holds({ column, operator, value }: ColumnTest, columns: Columns): boolean {
  const found = columns[column];
  if (operator === '<') return found < value;
  if (operator === '<=') return found <= value;
  return operator === '>' ? found > value : found >= value;
}

const day = '2026-03-10';
const near = readSearchedDate(day)!.low;
const aroundDay = fc.integer({ min: near - 200_000_000, max: near + 200_000_000 });
const text = fc.constantFrom('2026', '2026-03', day, `${day}T09:00`, `${day}T09:00:00Z`, `${day}T09:00:00.5Z`);

describe('a date as tests of columns', () => {
  for (const prefix of prefixes.filter((one) => one !== 'ap'))
    it(`with "${prefix}" says of a span and of a version what the table of prefixes says`, () => {
      fc.assert(
        fc.property(text, aroundDay, fc.nat(100_000_000), fc.nat(4095), (date, low, width, rest) => {
          const searched = readSearchedDate(date)!;
          const span = { clinical_time: low, clinical_until: low + width, version: 0 };
          const byColumns = spanTests(prefix + date, clinicalColumns)!.some((tests) =>
            tests.every((test) => holds(test, span)),
          );
          assert.equal(byColumns, matchesDate(prefix, searched, { low, high: low + width }, 0));
          const version = numberAtTime(low) + rest;
          const at = numberTimeMs(version);
          const byVersion = spanTests(prefix + date, versionColumns)!.some((tests) =>
            tests.every((test) => holds(test, { clinical_time: 0, clinical_until: 0, version })),
          );
          assert.equal(byVersion, matchesDate(prefix, searched, { low: at, high: at }, 0));
        }),
      );
    });
});

const readSearch = createSearchReader({ definitions: loadFhirDefinitions(), baseUrl: 'https://region.example/fhir' });

function read(type: 'Observation' | 'Patient', query: string): ReadSearch {
  const search = readSearch({ type, parameters: new URLSearchParams(query), isStrict: true });
  if (!search.ok) throw new Error(JSON.stringify(search.fault));
  return search.value;
}

function compiled(type: 'Observation' | 'Patient', query: string, isTextStripped = false) {
  return compileConditions(read(type, query), {
    baseUrl: 'https://region.example/fhir',
    answered: new Set(),
    isTextStripped,
  });
}

describe('a search is proved by the database', () => {
  for (const query of [
    'code=718-7',
    'code=http://loinc.org|718-7,x',
    'code:not=718-7',
    'encounter=Encounter/a',
    'date=ge2026&date=lt2027',
    '_lastUpdated=gt2026',
    '_profile=https://x.example/p',
  ])
    it(`by ${query}`, () => assert.equal(compiled('Observation', query).isExact, true));

  for (const query of ['name=smit', 'family=ng', 'birthdate=1950-03-04'])
    it(`by ${query}`, () => assert.equal(compiled('Patient', query).isExact, true));

  it('never where a word is longer than its hash, a modifier reads text, or a value is in no column', () => {
    for (const query of [
      'value-quantity=5',
      'code:text=x',
      'date=ap2026',
      'code=http://loinc.org|',
      'encounter:missing=true',
    ])
      assert.equal(compiled('Observation', query).isExact, false, query);
    for (const query of [
      'name=smith',
      'name:exact=Smit',
      'name:contains=smit',
      'birthdate=1950',
      'birthdate=ge1950-03-04',
    ])
      assert.equal(compiled('Patient', query).isExact, false, query);
  });

  it('never where the caller is shown less than the row holds, and then nothing is excluded by a hash (attack 49)', () => {
    const stripped = compiled('Observation', 'code:not=718-7', true);
    assert.equal(stripped.isExact, false);
    assert.deepEqual(stripped.conditions.withoutTokens, []);
  });

  it('but for rows whose clinical time is not their date', () => {
    assert.deepEqual(compiled('Observation', 'date=2026').conditions.marks, [rowMark.otherTime]);
    assert.deepEqual(compiled('Observation', 'code=1').conditions.marks, []);
  });
});
