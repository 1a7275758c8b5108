/** Patient/$everything without an id, and by dates of care (R4 Patient-everything). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Resource } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { adasBirthDate, adasNumber, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let ada = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  [ada = ''] = await fileRecord(practice);
  for (let more = 0; more < 24; more++)
    await fileRecord(practice, {
      observations: 1,
      patient: aPatient({
        identifier: [{ system: 'https://tests.example/local', value: `L${more}` }],
        birthDate: '1980-01-01',
      }),
    });
  await fileRecord(asker(region, await region.clientToken('hospital')), { observations: 1 });
});

describe('$everything of all of a caller’s patients', () => {
  it('pages through every record of the client’s organisation, each whole and once', async () => {
    const found = new Map<string, Resource>();
    let pages = 0;
    for (let path: string | undefined = '/Patient/$everything?_count=20'; path !== undefined; pages++) {
      const answer = await practice(path);
      for (const one of entriesOf<Resource>(answer)) {
        assert.ok(!found.has(one.id!), 'shown twice');
        found.set(one.id!, one);
      }
      const next = ((answer.json as Bundle).link ?? []).find((link) => link.relation === 'next')?.url;
      path = next?.slice(region.base.length);
    }
    assert.ok(pages > 1);
    assert.equal([...found.values()].filter((one) => one.resourceType === 'Patient').length, 25);
    assert.ok([...found.values()].every((one) => one.meta?.source === 'urn:goldthread:source:practice-feed'));
  });

  it('takes _type; of a patient it is their own record; staff name a patient', async () => {
    const types = entriesOf<Resource>(await practice('/Patient/$everything?_type=Condition&_count=1000'));
    assert.deepEqual([...new Set(types.map((one) => one.resourceType))], ['Condition']);
    const patient = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    const own = entriesOf<Resource>(await patient('/Patient/$everything'));
    assert.ok(own.some((one) => `Patient/${one.id}` === ada));
    assert.equal((await asker(region, await region.staffToken())('/Patient/$everything')).status, 400);
  });
});

describe('$everything by dates of care', () => {
  const found = async (query: string): Promise<string[]> =>
    entriesOf<Resource & { effectiveDateTime?: string }>(await practice(`/${ada}/$everything?${query}`)).map(
      (one) => one.effectiveDateTime?.slice(0, 10) ?? one.resourceType,
    );

  it('leaves out what lies before start or after end, and keeps the patient', async () => {
    assert.deepEqual((await found('start=2026-03-02&end=2026-03-03')).sort(), ['2026-03-02', '2026-03-03', 'Patient']);
    assert.deepEqual((await found('end=2026-02')).sort(), ['Condition', 'Condition', 'Encounter', 'Patient']);
    assert.deepEqual((await found('start=2026-03-05')).sort(), ['2026-03-05', 'Patient']);
  });

  it('takes posted Parameters, and refuses any other resource in their place (R4 3.2.0.1)', async () => {
    const parameter = [{ name: '_type', valueCode: 'Condition' }];
    const asked = (resourceType: string) => practice(`/${ada}/$everything`, { body: { resourceType, parameter } });
    assert.equal(entriesOf(await asked('Parameters')).length, 2);
    const refused = await asked('Basic');
    assert.deepEqual([refused.status, issuesOf(refused)[0]?.place], [400, 'resourceType']);
  });

  it('is refused with a date that is none', async () => {
    assert.equal((await practice(`/${ada}/$everything?start=soon`)).status, 400);
  });
});
