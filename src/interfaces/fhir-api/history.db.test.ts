/** Histories of a type and of all (R4 3.1.0.12; attacks 22, 23), compartments (R4 3.1.1.1.1), shortened reads (3.1.1.5.8). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Patient } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { adasBirthDate, adasNumber, anObservation, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  patient = (await fileRecord(practice))[0]!;
  await fileRecord(hospital, { observations: 2 });
});

async function walk(ask: Ask, path: string): Promise<NonNullable<Bundle['entry']>> {
  const entries: NonNullable<Bundle['entry']> = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const asked = await ask(next);
    assert.equal(asked.status, 200, asked.text);
    const page = asked.json as Bundle;
    entries.push(...(page.entry ?? []));
    next = page.link?.find(({ relation }) => relation === 'next')?.url.slice(region.base.length);
  }
  return entries;
}

describe('the history of a type and of all', () => {
  it('holds every version that the caller’s organisation contributed, newest first, each once', async () => {
    const created = (await practice('/Observation', { body: anObservation(patient) })).json as Observation;
    const body = { ...created, note: [{ text: 'Again' }] };
    await practice(`/Observation/${created.id}`, { method: 'PUT', body, headers: { 'if-match': '*' } });
    await practice(`/Observation/${created.id}`, { method: 'DELETE' });
    const entries = await walk(practice, '/Observation/_history?_count=3');
    assert.equal(entries.length, 8);
    assert.deepEqual(
      entries.slice(0, 3).map(({ request }) => request?.method),
      ['DELETE', 'PUT', 'POST'],
    );
    assert.ok(entries.slice(3).every(({ request }) => request?.method === 'POST'));
    const times = entries.map(({ response }) => response!.lastModified!);
    assert.deepEqual(times, times.toSorted().reverse());
    assert.equal(new Set(entries.map(({ fullUrl, response }) => `${fullUrl} ${response?.etag}`)).size, 8);
  });

  it('of all types is every type’s, within the scopes', async () => {
    const all = await walk(practice, '/_history?_count=4');
    const types = new Set(all.map(({ fullUrl }) => fullUrl!.split('/').at(-2)));
    assert.deepEqual([...types].sort(), ['Condition', 'Encounter', 'Observation', 'Patient', 'Practitioner']);
    const narrow = asker(region, await region.clientToken('practice', ['system/Condition.rs']));
    const own = await walk(narrow, '/_history');
    assert.deepEqual([...new Set(own.map(({ resource }) => resource?.resourceType))], ['Condition']);
    assert.equal((await narrow('/Observation/_history')).status, 403);
  });

  it('never holds what another organisation contributed, nor goes to people (attack 22)', async () => {
    const own = new Set((await walk(hospital, '/_history')).map(({ fullUrl }) => fullUrl));
    const others = (await walk(practice, '/_history')).map(({ fullUrl }) => fullUrl);
    assert.ok(own.size > 0 && others.every((url) => !own.has(url)));
    for (const token of [await region.staffToken(), await region.patientToken(adasNumber, adasBirthDate)])
      for (const path of ['/_history', '/Observation/_history'])
        assert.equal((await asker(region, token)(path)).status, 403);
  });

  it('begins where _since says, and names what it does not take', async () => {
    const { json } = await practice('/Patient', { body: aPatient({ name: [{ family: 'Since' }] }) });
    const { meta, id } = json as Patient;
    const since = encodeURIComponent(meta!.lastUpdated!);
    const entries = await walk(practice, `/_history?_since=${since}`);
    assert.deepEqual(
      entries.map(({ resource }) => resource?.id),
      [id],
    );
    for (const [query, place] of [
      ['_since=soon', '_since'],
      ['_count=none', '_count'],
      ['_at=then', '_at'],
      ['_list=List/1', '_list'],
    ] as const) {
      const asked = await practice(`/_history?${query}`);
      assert.deepEqual([asked.status, issuesOf(asked)[0]?.place], [400, place]);
    }
  });

  it('hides the versions of what nobody may see today (attack 23), and logs each page once', async () => {
    const { json } = await practice('/Observation', { body: anObservation(patient) });
    const { id } = json as Observation;
    await region.database.owner`update store.resource set label = 8192 where body like ${`%"id":"${id}"%`}`;
    const count = async () =>
      (await region.database.owner<{ count: number }[]>`select count(*)::int as count from audit.entry`)[0]!.count;
    const start = await count();
    const asked = await practice('/Observation/_history');
    assert.equal((await count()) - start, 1);
    assert.doesNotMatch(asked.text, new RegExp(id!));
  });
});

describe('a compartment', () => {
  it('search finds what is about its patient, with the parameters of the type', async () => {
    const found = entriesOf<Observation>(await practice(`/${patient}/Observation?date=2026-03-02`));
    assert.deepEqual(
      found.map(({ subject, effectiveDateTime }) => [subject?.reference, effectiveDateTime]),
      [[patient, '2026-03-02T09:00:00Z']],
    );
    const [visit] = entriesOf(await practice(`/${patient}/Encounter`));
    assert.equal(entriesOf(await practice(`/Encounter/${visit!.id}/Observation`)).length, 5);
    const strange = await practice(`/${patient}/Practitioner`);
    assert.deepEqual([strange.status, issuesOf(strange)[0]?.place], [400, 'address']);
    assert.equal((await practice('/Organization/1/Observation')).status, 404);
  });

  it('of somebody hidden is as empty as of nobody', async () => {
    const stranger = aPatient({
      identifier: [{ value: 'S' }],
      name: [{ family: 'Stranger' }],
      birthDate: '1933-01-01',
    });
    const { id } = (await practice('/Patient', { body: stranger })).json as Patient;
    const hidden = await hospital(`/Patient/${id}/Observation`);
    const absent = await hospital('/Patient/06y0000000z/Observation');
    assert.equal(hidden.text.replaceAll(id!, '06y0000000z'), absent.text);
  });
});

describe('a read', () => {
  it('may be of some elements, marked as not the whole', async () => {
    const read = (await practice(`/${patient}?_elements=name,birthDate`)).json as Patient;
    assert.deepEqual(Object.keys(read).sort(), ['birthDate', 'id', 'meta', 'name', 'resourceType']);
    assert.equal(read.meta?.tag?.at(-1)?.code, 'SUBSETTED');
    const data = (await practice(`/${patient}?_summary=data`)).json as Patient;
    assert.equal('text' in data, false);
    assert.equal(data.birthDate, read.birthDate);
  });

  it('of a deleted resource is 410 to who may see it, 404 to others (attack 24)', async () => {
    const { json } = await practice('/Observation', { body: anObservation(patient) });
    const path = `/Observation/${(json as Observation).id}`;
    await practice(path, { method: 'DELETE' });
    assert.deepEqual([(await practice(path)).status, (await hospital(path)).status], [410, 404]);
    const absent = await hospital('/Observation/06y0000000z06y0000000y');
    assert.equal((await hospital(path)).text, absent.text);
  });
});
