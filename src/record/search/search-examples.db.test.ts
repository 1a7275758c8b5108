/**
 * R4's own examples of modifiers and prefixes (3.1.1.4.4 to 3.1.1.4.21) over rows of a database: the hashes and columns by
 * which a row is found never lose what the matchers find, nor prove what they do not.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import {
  type Compartment,
  numberAtTime,
  type ResourceNumber,
  resourceIdText,
  shelfOf,
  type VersionNumber,
} from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { writeResources } from '#store';
import { prepareResource } from '../prepare-resource.ts';
import { aRegion, aRequest, aSystem, type TestRegion } from '../testing/a-region.ts';
import { createSearchReader } from './read/read-search.ts';
import { examplesBaseUrl as baseUrl, searchExamples } from './testing/search-examples-table.ts';

const definitions = loadFhirDefinitions();
const extract = createSearchValueExtractor(definitions);
const patientCompartment = createPatientCompartment(definitions);
const readSearch = createSearchReader({ definitions, baseUrl });
const version = numberAtTime(Date.UTC(2026, 0, 1)) as VersionNumber;
const patient = 7_000_000 as Compartment;

/** "Approximately" moves with the clock, what codes mean is asked of a terminology, and a subject says where a row lies. */
const isAnsweredHere = (query: string): boolean => !/date=ap|:(?:not-)?in=|code:(?:above|below)=|^subject/.test(query);
const examples = Object.entries(searchExamples)
  .map(([name, rows]) => [name, rows.filter(([, query]) => isAnsweredHere(query))] as const)
  .filter(([, rows]) => rows.length > 0);

const file = forWholeFile();
let region: TestRegion;
const idOf = new Map<Resource, string>();

before(async () => {
  region = await aRegion(file);
  const resources = new Set(examples.flatMap(([, rows]) => rows.map(([resource]) => resource)));
  const rows = [...resources].map((resource, index) => {
    const number = (8_000_000 + index) as ResourceNumber;
    const isPersonal = patientCompartment.isPatientCompartmentType(resource.resourceType as ResourceType);
    const own = resource.resourceType === 'Patient' ? (number as number as Compartment) : undefined;
    const compartment = own ?? (isPersonal ? patient : shelfOf(number));
    idOf.set(resource, resourceIdText(compartment, number));
    const source = region.source('ZX11');
    return prepareResource({ extract }, { resource, compartment, number, version, supersedes: false, source });
  });
  await region.database.transaction((transaction) => writeResources(transaction, rows));
  const compartments = new Set(rows.map(({ compartment }) => compartment).filter((one) => one > 1023));
  await region.database.owner.unsafe(
    `insert into patient_index.source_patient (compartment, source, person, version)
     select compartment, 1, compartment, 1 from unnest($1::bigint[]) as compartment on conflict do nothing`,
    [[...compartments]],
  );
});

async function found(type: ResourceType, query: string): Promise<string[]> {
  const parameters = new URLSearchParams(query.replaceAll('+', '%2B'));
  const search = readSearch({ type, parameters, isStrict: true });
  if (!search.ok) throw new Error(JSON.stringify(search.fault));
  const asked = { search: search.value, baseUrl, mayRead: () => true };
  const page = await region.record.searchForApi(aRequest(aSystem('ZX11')), asked);
  if (!page.ok) throw new Error(page.fault.code);
  return page.value.matches.map((one) => resourceIdText(one.compartment, one.number as ResourceNumber));
}

describe('over the rows of a database, a search by', () => {
  for (const [name, rows] of examples)
    it(name, async () => {
      for (const [resource, query, expected] of rows) {
        const type = resource.resourceType as ResourceType;
        const id = idOf.get(resource) ?? '';
        assert.deepEqual(await found(type, `_id=${id}&${query}`), expected ? [id] : [], `${query}, named`);
        assert.equal((await found(type, `${query}&_count=1000`)).includes(id), expected, `${query}, over the region`);
      }
    });
});
