/** The CapabilityStatement held against behaviour (R4 5.3): what it names answers, what it does not name does not. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { CapabilityStatement, CapabilityStatementRest } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord, type Question } from './testing/ask.ts';
import { aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let ask: Ask;
let statement: CapabilityStatement;
let rest: CapabilityStatementRest;
let id = '';
let versionId = '';

before(async () => {
  region = await regionForApi(file);
  ask = asker(region, await region.clientToken('practice'));
  statement = (await asker(region, undefined)('/metadata')).json as CapabilityStatement;
  rest = statement.rest![0]!;
  id = (await fileRecord(ask))[0]!.split('/')[1]!;
  versionId = ((await ask(`/Patient/${id}`)).json as { meta: { versionId: string } }).meta.versionId;
});

/** Every interaction of R4's two value sets, as the request that asks for it. */
const typeInteractions: Readonly<Record<string, () => [string, Question?]>> = {
  read: () => [`/Patient/${id}`],
  vread: () => [`/Patient/${id}/_history/${versionId}`],
  'history-instance': () => [`/Patient/${id}/_history`],
  'history-type': () => ['/Patient/_history'],
  'search-type': () => [`/Patient?_id=${id}`],
  create: () => ['/Patient', { body: aPatient() }],
  update: () => [`/Patient/${id}`, { method: 'PUT', body: aPatient({ id }), headers: { 'if-match': '*' } }],
  patch: () => [
    `/Patient/${id}`,
    { method: 'PATCH', body: [], headers: { 'content-type': 'application/json-patch+json' } },
  ],
  delete: () => [`/Patient/${id}`, { method: 'DELETE' }],
};
const systemInteractions: Readonly<Record<string, () => [string, Question?]>> = {
  transaction: () => ['', { body: { resourceType: 'Bundle', type: 'transaction' } }],
  batch: () => ['', { body: { resourceType: 'Bundle', type: 'batch' } }],
  'search-system': () => ['?_type=Patient,Observation&_id=1'],
  'history-system': () => ['/_history'],
};

const isAnswered = (status: number): boolean => status >= 200 && status < 300;

describe('the CapabilityStatement', () => {
  it('is valid FHIR', () => {
    assert.deepEqual(createResourceValidator(loadFhirDefinitions())(statement), []);
  });

  it('names all 146 resource types with the same interactions, but for two, which are no part of a record', async () => {
    assert.equal(rest.resource?.length, 146);
    const apartTypes = new Set<string>(['Subscription', 'SearchParameter']);
    const others = rest.resource?.filter(({ type }) => !apartTypes.has(type));
    const lists = new Set(others?.map((one) => one.interaction?.map(({ code }) => code).join()));
    assert.equal(lists.size, 1);
    const apart = rest.resource?.find(({ type }) => type === 'Subscription');
    assert.deepEqual(
      apart?.interaction?.map(({ code }) => code),
      ['create', 'read', 'search-type', 'delete'],
    );
    assert.deepEqual(
      rest.resource?.find(({ type }) => type === 'SearchParameter')?.interaction?.map(({ code }) => code),
      ['create', 'read', 'search-type', 'update', 'delete'],
    );
    assert.equal((await ask('/SearchParameter')).status, 200);
    assert.ok((await ask('/SearchParameter/none/_history')).status >= 400);
    assert.equal((await ask('/Subscription')).status, 200);
    assert.equal((await ask('/Subscription/none/_history')).status, 404);
  });

  for (const [name, question] of Object.entries(typeInteractions))
    it(`${name} answers exactly when it is named`, async () => {
      const isNamed = rest
        .resource!.find((one) => one.type === 'Patient')!
        .interaction!.some(({ code }) => code === name);
      const asked = await ask(...question());
      assert.equal(isAnswered(asked.status), isNamed, `${asked.status} ${asked.text.slice(0, 200)}`);
    });

  for (const [name, question] of Object.entries(systemInteractions))
    it(`${name} answers exactly when it is named`, async () => {
      const asked = await ask(...question());
      assert.equal(
        isAnswered(asked.status),
        rest.interaction!.some(({ code }) => code === name),
        String(asked.status),
      );
    });

  it('names compartments that answer', async () => {
    assert.equal(rest.compartment?.length, 5);
    for (const canonical of rest.compartment!) {
      const name = canonical.split('/').at(-1)!;
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      assert.equal((await ask(`/${type}/06y0000000z06y0000000y/Observation`)).status, 200, canonical);
    }
    assert.equal((await ask('/Organization/06y0000000z/Observation')).status, 404);
  });

  it('names operations that answer', async () => {
    const patient = await fileRecord(ask, { patient: aPatient({ identifier: [{ value: 'operations' }] }) });
    const names = rest.resource!.find((one) => one.type === 'Patient')!.operation!.map(({ name }) => name);
    assert.deepEqual(names.sort(), ['everything', 'export', 'summary', 'validate']);
    for (const address of [`/${patient[0]}/$everything`, `/${patient[0]}/$summary`, '/Patient/$everything'])
      assert.equal((await ask(address)).status, 200, address);
    const observation = rest.resource!.find((one) => one.type === 'Observation')!.operation!.map(({ name }) => name);
    assert.ok(observation.includes('lastn'));
    assert.equal((await ask(`/Observation/$lastn?patient=${patient[0]}`)).status, 200);
    const headers = { prefer: 'respond-async' };
    assert.deepEqual(
      rest.operation?.map(({ name }) => name),
      ['export', 'import'],
    );
    for (const address of ['/$export', '/Patient/$export']) assert.equal((await ask(address, { headers })).status, 202);
    for (const type of ['ValueSet', 'CodeSystem', 'ConceptMap'])
      for (const { name } of rest.resource!.find((one) => one.type === type)!.operation!)
        assert.equal(
          (await ask(`/${type}/$${name}`, { body: { resourceType: 'Parameters' } })).status,
          400,
          `${type} ${name}`,
        );
    assert.equal((await ask('/Patient/$validate', { body: aPatient() })).status, 200);
    assert.equal((await ask('/Patient/$match', { body: aPatient() })).status, 405);
  });

  it('says of conditional forms what is so', async () => {
    const resource = rest.resource!.find((one) => one.type === 'Patient')!;
    const condition = '/Patient?identifier=https://tests.example/conditional|1';
    const body = aPatient({ identifier: [{ system: 'https://tests.example/conditional', value: '1' }] });
    const first = await ask(condition, { method: 'PUT', body });
    const second = await ask(condition, { method: 'PUT', body });
    assert.deepEqual([first.status, second.status, resource.conditionalUpdate], [201, 200, true]);
    assert.equal((await ask(condition, { method: 'DELETE' })).status, 405);
    assert.equal(resource.conditionalDelete, 'not-supported');
    const unknownId = await ask('/Patient/my-own-id', { method: 'PUT', body: { ...body, id: 'my-own-id' } });
    assert.deepEqual([unknownId.status, resource.updateCreate], [201, true]);
  });

  it('names search parameters that are understood, for every type of a patient compartment', async () => {
    const patient = (await fileRecord(ask, { patient: aPatient({ identifier: [{ value: 'parameters' }] }) }))[0]!;
    const values: Readonly<Record<string, string>> = {
      date: '2026',
      number: '1',
      quantity: '1',
      reference: 'Patient/1',
      string: 'a',
      token: 'a',
      uri: 'urn:a',
    };
    for (const type of ['Observation', 'Encounter', 'AllergyIntolerance', 'MedicationRequest']) {
      const resource = rest.resource!.find((one) => one.type === type)!;
      const plain = resource.searchParam!.filter((one) => one.type !== 'composite');
      assert.ok(plain.length > 10);
      const query = plain.map((one) => `${one.name}=${encodeURIComponent(values[one.type]!)}`).join('&');
      const asked = await ask(`/${type}?patient=${patient}&${query}`, { headers: { prefer: 'handling=strict' } });
      assert.equal(asked.status, 200, `${type} ${asked.text.slice(0, 300)}`);
    }
  });
});
