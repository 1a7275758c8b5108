/** Attack 84 by the API: a person's token that searches for people who are not there, over and over. R4 3.1.0.5: 429, throttled. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createRateLimit } from '#platform';
import { asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { adasBirthDate, adasNumber } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
const clock = { nowMs: 1_000_000, now: () => clock.nowMs };
const perHour = 4;
const identifier = (number: string): string => `/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|${number}`;
let region: RegionForApi;

before(async () => {
  region = await regionForApi(file, { fruitlessSearches: createRateLimit({ perHour, clock }) });
  await fileRecord(asker(region, await region.clientToken('practice')));
});

describe('attack 84: counting through NHS numbers by the API', () => {
  it('searches that find whom one may see never count; those that find nobody do, and beyond the limit say so', async () => {
    const ada = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    for (let time = 0; time < 3 * perHour; time++) assert.equal(entriesOf(await ada(identifier(adasNumber))).length, 1);
    for (let time = 0; time < perHour; time++) assert.equal((await ada(identifier('9990000034'))).status, 200);
    const stopped = await ada(identifier('9990000042'));
    assert.equal(stopped.status, 429);
    assert.equal(stopped.headers.get('retry-after'), '900');
    assert.match(issuesOf(stopped)[0]?.text ?? '', /limited to 4 an hour/);
    const whoever = await ada(identifier(adasNumber));
    assert.deepEqual(
      [whoever.status, whoever.text.replaceAll(/\d+ seconds/g, '')],
      [429, stopped.text.replaceAll(/\d+ seconds/g, '')],
      'the same words whoever is searched for',
    );
    assert.equal((await ada('/Condition?patient=0000000000a')).status, 200, 'other readings go on');
  });

  it('a machine searches what its own organisation sent, and is not limited', async () => {
    const practice = asker(region, await region.clientToken('practice'));
    for (let time = 0; time < 3 * perHour; time++) assert.equal((await practice(identifier('9990000034'))).status, 200);
  });
});
