/**
 * Every search parameter that R4 defines, of every resource type: a resource that holds the value is found, and one that
 * does not is not; over the region and, where the type may lie with a patient, of that patient. HL7's own FHIRPath engine
 * says that the value stands where the parameter looks.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fhirpath, { type Model } from 'fhirpath';
import r4Model from 'fhirpath/fhir-context/r4/index.js';
import { loadFhirDefinitions, type SearchParameterDefinition } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import { createPatientCompartment } from '#fhir/patient-compartment.ts';
import { type Resource, type ResourceType, resourceTypes } from '#fhir/resource-types.ts';
import { createSearchParameters, expressionFor } from '#fhir/search-parameters.ts';
import { resourceForParameter } from '#fhir/testing/resource-for-parameter.ts';
import {
  type Compartment,
  numberAtTime,
  numberText,
  type ResourceNumber,
  resourceIdText,
  shelfOf,
  type VersionNumber,
} from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type ResourceToWrite, writeResources } from '#store';
import { prepareResource } from '../prepare-resource.ts';
import { aRegion, aRequest, aSystem, type TestRegion } from '../testing/a-region.ts';
import { createSearchReader } from './read/read-search.ts';

const definitions = loadFhirDefinitions();
const parametersOf = createSearchParameters(definitions);
const extract = createSearchValueExtractor(definitions);
const patientCompartment = createPatientCompartment(definitions);
const baseUrl = 'https://region.example/fhir';
const readSearch = createSearchReader({ definitions, baseUrl });
const patient = 7_000_000 as Compartment;
const patientId = numberText(patient);

/** Answered by more than an expression, each in a test of its own. */
const withoutExpression: ReadonlySet<string> = new Set([
  '_text',
  '_content',
  '_query',
  '_source',
  '_lastUpdated',
  '_id',
]);

interface Case {
  readonly type: ResourceType;
  readonly parameter: SearchParameterDefinition;
  readonly resource: Resource;
  readonly text: string;
  readonly id: string;
  readonly bareId: string;
}

const liesWithPatient = (type: ResourceType): boolean =>
  type !== 'Patient' && patientCompartment.isPatientCompartmentType(type);

const rows: ((region: TestRegion) => ResourceToWrite)[] = [];
let next = 8_000_000;
const version = numberAtTime(Date.UTC(2026, 0, 1)) as VersionNumber;

function keep(resource: Resource): string {
  const number = next++ as ResourceNumber;
  const own = resource.resourceType === 'Patient' ? (number as number as Compartment) : undefined;
  const compartment = own ?? (liesWithPatient(resource.resourceType as ResourceType) ? patient : shelfOf(number));
  rows.push(({ source }) =>
    prepareResource({ extract }, { resource, compartment, number, version, supersedes: false, source: source('ZX11') }),
  );
  return resourceIdText(compartment, number);
}

const cases: Case[] = resourceTypes.flatMap((type) => {
  const bareId = keep({ resourceType: type });
  return [...parametersOf(type).values()].flatMap((parameter): Case[] => {
    if (withoutExpression.has(parameter.code)) return [];
    const made = resourceForParameter(type, parameter, { definitions, number: next, patientId });
    if (made === undefined) throw new Error(`nothing could be made for ${type}.${parameter.code}`);
    return [{ type, parameter, ...made, id: keep(made.resource), bareId }];
  });
});

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
  const written = rows.map((row) => row(region));
  await region.database.transaction((transaction) => writeResources(transaction, written));
  // Persons by the index, so that whoever is found can be named in the log.
  const compartments = [patient, ...written.filter((row) => row.compartment > 1023).map((row) => row.compartment)];
  await region.database.owner.unsafe(
    `insert into patient_index.source_patient (compartment, source, person, version)
     select compartment, 1, compartment, 1 from unnest($1::bigint[]) as compartment on conflict do nothing`,
    [[...new Set(compartments)]],
  );
});

async function found(type: ResourceType, parameters: readonly (readonly [string, string])[]): Promise<string[]> {
  const search = readSearch({ type, parameters, isStrict: true });
  if (!search.ok) throw new Error(JSON.stringify(search.fault));
  const page = await region.record.searchForApi(aRequest(aSystem('ZX11')), {
    search: search.value,
    baseUrl,
    mayRead: () => true,
  });
  if (!page.ok) throw new Error(page.fault.code);
  return page.value.matches.map((one) => resourceIdText(one.compartment, one.number as ResourceNumber));
}

function holdsByOracle({ resource, parameter, type }: Case): boolean {
  const plain = expressionFor(parameter, type).replace(/\.where\(resolve\(\) is \w+\)/g, '');
  const options = { resolveInternalTypes: false, traceFn: () => {} };
  try {
    return (fhirpath.evaluate(resource, plain, undefined, r4Model as object as Model, options) as unknown[]).length > 0;
  } catch {
    // The engine refuses `as` over several items: each branch is asked by itself.
    return plain.split('|').some((branch) => {
      try {
        const path = branch.trim().replace(/^\((.*) as (\w+)\)/, '$1.ofType($2)');
        return (
          (fhirpath.evaluate(resource, path, undefined, r4Model as object as Model, options) as unknown[]).length > 0
        );
      } catch {
        return false;
      }
    });
  }
}

describe('every search parameter of R4', () => {
  it('has a case, or is named as one that has no expression', () => {
    const all = resourceTypes.flatMap((type) => [...parametersOf(type).values()].map(({ code }) => code));
    assert.equal(cases.length, all.filter((code) => !withoutExpression.has(code)).length);
    assert.ok(cases.length > 1_800, String(cases.length));
  });

  it('looks where HL7’s FHIRPath engine looks', () => {
    assert.deepEqual(
      cases.filter((one) => !holdsByOracle(one)).map(({ type, parameter }) => `${type}.${parameter.code}`),
      [],
    );
  });

  for (const type of resourceTypes)
    it(`of ${type} finds over the region what holds the value, and not what does not`, async () => {
      for (const { parameter, text, id, bareId } of cases.filter((one) => one.type === type)) {
        const ids = await found(type, [
          [parameter.code, text],
          ['_count', '1000'],
        ]);
        assert.ok(ids.includes(id), `${parameter.code}=${text} does not find it`);
        // Whether somebody has died is a value of everybody.
        assert.ok(!ids.includes(bareId), `${parameter.code}=${text} finds one that does not hold it`);
      }
    });

  it('of a patient finds the same among what lies with them, and what is missing', async () => {
    for (const { type, parameter, text, id, bareId } of cases) {
      if (!liesWithPatient(type) || parameter.code.startsWith('_')) continue;
      const only = ['_id', `${id},${bareId}`] as const;
      assert.deepEqual(await found(type, [only, [parameter.code, text]]), [id], `${type}.${parameter.code}`);
      if (parameter.type === 'composite') continue;
      assert.deepEqual(
        await found(type, [only, [`${parameter.code}:missing`, 'true']]),
        [bareId],
        `${type}.${parameter.code}`,
      );
      assert.deepEqual(
        await found(type, [only, [`${parameter.code}:missing`, 'false']]),
        [id],
        `${type}.${parameter.code}`,
      );
    }
  });

  it('but those without an expression: by id, by when, by where from, by words', async () => {
    const [one] = cases.filter(({ type }) => type === 'Observation');
    const only = ['_id', `${one!.id},${one!.bareId}`] as const;
    assert.deepEqual(await found('Observation', [['_id', one!.id]]), [one!.id]);
    assert.equal((await found('Observation', [only, ['_lastUpdated', '2026-01-01']])).length, 2);
    assert.equal((await found('Observation', [only, ['_lastUpdated', 'lt2026-01-01']])).length, 0);
    assert.equal((await found('Observation', [only, ['_source', 'urn:goldthread:source:zx11']])).length, 2);
    assert.equal((await found('Observation', [only, ['_source', 'urn:goldthread:source:zx41']])).length, 0);
  });
});
