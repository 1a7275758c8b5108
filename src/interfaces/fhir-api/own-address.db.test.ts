/** References that name this server by its own address (R4 2.3.0.1): a client has them from the fullUrls of its searches. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Practitioner } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord } from './testing/ask.ts';
import { anObservation, aPatient, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';
let practitioner = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [patient = '', practitioner = ''] = await fileRecord(practice, { observations: 0 });
});

const ofOurs = (reference: string) => ({ reference: `${region.base}/${reference}` });
const performedBy = (performer: { reference: string }) =>
  anObservation(patient, { subject: ofOurs(patient), performer: [performer] });

describe('a reference under our own base', () => {
  let created: Observation;

  it('is one to the resource here: it says whose record it is, and is found by relative and absolute searches', async () => {
    const asked = await practice('/Observation', { body: performedBy(ofOurs(practitioner)) });
    assert.equal(asked.status, 201, asked.text);
    created = asked.json as Observation;
    assert.deepEqual([created.subject?.reference, created.performer?.[0]?.reference], [patient, practitioner]);
    for (const search of [`performer=${practitioner}`, `performer=${region.base}/${practitioner}`]) {
      const found = entriesOf<Observation>(await practice(`/Observation?patient=${patient}&${search}`));
      assert.deepEqual(
        found.map(({ id }) => id),
        [created.id],
        search,
      );
    }
  });

  it('is followed by includes, chains and _has (R4 3.1.1.5.4, 3.1.1.4.15, 3.1.1.4.16)', async () => {
    const included = await practice(`/Observation?patient=${patient}&_include=Observation:performer`);
    assert.equal(entriesOf<Practitioner>(included, 'include').length, 1);
    const chained = await practice(`/Observation?patient=${patient}&performer:Practitioner.family=Okafor`);
    assert.equal(entriesOf(chained).length, 1);
    const has = await practice(`/Practitioner?family=Okafor&_has:Observation:performer:status=final`);
    assert.equal(entriesOf(has).length, 1);
  });

  it('is resolved by updates, patches and transactions too, with ids that the source chose and versions', async () => {
    const chosen = await practice('/Practitioner/our-own', {
      method: 'PUT',
      body: { resourceType: 'Practitioner', id: 'our-own', name: [{ family: 'Chosen' }] },
    });
    assert.equal(chosen.status, 201, chosen.text);
    const updated = await practice(`/Observation/${created.id}`, {
      method: 'PUT',
      body: { ...created, performer: [ofOurs('Practitioner/our-own')] },
      headers: { 'if-match': '*' },
    });
    assert.equal((updated.json as Observation).performer?.[0]?.reference, 'Practitioner/our-own', updated.text);
    const patched = await practice(`/Observation/${created.id}`, {
      method: 'PATCH',
      body: [{ op: 'replace', path: '/performer/0', value: ofOurs(`${practitioner}/_history/1`) }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    assert.equal((patched.json as Observation).performer?.[0]?.reference, `${practitioner}/_history/1`, patched.text);
    const fullUrl = `${region.base}/Patient/in-the-bundle`;
    const entry = [
      { fullUrl, resource: aPatient({ name: [{ family: 'Bundled' }] }), request: { method: 'POST', url: 'Patient' } },
      {
        resource: anObservation(fullUrl, { performer: [ofOurs('Practitioner/our-own')] }),
        request: { method: 'POST', url: 'Observation' },
      },
    ];
    const filed = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
    assert.equal(filed.status, 200, filed.text);
    const [bundled = '', result = ''] = locations(filed.json as Bundle);
    const { subject, performer } = (await practice(`/${result}`)).json as Observation;
    assert.deepEqual([subject?.reference, performer?.[0]?.reference], [bundled, 'Practitioner/our-own']);
  });

  it('of another server stays as it is written', async () => {
    const elsewhere = `${region.base}-of-another/${practitioner}`;
    const asked = await practice('/Observation', { body: performedBy({ reference: elsewhere }) });
    assert.equal((asked.json as Observation).performer?.[0]?.reference, elsewhere, asked.text);
  });
});
