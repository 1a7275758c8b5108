/**
 * Scopes are enforced in every reading: SMART App Launch 2.2, "Scopes for requesting FHIR resources" and "Finer-grained
 * resource constraints using search parameters"; design/safety.md attacks 25, 27, 31, 41 and 68.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Resource } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord } from './testing/ask.ts';
import { adasBirthDate, adasNumber } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const laboratory = 'category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patientId = '';
/** Results of the laboratory and vital signs, one after another. */
let observations: string[] = [];
let condition = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  const filed = await fileRecord(practice);
  const of = (type: string): string[] => filed.filter((one) => one.startsWith(`${type}/`));
  patientId = of('Patient')[0]?.split('/')[1] ?? '';
  observations = of('Observation');
  condition = of('Condition')[0] ?? '';
});

const withScopes = async (...scopes: string[]): Promise<Ask> =>
  asker(region, await region.patientToken(adasNumber, adasBirthDate, scopes));

const typesIn = (bundle: unknown): string[] => [
  ...new Set(((bundle as Bundle).entry ?? []).map(({ resource }) => resource?.resourceType ?? '')),
];
const categories = (found: readonly Observation[]): string[] => [
  ...new Set(found.map(({ category }) => category?.[0]?.coding?.[0]?.code ?? '')),
];

describe('scopes', () => {
  it('the control: all that the person may see without narrower scopes', async () => {
    const all = await withScopes('patient/*.rs');
    assert.equal(entriesOf(await all(`/Observation?patient=${patientId}`)).length, 5);
    assert.deepEqual(typesIn((await all(`/Patient/${patientId}/$everything`)).json).sort(), [
      'Condition',
      'Encounter',
      'Observation',
      'Patient',
      'Practitioner',
    ]);
  });

  it('read: what the filter leaves out is as if it were not there', async () => {
    const ask = await withScopes(`patient/Observation.rs?${laboratory}`);
    assert.equal((await ask(`/${observations[0]}`)).status, 200);
    const hidden = await ask(`/${observations[1]}`);
    const absent = await ask('/Observation/06y0000000z06y0000000y');
    assert.deepEqual([hidden.status, hidden.text], [absent.status, absent.text]);
    assert.equal((await ask(`/${condition}`)).status, 403, 'a type that no scope names is refused by type');
  });

  it('search: matches, totals and counts are those of the filter alone (attack 41)', async () => {
    const ask = await withScopes(`patient/Observation.rs?${laboratory}`);
    const found = await ask(`/Observation?patient=${patientId}&_total=accurate`);
    assert.deepEqual([categories(entriesOf(found)), (found.json as Bundle).total], [['laboratory'], 3]);
    const count = await ask(`/Observation?patient=${patientId}&_summary=count`);
    assert.equal((count.json as Bundle).total, 3);
    const vital = await ask(`/Observation?patient=${patientId}&category=vital-signs&_total=accurate`);
    assert.equal((vital.json as Bundle).total, 0);
    const not = await ask(`/Observation?patient=${patientId}&category:not=laboratory&_total=accurate`);
    assert.equal((not.json as Bundle).total, 0, 'a complement is taken within the filter');
    const paged = await ask(`/Observation?patient=${patientId}&_count=2`);
    assert.equal(entriesOf(paged).length, 2);
    const next = (paged.json as Bundle).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const last = await ask(next.replace(region.base, ''));
    assert.equal(entriesOf(last).length, 1, 'attack 42: pages are full of what may be seen');
    assert.equal(
      (last.json as Bundle).link?.some(({ relation }) => relation === 'next'),
      false,
    );
  });

  it('includes: types that no scope names, and what the filter leaves out, are not brought along (attack 25)', async () => {
    const ask = await withScopes('patient/Encounter.rs', 'patient/Patient.rs', `patient/Observation.rs?${laboratory}`);
    const reverse = await ask(`/Encounter?patient=${patientId}&_revinclude=Observation:encounter`);
    assert.deepEqual(categories(entriesOf<Observation>(reverse, 'include')), ['laboratory']);
    assert.equal(entriesOf(reverse, 'include').length, 3);
    const people = await ask(`/Patient?_id=${patientId}&_revinclude=Condition:subject&_revinclude=Observation:subject`);
    assert.deepEqual(
      [...new Set(entriesOf<Resource>(people, 'include').map(({ resourceType }) => resourceType))],
      ['Observation'],
    );
    const forward = await ask(`/Observation?patient=${patientId}&_include=Observation:performer`);
    assert.deepEqual(entriesOf(forward, 'include'), []);
  });

  it('$everything: the same set as single reads, and its total (attack 27)', async () => {
    const ask = await withScopes('patient/Patient.rs', `patient/Observation.rs?${laboratory}`);
    const everything = await ask(`/Patient/${patientId}/$everything`);
    assert.deepEqual(typesIn(everything.json).sort(), ['Observation', 'Patient']);
    assert.equal((everything.json as Bundle).total, 4);
    const without = await withScopes(`patient/Observation.rs?${laboratory}`);
    assert.equal((await without(`/Patient/${patientId}/$everything`)).status, 403);
  });

  it('history: a version that the filter leaves out is not shown, though today’s is', async () => {
    const address = observations[3] ?? '';
    const before = (await practice(`/${address}`)).json as Observation;
    const moved = { ...before, category: [{ coding: [{ ...before.category?.[0]?.coding?.[0], code: 'laboratory' }] }] };
    const put = await practice(`/${address}`, { method: 'PUT', body: moved, headers: { 'if-match': '*' } });
    assert.equal(put.status, 200, put.text);
    const ask = await withScopes(`patient/Observation.rs?${laboratory}`);
    const history = await ask(`/${address}/_history`);
    assert.deepEqual([history.status, (history.json as Bundle).total], [200, 1]);
    const old = await ask(`/${address}/_history/${before.meta?.versionId}`);
    assert.equal(old.status, 404);
    const all = await withScopes('patient/*.rs');
    assert.equal(((await all(`/${address}/_history`)).json as Bundle).total, 2);
    await practice(`/${address}`, { method: 'PUT', body: before, headers: { 'if-match': '*' } });
  });

  it('a batch: each entry is narrowed by itself (attack 31)', async () => {
    const ask = await withScopes(`patient/Observation.rs?${laboratory}`);
    const body = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [observations[0], observations[1], condition].map((url) => ({ request: { method: 'GET', url } })),
    };
    const answer = (await ask('', { body })).json as Bundle;
    const statuses = answer.entry?.map(({ response }) => response?.status.slice(0, 3));
    assert.deepEqual(statuses, ['200', '404', '403']);
  });

  it('read without search, and search without read, are two rights', async () => {
    const reader = await withScopes('patient/Observation.r');
    assert.equal((await reader(`/${observations[0]}`)).status, 200);
    assert.equal((await reader(`/Observation?patient=${patientId}`)).status, 403);
    const searcher = await withScopes('patient/Observation.s', 'patient/Encounter.rs');
    assert.equal(entriesOf(await searcher(`/Observation?patient=${patientId}`)).length, 5);
    assert.equal((await searcher(`/${observations[0]}`)).status, 403);
    const along = await searcher(`/Encounter?patient=${patientId}&_revinclude=Observation:encounter`);
    assert.deepEqual(entriesOf(along, 'include'), [], 'what is included is read');
  });

  it('attack 68: scopes of other contexts count for nothing, alone or beside the right ones', async () => {
    const wrong = await withScopes('user/*.cruds', 'system/*.cruds');
    assert.equal((await wrong(`/${observations[0]}`)).status, 403);
    const mixed = await withScopes('patient/Condition.rs', 'user/*.cruds', 'system/*.cruds');
    assert.equal((await mixed(`/${observations[0]}`)).status, 403);
    assert.equal((await mixed(`/${condition}`)).status, 200);
  });

  it('a filter that is not wholly understood lets nothing through', async () => {
    const ask = await withScopes('patient/Patient.rs', 'patient/Observation.rs?intent=plan');
    assert.equal((await ask(`/${observations[0]}`)).status, 404);
    assert.deepEqual(entriesOf(await ask(`/Observation?patient=${patientId}`)), []);
  });
});
