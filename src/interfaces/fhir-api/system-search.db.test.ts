/** Search over several types (R4 3.1.1.1.1), by GET [base] and POST [base]/_search: with the rights of each. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { adasBirthDate, adasNumber, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  patient = (await fileRecord(practice))[0]!;
  const other = aPatient({ identifier: [{ value: 'Y1' }], name: [{ family: 'Yew' }], birthDate: '1944-01-01' });
  await fileRecord(practice, { patient: other, observations: 2 });
});

function counts(asked: Asked): Record<string, number> {
  const byType = Object.groupBy(entriesOf(asked), ({ resourceType }) => resourceType);
  return Object.fromEntries(Object.entries(byType).map(([type, all]) => [type, all!.length]));
}

describe('a search over several types', () => {
  it('finds what each type’s own search finds', async () => {
    const asked = await practice(`?_type=Observation,Condition,Encounter&patient=${patient}`);
    assert.deepEqual(counts(asked), { Observation: 5, Condition: 2, Encounter: 1 });
    assert.deepEqual(counts(await practice('?_type=Practitioner,Condition')), { Practitioner: 2, Condition: 4 });
    const posted = await practice('/_search', {
      body: `_type=Observation,Condition&patient=${patient}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.deepEqual(counts(posted), { Observation: 5, Condition: 2 });
    const counted = await practice('?_type=Observation,Condition&_summary=count');
    assert.equal((counted.json as Bundle).total, 11);
  });

  it('comes in pages over the types, each resource once', async () => {
    for (const count of [1, 2, 3, 7]) {
      const seen: string[] = [];
      let next: string | undefined = `?_type=Condition,Observation,Patient&_count=${count}`;
      for (let pages = 0; next !== undefined; pages++) {
        assert.ok(pages < 20);
        const asked = await practice(next);
        const page = entriesOf(asked);
        assert.ok(page.length <= count);
        seen.push(...page.map(({ resourceType, id }) => `${resourceType}/${id}`));
        next = (asked.json as Bundle).link?.find(({ relation }) => relation === 'next')?.url.slice(region.base.length);
      }
      assert.deepEqual([seen.length, new Set(seen).size], [13, 13]);
    }
  });

  it('names what it does not take', async () => {
    for (const [query, place] of [
      ['', '_type'],
      ['?_id=1', '_type'],
      ['?_type=Cheese', '_type'],
      ['?_type=ValueSet,Patient', '_type'],
      ['?_type=Patient,Observation&_sort=_id', '_sort'],
      ['?_type=Observation,Condition&_include=Observation:subject', '_include'],
      ['?_type=Patient,Observation&family=Finch', 'family'],
    ] as const) {
      const asked = await practice(query === '' ? '/' : query);
      assert.deepEqual([asked.status, issuesOf(asked)[0]?.place], [400, place], query);
    }
  });

  it('shows each caller what they may see, and asks the scope of every type', async () => {
    const hospital = asker(region, await region.clientToken('hospital'));
    assert.deepEqual(counts(await hospital(`?_type=Observation,Condition&patient=${patient}`)), {});
    const narrow = asker(region, await region.clientToken('practice', ['system/Observation.rs']));
    assert.equal((await narrow('?_type=Observation,Condition')).status, 403);
    assert.deepEqual(counts(await narrow('?_type=Observation')), { Observation: 7 });
    const code = 'system/Observation.rs?category=laboratory';
    const filtered = asker(region, await region.clientToken('practice', [code]));
    assert.deepEqual(counts(await filtered('?_type=Observation')), { Observation: 4 });
    const own = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    assert.deepEqual(counts(await own('?_type=Observation,Condition')), { Observation: 5, Condition: 2 });
    const staff = asker(region, await region.staffToken());
    assert.equal((await staff('?_type=Observation,Condition')).status, 400);
    assert.deepEqual(counts(await staff(`?_type=Observation,Condition&patient=${patient}`)), {
      Observation: 5,
      Condition: 2,
    });
  });

  it('has an entry of the log for each type', async () => {
    const count = async () =>
      (await region.database.owner<{ count: number }[]>`select count(*)::int as count from audit.entry`)[0]!.count;
    const before = await count();
    await practice(`?_type=Observation,Condition&patient=${patient}`);
    assert.equal(await count(), before + 2);
  });
});
