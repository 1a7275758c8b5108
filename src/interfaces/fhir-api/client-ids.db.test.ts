/** Ids that a client chooses (R4 3.1.0.4.1, decision 18): each source's own, and no other source's business. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Patient } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, issuesOf, type Question } from './testing/ask.ts';
import { anObservation, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
});

const put = (body: object, headers: Readonly<Record<string, string>> = {}): Question => ({
  method: 'PUT',
  body,
  headers,
});
const own = (id: string, family: string) =>
  aPatient({ id, identifier: [{ system: 'https://tests.example/own', value: id }], name: [{ family }] });

describe('an id that a client chooses', () => {
  it('creates by PUT, and is where and what the resource is for that client', async () => {
    const created = await practice('/Patient/p-1', put(own('p-1', 'Chosen')));
    assert.equal(created.status, 201);
    assert.match(created.headers.get('location') ?? '', /\/fhir\/Patient\/p-1\/_history\/[0-9a-z]+$/);
    const read = await practice('/Patient/p-1');
    assert.deepEqual([read.status, (read.json as Patient).id], [200, 'p-1']);
    const updated = await practice('/Patient/p-1', put(own('p-1', 'Changed')));
    assert.equal(updated.status, 200);
    const history = (await practice('/Patient/p-1/_history')).json as Bundle;
    assert.deepEqual(
      history.entry?.map((entry) => [entry.request?.method, entry.resource?.id, entry.fullUrl?.split('/').at(-1)]),
      [
        ['PUT', 'p-1', 'p-1'],
        ['POST', 'p-1', 'p-1'],
      ],
    );
    const version = (history.entry?.[1]?.resource as Patient | undefined)?.meta?.versionId;
    assert.equal(((await practice(`/Patient/p-1/_history/${version}`)).json as Patient).name?.[0]?.family, 'Chosen');
  });

  it('stands in one entry of a transaction alone (R4 3.1.0.11.2), and so does what one condition would create', async () => {
    const identifier = [{ system: 'https://tests.example/own', value: 'twice' }];
    const put = (url: string, change: object) => ({
      resource: aPatient({ identifier, ...change }),
      request: { method: 'PUT', url },
    });
    const chosen = put('Patient/p-twice', { id: 'p-twice' });
    const conditional = put('Patient?identifier=https://tests.example/own|twice', {});
    for (const entry of [chosen, conditional]) {
      const body = { resourceType: 'Bundle', type: 'transaction', entry: [entry, entry] };
      const refused = await practice('', { body });
      assert.deepEqual([refused.status, issuesOf(refused)[0]?.place], [400, 'Bundle.entry[1].request'], refused.text);
    }
    assert.deepEqual(entriesOf(await practice('/Patient?identifier=https://tests.example/own|twice')), []);
  });

  it('is found by search, and in references of what refers to it', async () => {
    const observation = await practice('/Observation/o-1', put({ ...anObservation('Patient/p-1'), id: 'o-1' }));
    assert.equal(observation.status, 201, observation.text);
    assert.equal((observation.json as Observation).subject?.reference, 'Patient/p-1');
    for (const query of ['patient=p-1', 'patient=Patient/p-1', 'subject:Patient=p-1', '_id=o-1'])
      assert.deepEqual(
        entriesOf<Observation>(await practice(`/Observation?${query}`)).map(({ id, subject }) => [
          id,
          subject?.reference,
        ]),
        [['o-1', 'Patient/p-1']],
        query,
      );
    const posted = await practice('/Observation/_search', {
      body: 'patient=p-1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(entriesOf(posted).length, 1);
  });

  it('is each source’s own: two may choose the same and never see or disturb each other', async () => {
    const other = await hospital('/Patient/p-1', put(own('p-1', 'Hospital')));
    assert.equal(other.status, 201);
    assert.equal(((await practice('/Patient/p-1')).json as Patient).name?.[0]?.family, 'Changed');
    assert.equal(((await hospital('/Patient/p-1')).json as Patient).name?.[0]?.family, 'Hospital');
    assert.equal((await hospital('/Observation/o-1')).status, 404);
    assert.equal((await hospital('/Patient/p-1', { method: 'DELETE' })).status, 204);
    assert.equal((await practice('/Patient/p-1')).status, 200);
  });

  it('is unknown to everybody else, who know the resource by the region’s id', async () => {
    const gp = asker(region, await region.staffToken());
    const second = asker(region, await region.clientToken('second'));
    for (const ask of [gp, second]) assert.equal((await ask('/Patient/p-1')).status, 404);
    const [found] = entriesOf<Patient>(await second('/Patient?identifier=https://tests.example/own|p-1'));
    assert.match(found?.id ?? '', /^[0-9a-z]{11}$/);
    const regionId = found!.id!;
    assert.equal(((await practice(`/Patient/${regionId}`)).json as Patient).id, 'p-1');
  });

  it('stands in transactions, before and after the resource that it names', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          resource: { ...anObservation('Patient/p-2'), id: 'o-2' },
          request: { method: 'PUT', url: 'Observation/o-2' },
        },
        { resource: own('p-2', 'Bundle'), request: { method: 'PUT', url: 'Patient/p-2' } },
        { resource: anObservation('Patient/p-1'), request: { method: 'POST', url: 'Observation' } },
      ],
    };
    const headers = { prefer: 'return=representation' };
    const filed = (await practice('', { body: bundle, headers })).json as Bundle;
    assert.deepEqual(
      filed.entry?.map(({ response, resource }) => [
        response?.status,
        (resource as Observation).subject?.reference ?? resource?.id,
      ]),
      [
        ['201 Created', 'Patient/p-2'],
        ['201 Created', 'p-2'],
        ['201 Created', 'Patient/p-1'],
      ],
    );
    const again = (await practice('', { body: bundle })).json as Bundle;
    assert.deepEqual(
      again.entry?.map(({ response }) => response?.status),
      ['200 OK', '200 OK', '201 Created'],
    );
  });

  it('creates only, with If-None-Match: *, and 20 at once make one', async () => {
    const headers = { 'if-none-match': '*' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => practice('/Patient/p-3', put(own('p-3', 'Once'), headers))),
    );
    const statuses = Map.groupBy(answers, ({ status }) => status);
    assert.deepEqual([statuses.get(201)?.length, statuses.get(412)?.length], [1, 19]);
  });

  it('is brought by a conditional update that creates, and must then be the same', async () => {
    const condition = '/Patient?identifier=https://tests.example/own|p-4';
    assert.equal((await practice(condition, put(own('p-4', 'Condition')))).status, 201);
    assert.equal(((await practice('/Patient/p-4')).json as Patient).id, 'p-4');
    assert.equal((await practice(condition, put(own('p-4', 'Condition')))).status, 200);
    const wrong = await practice(condition, put({ ...own('p-4', 'Condition'), id: 'p-5' }));
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /must have the id of the resource that matches/);
  });

  it('may not have the form of the region’s own: such an id is not there', async () => {
    const asked = await practice('/Patient/06y0000000z', put(own('06y0000000z', 'Form')));
    assert.equal(asked.status, 404);
  });

  it('outlives its deletion: the same id again is the same resource', async () => {
    await practice('/Patient/p-6', put(own('p-6', 'First')));
    assert.equal((await practice('/Patient/p-6', { method: 'DELETE' })).status, 204);
    assert.equal((await practice('/Patient/p-6')).status, 410);
    assert.equal((await practice('/Patient/p-6', put(own('p-6', 'Second')))).status, 201);
    const history = (await practice('/Patient/p-6/_history')).json as Bundle;
    assert.equal(history.entry?.length, 3);
  });
});
