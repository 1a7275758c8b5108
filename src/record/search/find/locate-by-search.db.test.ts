/** Conditions of conditional interactions: R4 3.1.0.8.1 (create), 3.1.0.10.3 (update); attacks 32 and 33. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Observation, Patient } from 'fhir/r4.js';
import type { SourceNumber } from '#disclosure';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import { type Compartment, numberText, type ResourceNumber, type VersionNumber } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { writeResources } from '#store';
import { prepareResource, type ResourceToPrepare } from '../../prepare-resource.ts';
import { createSearchReader } from '../read/read-search.ts';
import { createLocateBySearch } from './locate-by-search.ts';

const definitions = loadFhirDefinitions();
const extract = createSearchValueExtractor(definitions);
const baseUrl = 'https://region.example/fhir';
const locate = createLocateBySearch({
  readSearch: createSearchReader({ definitions, baseUrl }),
  patientCompartment: createPatientCompartment(definitions),
  baseUrl,
  nowMs: () => 0,
});
const ours = 7 as SourceNumber;
const theirs = 8 as SourceNumber;
const patient = 9_000_000 as Compartment;

const aResult = (code: string, value: string): Observation => ({
  resourceType: 'Observation',
  status: 'final',
  identifier: [{ system: 'https://tests.example/results', value }],
  code: { coding: [{ system: 'http://loinc.org', code }] },
  subject: { reference: `Patient/${numberText(patient)}` },
});
const aPatient: Patient = { resourceType: 'Patient', name: [{ family: 'Finch' }], birthDate: '1950-03-04' };

const file = forWholeFile();
let database: TestDatabase;
before(async () => {
  database = await databaseForTests(file);
  const row = (number: number, source: SourceNumber, resource: object, compartment = patient) =>
    prepareResource(
      { extract },
      {
        resource: resource as Resource,
        compartment,
        number: number as ResourceNumber,
        version: 1 as VersionNumber,
        supersedes: false,
        source: { number: source, code: 'feed' } as ResourceToPrepare['source'],
      },
    );
  await database.transaction((transaction) =>
    writeResources(transaction, [
      row(patient, ours, aPatient),
      row(9_000_001, ours, aResult('718-7', 'A')),
      row(9_000_002, ours, aResult('718-7', 'B')),
      row(9_000_003, ours, aResult('4548-4', 'C')),
      row(9_000_004, theirs, aResult('777-3', 'D')),
    ]),
  );
});

async function located(query: string, type: ResourceType = 'Observation', source = ours): Promise<number[] | string> {
  const found = await database.transaction((transaction) => locate(transaction, source, { type, query }));
  return found.ok ? found.value.map((row) => row.number - patient).sort() : found.fault.code;
}

describe('a condition', () => {
  for (const [query, expected] of [
    ['identifier=https://tests.example/results|A', [1]],
    ['identifier=A', [1]],
    ['identifier=Z', []],
    ['code=http://loinc.org|4548-4', [3]],
    ['code=718-7', [1, 2]],
    ['code=718-7&identifier=B', [2]],
    [`subject=Patient/${numberText(patient)}&code=4548-4`, [3]],
    [`patient=${numberText(patient)}&code:not=718-7`, [3]],
    [`_id=${numberText(patient)}${numberText(9_000_002)}`, [2]],
    [`_id=${numberText(patient)}${numberText(9_000_004)}`, []],
  ] as const)
    it(`"${query.replaceAll(numberText(patient), 'ID')}" names ${expected.length} of the source’s own`, async () => {
      assert.deepEqual(await located(query), expected);
    });

  it('never matches what another source contributed', async () => {
    assert.deepEqual(await located('code=777-3'), []);
    assert.deepEqual(await located('identifier=D'), []);
    assert.deepEqual(await located('identifier=D', 'Observation', theirs), [4]);
  });

  it('names by the type of the interaction only', async () => {
    assert.deepEqual(await located('identifier=A', 'DiagnosticReport'), []);
  });

  it('that knows a parameter not is refused, never widened', async () => {
    assert.equal(await located('identifier=A&nonsense=1'), 'RECORD-008');
    assert.equal(await located(''), 'RECORD-008');
    assert.equal(await located('identifier='), 'RECORD-008');
    assert.equal(await located('identifier=A&_sort=date'), 'RECORD-008');
  });

  it('that nothing narrows is refused', async () => {
    assert.equal(await located('value-quantity=gt5'), 'RECORD-009');
  });
});
