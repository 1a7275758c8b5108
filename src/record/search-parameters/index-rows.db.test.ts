/** The index of a region's own search parameter: in batches, from its last place on, beside who writes the same rows. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { SearchParameter } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { createSearchCatalogue } from '#fhir/search-catalogue.ts';
import {
  type Compartment,
  numberAtTime,
  type ResourceNumber,
  shelfOf,
  type VersionNumber,
} from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type RowToHash, rehashRows, writeResources } from '#store';
import { prepareResource } from '../prepare-resource.ts';
import { aRegion, aRequest, aSystem, type TestRegion } from '../testing/a-region.ts';
import { createSearchParameterRegister, type SearchParameterRegister } from './create-search-parameters.ts';
import { hashesOfRow, type IndexProgress } from './index-rows.ts';

const definitions = loadFhirDefinitions();
const extract = createSearchValueExtractor(definitions);
const catalogue = createSearchCatalogue(definitions);
const indexing = catalogue.indexing(extract);
const rowCount = 450;
const version = numberAtTime(Date.UTC(2026, 0, 1)) as VersionNumber;

const file = forWholeFile();
let region: TestRegion;
let register: SearchParameterRegister;

const practitioner = (index: number): Resource => ({
  resourceType: 'Practitioner',
  name: [{ family: `Otara-${index}` }],
  identifier: [{ system: 'https://tests.example/staff', value: `S${index}` }],
  photo: [{ title: `P${index % 7}` }],
});

before(async () => {
  region = await aRegion(file);
  register = createSearchParameterRegister({ ...region, catalogue, extract: indexing });
  const rows = Array.from({ length: rowCount }, (_, index) => {
    const number = (8_000_000 + index) as ResourceNumber;
    const where = { compartment: shelfOf(number) as Compartment, number, version, supersedes: false };
    return prepareResource({ extract }, { resource: practitioner(index), ...where, source: region.source('ZX11') });
  });
  await region.database.transaction((transaction) => writeResources(transaction, rows));
});

const definition: SearchParameter = {
  resourceType: 'SearchParameter',
  url: 'https://tests.example/sp/photo',
  name: 'Photo',
  status: 'active',
  description: 'What a photograph is called',
  code: '-photo',
  base: ['Practitioner'],
  type: 'string',
  expression: 'Practitioner.photo.title',
};

async function define(change: Partial<SearchParameter> = {}): Promise<number> {
  const request = aRequest(aSystem('ZX11'));
  const defined = await register.define(request, { id: 'photo', resource: { ...definition, ...change }, by: 'test' });
  if (!defined.ok) throw new Error(JSON.stringify(defined.fault));
  return defined.value.stored.generation;
}

describe('the index of a search parameter', () => {
  it('of rows that stand as they were filed is what it was: nothing is written', async () => {
    const rows = await region.database.sql<(RowToHash & { token: number[] })[]>`
      select compartment, number, version, body, token from store.resource`;
    assert.equal(rows.length, rowCount);
    for (const row of rows) assert.deepEqual(new Set(hashesOfRow(extract, row).tokens), new Set(row.token.map(Number)));
    const { source, type } = (
      await region.database.sql<{ source: number; type: number }[]>`
      select source, type from store.resource limit 1`
    )[0]!;
    const batch = await rehashRows(region.database, { source, type, limit: 1_000 }, (row) => hashesOfRow(extract, row));
    assert.deepEqual([batch.seen, batch.changed, batch.next], [rowCount, 0, undefined]);
  });

  it('goes on from its last batch when it was killed, and what is then written again is what was written', async () => {
    const generation = await define();
    const reports: IndexProgress[] = [];
    class Killed extends Error {}
    const killed = register.index(generation, {
      checkpoint: undefined,
      report: async (_progress, at) => {
        reports.push(at);
        if (at.indexed >= 200) throw new Killed();
      },
    });
    await assert.rejects(killed, Killed);
    const checkpoint = reports.at(-1)!;
    assert.equal(checkpoint.indexed, 200);
    assert.ok(checkpoint.after !== undefined);
    assert.equal((await register.read('photo'))?.state, 'indexing');
    assert.equal(catalogue.own()[0]?.isBeingIndexed, true);
    const later: IndexProgress[] = [];
    const kept = JSON.parse(JSON.stringify(reports.at(-2) ?? checkpoint)) as IndexProgress;
    const isReady = await register.index(generation, {
      checkpoint: kept,
      report: async (_progress, at) => void later.push(at),
    });
    assert.equal(isReady, true);
    assert.equal((await register.read('photo'))?.state, 'ready');
    assert.equal(catalogue.own()[0]?.isBeingIndexed, undefined);
    const rows = await region.database.sql<(RowToHash & { token: number[] })[]>`
      select compartment, number, version, body, token from store.resource`;
    for (const one of rows)
      assert.deepEqual(new Set(hashesOfRow(indexing, one).tokens), new Set(one.token.map(Number)));
    assert.ok(rows.every((one) => one.token.length > hashesOfRow(extract, one).tokens.length));
  });

  it('waits for a row that somebody is writing, and for writes that began before the definition', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const writing = region.database.transaction(async (sql) => {
      await sql`update store.resource set label = label where number = 8000007`;
      begun();
      await released;
    });
    await hasBegun;
    const generation = await define({ expression: 'Practitioner.photo.title | Practitioner.name.text' });
    const progress: string[] = [];
    const running = register.index(generation, {
      checkpoint: undefined,
      report: async (text) => {
        progress.push(text);
        if (progress.length === 3) release();
      },
    });
    assert.equal(await running, true);
    await writing;
    assert.match(progress[0] ?? '', /waiting for writes/);
    const [row] = await region.database.sql<(RowToHash & { token: number[] })[]>`
      select compartment, number, version, body, token from store.resource where number = 8000007`;
    assert.deepEqual(new Set(hashesOfRow(indexing, row!).tokens), new Set(row!.token.map(Number)));
  });

  it('of a definition that has become another meanwhile, ends', async () => {
    const generation = await define({ expression: 'Practitioner.photo.url', type: 'uri' });
    await define({ expression: 'Practitioner.photo.title' });
    assert.equal(await register.index(generation, { checkpoint: undefined, report: async () => undefined }), false);
  });
});
