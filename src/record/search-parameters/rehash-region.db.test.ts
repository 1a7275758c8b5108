/** An upgrade that changes how values are hashed: what was filed before it is found all along, and hashed anew. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { Resource } from '#fhir/resource-types.ts';
import {
  type Compartment,
  numberAtTime,
  type ResourceNumber,
  shelfOf,
  type VersionNumber,
} from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { writeResources } from '#store';
import { createSearchReader } from '../index.ts';
import { prepareResource } from '../prepare-resource.ts';
import { searchHashVersion } from '../search-hashes.ts';
import { aRegion, aRequest, aSystem, type TestRegion } from '../testing/a-region.ts';
import type { IndexProgress } from './index-rows.ts';
import { createRehashing } from './rehash-region.ts';

const definitions = loadFhirDefinitions();
const extract = createSearchValueExtractor(definitions);
const baseUrl = 'https://region.example/fhir';
const rowCount = 250;
const file = forWholeFile();
let region: TestRegion;

before(async () => {
  region = await aRegion(file);
});

async function found(name: string): Promise<number> {
  const readSearch = createSearchReader({ definitions, catalogue: region.searchCatalogue, baseUrl });
  const search = readSearch({ type: 'Practitioner', parameters: [['family', name]], isStrict: true });
  assert.ok(search.ok);
  const asked = { search: search.value, baseUrl, mayRead: () => true };
  const page = await region.record.searchForApi(aRequest(aSystem('ZX11')), asked);
  assert.ok(page.ok);
  return page.value.matches.length;
}

const hashes = async (): Promise<string[]> =>
  (
    await region.database.owner<{ token: string[]; code: string | null }[]>`
      select token::text[], primary_code::text as code from store.resource order by number`
  ).map(({ token, code }) => `${code} ${[...token].sort().join()}`);

describe('a region', () => {
  it('that holds nothing is stamped with the version, and has nothing to do', async () => {
    const rehashing = createRehashing({ ...region, extract, catalogue: region.searchCatalogue }, 7);
    assert.equal(await rehashing.isNeeded(), false);
    assert.equal(await region.directory.isDone('search-hashes 7'), true);
  });

  it('of an older version finds what it holds by its text, and by its hashes once they are made anew', async () => {
    const version = numberAtTime(Date.UTC(2026, 0, 1)) as VersionNumber;
    const rows = Array.from({ length: rowCount }, (_, index) => {
      const number = (8_000_000 + index) as ResourceNumber;
      const where = { compartment: shelfOf(number), number, version, supersedes: false };
      const resource = { resourceType: 'Practitioner', name: [{ family: `Otara${index}` }] } as Resource;
      return prepareResource({ extract }, { resource, ...where, source: region.source('ZX11') });
    });
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '27113001' }, { code: 'weight' }] };
    rows.push(
      prepareResource(
        { extract },
        {
          resource: { resourceType: 'Observation', code } as Resource,
          compartment: 7_000_000 as Compartment,
          number: (8_000_000 + rowCount) as ResourceNumber,
          version,
          supersedes: false,
          source: region.source('ZX11'),
        },
      ),
    );
    await region.database.transaction((transaction) => writeResources(transaction, rows));
    const asFiled = await hashes();
    const furtherCodes = () => region.database.owner`select * from store.further_code`;
    const further = [...(await furtherCodes())];
    assert.equal(further.length, 1);
    // What a version before hashed otherwise: the hashes of today find none of it.
    await region.database.owner`update store.resource set token = array[1, 2]::bigint[], primary_code = null`;
    await region.database.owner`delete from store.further_code`;
    const { rehashing } = region.record;
    assert.equal(await found('Otara7'), 0);
    assert.equal(await rehashing.isNeeded(), true);
    assert.deepEqual(rehashing.state(), { version: searchHashVersion, isCurrent: false, looked: 0 });
    assert.ok((await found('Otara7')) > 0);
    const reports: IndexProgress[] = [];
    class Killed extends Error {}
    const killed = rehashing.run({
      checkpoint: undefined,
      report: async (_progress, at) => {
        reports.push(at);
        if (at.indexed >= 200) throw new Killed();
      },
    });
    await assert.rejects(killed, Killed);
    assert.ok((await found('Otara249')) > 0);
    assert.equal(rehashing.state().isCurrent, false);
    await rehashing.run({ checkpoint: reports.at(-1), report: async () => undefined });
    assert.deepEqual(await hashes(), asFiled);
    assert.deepEqual([...(await furtherCodes())], further);
    assert.deepEqual(rehashing.state(), { version: searchHashVersion, isCurrent: true, looked: rowCount + 1 });
    assert.ok((await found('Otara7')) > 0);
    assert.equal(await rehashing.isNeeded(), false);
  });
});
