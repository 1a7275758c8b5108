/** GET and HEAD in a transaction (R4 3.1.0.11.2: DELETE, POST, PUT and PATCH, then GET and HEAD), all or nothing. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, BundleEntry, Observation, Patient } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord, issuesOf } from './testing/ask.ts';
import { anObservation, aPatient, aRecord, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let patient = '';
let theirs = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  patient = (await fileRecord(practice))[0]!;
  const other = aPatient({ identifier: [{ value: 'T1' }], name: [{ family: 'Theirs' }], birthDate: '1940-01-01' });
  theirs = (await fileRecord(hospital, { patient: other }))[0]!;
});

const get = (url: string, method: 'GET' | 'HEAD' = 'GET'): BundleEntry => ({ request: { method, url } });

async function transact(ask: Ask, entry: readonly BundleEntry[]) {
  const asked = await ask('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
  return { asked, entries: (asked.json as Bundle).entry ?? [] };
}

async function counted(sql: string): Promise<number> {
  const [row] = await region.database.owner.unsafe<{ count: number }[]>(sql);
  return row!.count;
}
const stored = () => counted('select count(*)::int as count from store.resource');
const logged = () => counted('select count(*)::int as count from audit.entry');

describe('a reading in a transaction', () => {
  it('sees what the transaction deleted, created and changed, wherever it stands, and is answered in its place', async () => {
    const first = (await practice('/Observation', { body: anObservation(patient) })).json as Observation;
    const second = (await practice('/Observation', { body: anObservation(patient) })).json as Observation;
    const code = { coding: [{ system: 'https://tests.example/codes', code: 'within' }] };
    const find = `Observation?patient=${patient}&code=https://tests.example/codes|within`;
    const { asked, entries } = await transact(practice, [
      get(find),
      get(`Observation/${first.id}`),
      { request: { method: 'POST', url: 'Observation' }, resource: anObservation(patient, { code }) },
      get(`${find}&_summary=count`),
      {
        request: { method: 'PUT', url: `Observation/${first.id}`, ifMatch: '*' },
        resource: { ...first, status: 'amended' } as Observation,
      },
      { request: { method: 'DELETE', url: `Observation/${second.id}` } },
      get(`Observation?patient=${patient}&_id=${second.id}`),
      get(`Observation/${first.id}`, 'HEAD'),
      get(`Observation/${first.id}/_history`),
    ]);
    assert.equal(asked.status, 200, asked.text);
    assert.deepEqual(
      entries.map(({ response }) => response?.status.slice(0, 3)),
      ['200', '200', '201', '200', '200', '204', '200', '200', '200'],
    );
    assert.equal((entries[0]!.resource as Bundle).entry?.length, 1);
    assert.equal((entries[1]!.resource as Observation).status, 'amended');
    assert.equal((entries[3]!.resource as Bundle).total, 1);
    assert.equal((entries[6]!.resource as Bundle).entry, undefined);
    assert.equal(entries[7]!.resource, undefined);
    assert.equal(entries[7]!.response?.etag, entries[1]!.response?.etag);
    assert.equal((entries[8]!.resource as Bundle).entry?.length, 2);
  });

  it('finds a patient whom the transaction brought, and everything about them', async () => {
    const other = aPatient({ identifier: [{ value: 'W1' }], name: [{ family: 'Within' }], birthDate: '1951-01-01' });
    const body = aRecord({ observations: 2, patient: other });
    const { asked, entries } = await transact(practice, [
      ...body.entry!,
      get('Patient?identifier=W1'),
      get('Patient?identifier=W1&_revinclude=Observation:subject'),
    ]);
    assert.equal(asked.status, 200, asked.text);
    const [found, whole] = entries.slice(-2).map(({ resource }) => resource as Bundle);
    assert.equal(`Patient/${(found!.entry![0]!.resource as Patient).id}`, locations(asked.json as Bundle)[0]);
    assert.equal(whole!.entry?.length, 3);
  });

  it('is decided for itself: what another organisation contributed is not there, and then nothing is done', async () => {
    const [before, entriesBefore] = [await stored(), await logged()];
    const { asked } = await transact(practice, [
      { request: { method: 'POST', url: 'Observation' }, resource: anObservation(patient) },
      get(theirs),
    ]);
    assert.equal(asked.status, 400);
    assert.equal(issuesOf(asked)[0]?.place, 'Bundle.entry[1]');
    assert.match(issuesOf(asked)[0]!.text, /404/);
    assert.equal(await stored(), before);
    assert.equal(await logged(), entriesBefore + 1, 'the refusal is logged');
    const absent = await transact(practice, [
      { request: { method: 'POST', url: 'Observation' }, resource: anObservation(patient) },
      get('Patient/06y0000000z'),
    ]);
    assert.equal(absent.asked.text, asked.text, 'hidden and absent are one answer');
  });

  it('that fails undoes everything: of a type that is none, deleted, or beyond the scopes', async () => {
    const gone = (await practice('/Observation', { body: anObservation(patient) })).json as Observation;
    await practice(`/Observation/${gone.id}`, { method: 'DELETE' });
    const narrow = asker(region, await region.clientToken('practice', ['system/Observation.c']));
    const before = await stored();
    const post: BundleEntry = { request: { method: 'POST', url: 'Observation' }, resource: anObservation(patient) };
    for (const [ask, url, status] of [
      [practice, 'Cheese/1', 404],
      [practice, `Observation/${gone.id}`, 410],
      [practice, 'Observation?nonsense:missing=perhaps', 200],
      [practice, 'Patient?birthdate=yesterday', 400],
      [narrow, patient, 403],
    ] as const) {
      const { asked } = await transact(ask, [post, get(url)]);
      if (status === 200) continue;
      assert.equal(asked.status, 400, url);
      assert.match(asked.text, new RegExp(`answered ${status}`));
    }
    assert.equal(await stored(), before + 1, 'only the one that succeeded');
  });

  it('has an entry of the log of its own, beside that of the writes', async () => {
    const before = await logged();
    await transact(practice, [
      { request: { method: 'POST', url: 'Observation' }, resource: anObservation(patient) },
      get(patient),
      get(`Observation?patient=${patient}`),
    ]);
    assert.equal(await logged(), before + 3);
  });

  it('may be not modified: that is no failure (R4 3.1.0.2.1, 3.1.0.11.2)', async () => {
    const etag = (await practice(`/${patient}`)).headers.get('etag')!;
    const { asked, entries } = await transact(practice, [
      { request: { method: 'GET', url: patient, ifNoneMatch: etag } },
      { request: { method: 'POST', url: 'Observation' }, resource: anObservation(patient) },
    ]);
    assert.equal(asked.status, 200, asked.text);
    assert.equal(entries[0]!.response?.status, '304 Not Modified');
  });

  it('is one of 200 at most', async () => {
    const { asked } = await transact(
      practice,
      Array.from({ length: 201 }, () => get(patient)),
    );
    assert.deepEqual([asked.status, issuesOf(asked)[0]?.place], [400, 'Bundle.entry']);
  });

  it('does not hold up others: more such transactions at once than there are connections all end', async () => {
    const together = await Promise.all(
      Array.from({ length: 24 }, () =>
        transact(practice, [
          { request: { method: 'POST', url: 'Observation' }, resource: anObservation(patient) },
          get(patient),
          get(`Observation?patient=${patient}&_count=1`),
        ]),
      ),
    );
    assert.ok(together.every(({ asked }) => asked.status === 200));
  });
});
