/** Observation/$lastn after R4, and attack 27: nothing but what reading one by one would show. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Observation } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';

const sodium = { coding: [{ system: 'http://loinc.org', code: '2951-2' }], text: 'Sodium' };

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [patient = ''] = await fileRecord(practice);
  const more: Partial<Observation>[] = [
    { code: sodium, effectiveDateTime: '2026-03-09T09:00:00Z' },
    { code: sodium, effectiveDateTime: '2026-03-08T09:00:00Z' },
    { code: sodium, effectiveDateTime: '2026-03-10T09:00:00Z', status: 'entered-in-error' },
    // Says that the laboratory's own code is sodium: one group with the others.
    {
      code: { coding: [{ system: 'https://lab.example', code: 'NA' }, ...sodium.coding] },
      effectiveDateTime: '2026-03-07',
    },
    { code: { coding: [{ system: 'https://lab.example', code: 'NA' }] }, effectiveDateTime: '2026-03-06' },
  ];
  for (const change of more) {
    const made = await practice('/Observation', { body: anObservation(patient, change) });
    if (made.status !== 201) throw new Error(made.text);
  }
});

async function days(query: string): Promise<string[]> {
  const found = entriesOf<Observation>(await practice(`/Observation/$lastn?patient=${patient}${query}`));
  return found.map((one) => (one.effectiveDateTime ?? '').slice(0, 10));
}

describe('$lastn', () => {
  it('gives the newest of each code, the newest first; a withdrawn one is nobody’s last', async () => {
    assert.deepEqual(await days(''), ['2026-03-09', '2026-03-05']);
  });

  it('gives max of each code; codings of one observation are one code', async () => {
    assert.deepEqual(await days('&max=3'), [
      '2026-03-09',
      '2026-03-08',
      '2026-03-07',
      '2026-03-05',
      '2026-03-04',
      '2026-03-03',
    ]);
    assert.deepEqual(await days('&max=9&code=https://lab.example|NA'), ['2026-03-07', '2026-03-06']);
  });

  it('takes category, code and date like a search', async () => {
    assert.deepEqual(await days('&category=vital-signs'), ['2026-03-04']);
    assert.deepEqual(await days('&code=http://loinc.org|2951-2'), ['2026-03-09']);
    assert.deepEqual(await days('&date=lt2026-03-02'), ['2026-03-01']);
  });

  it('needs one patient and a max that is a number', async () => {
    for (const query of [
      '',
      '?category=laboratory',
      `?patient=${patient},Patient/1`,
      `?patient=${patient}&max=0`,
      `?patient=${patient}&no-such=1`,
    ]) {
      const answer = await practice(`/Observation/$lastn${query}`, { headers: { prefer: 'handling=strict' } });
      assert.equal(answer.status, 400, query);
    }
  });

  it('takes the id of a Patient and no other id of the same record (R4 Observation, subject: Reference(Patient))', async () => {
    const [other] = entriesOf<Observation>(await practice(`/Observation?patient=${patient}&_count=1`));
    assert.ok(other?.id !== undefined);
    assert.deepEqual(entriesOf(await practice(`/Observation/$lastn?patient=${other.id}`)), []);
    assert.deepEqual(entriesOf(await practice(`/Observation/$lastn?patient=Patient/${other.id}`)), []);
    assert.deepEqual(entriesOf(await practice(`/Observation?patient=${other.id}`)), [], 'nor does a search');
  });

  it('shows nobody’s results to who may not see them, as if there were none (attack 45)', async () => {
    const hospital = asker(region, await region.clientToken('hospital'));
    const foreign = await hospital(`/Observation/$lastn?patient=${patient}`);
    const absent = await hospital('/Observation/$lastn?patient=00000000000');
    assert.deepEqual([entriesOf(foreign), entriesOf(absent)], [[], []]);
    await region.database.owner`update store.resource set label = label | 8192 where body like '%2026-03-09%'`;
    assert.equal((await days('&code=http://loinc.org|2951-2'))[0], '2026-03-08');
  });
});
