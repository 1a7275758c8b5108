/**
 * Every statement that the hot paths put to the store carries the shard key, so that on a distributed PostgreSQL it goes
 * to one shard (decision 0004, docs/scale.md). The statements are those that really run, heard from the driver.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

/** The column by which each table of the store is distributed. */
const shardKeys: Readonly<Record<string, string>> = {
  resource: 'compartment',
  resource_version: 'compartment',
  further_code: 'compartment',
  identifier: 'value_hash',
};

const file = forWholeFile();
const heard: string[] = [];
let region: RegionForApi;
let practice: Ask;
let gp: Ask;
let filed: string[] = [];

before(async () => {
  region = await regionForApi(file, { onStatement: (text) => heard.push(text) });
  practice = asker(region, await region.clientToken('practice'));
  gp = asker(region, await region.staffToken());
  filed = await fileRecord(practice);
});

/** Whether each table of the store that the statement names is pinned to values of its shard key. */
function flawsOf(text: string): string[] {
  const flat = text.replace(/\s+/g, ' ');
  return Object.entries(shardKeys).flatMap(([table, key]) => {
    if (!new RegExp(`store\\.${table}\\b`).test(flat)) return [];
    const column = `(?:\\b[a-z_]+\\.)?${key}`;
    const isPinned = [
      // A value, a list of values, or a span of one shelf's; and the same inside a row.
      new RegExp(`${column} (?:= (?:any ?\\()?[($]|in \\(|between )`, 'i'),
      new RegExp(`\\(${column}, (?:[a-z_]+\\.)?[a-z_]+\\) in \\(`, 'i'),
      new RegExp(`${column} = (?:row|keys?|wanted|found)\\.${key}\\b`, 'i'),
      new RegExp(`insert into store\\.${table} \\([^)]*\\b${key}\\b`, 'i'),
      /using \(compartment, number\)/i,
    ].some((form) => form.test(flat));
    return isPinned ? [] : [`store.${table} without ${key}: ${flat.slice(0, 160)}`];
  });
}

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const from = heard.length;
  await work();
  return heard.slice(from).filter((text) => text.includes('store.'));
}

const idOf = (type: string): string => filed.find((one) => one.startsWith(`${type}/`))!;

describe('what the hot paths ask of the store', () => {
  it('is recognised when it lacks the key', () => {
    assert.equal(flawsOf("select body from store.resource where type = 76 and token && '{1}'").length, 1);
    assert.equal(flawsOf('select compartment from store.identifier where type = $1').length, 1);
    assert.deepEqual(flawsOf('select body from store.resource where compartment = $1 and number = $2'), []);
  });

  const paths: Readonly<Record<string, () => Promise<unknown>>> = {
    'a transaction Bundle': () => fileRecord(practice),
    'a creation': () => practice('/Observation', { body: anObservation(idOf('Patient')) }),
    'a conditional creation': () =>
      practice('/Observation', {
        body: anObservation(idOf('Patient'), { identifier: [{ system: 'urn:example', value: '9' }] }),
        headers: { 'if-none-exist': 'identifier=urn:example|9' },
      }),
    'an update': async () => {
      const { json } = await practice(`/${idOf('Observation')}`);
      return practice(`/${idOf('Observation')}`, { method: 'PUT', body: json, headers: { 'if-match': '*' } });
    },
    'a reading by id': () => practice(`/${idOf('Observation')}`),
    'a reading by id of the GP': () => gp(`/${idOf('Observation')}`),
    'a history': () => practice(`/${idOf('Observation')}/_history`),
    'a search of one patient': () =>
      practice(`/Observation?patient=${idOf('Patient')}&code=http://snomed.info/sct|365755003`),
    'a sorted search of one patient': () => gp(`/Observation?patient=${idOf('Patient')}&_sort=-date&_count=2`),
    'a search of one patient with what it names': () =>
      practice(`/Observation?patient=${idOf('Patient')}&_include=Observation:encounter`),
    'everything of one patient': () => gp(`/${idOf('Patient')}/$everything`),
  };
  for (const [name, path] of Object.entries(paths))
    it(`${name} goes to its shards`, async () => {
      const statements = await statementsOf(path);
      assert.ok(statements.length > 0, 'no statement was heard');
      assert.deepEqual([...new Set(statements.flatMap(flawsOf))], []);
    });

  it('rests on unique keys that carry the shard key', async () => {
    const keys = await region.database.owner<{ table: string; definition: string }[]>`
      select tablename as table, indexdef as definition from pg_indexes
      where schemaname = 'store' and indexdef like 'CREATE UNIQUE%'`;
    const without = keys.filter(
      ({ table, definition }) => shardKeys[table] !== undefined && !definition.includes(shardKeys[table]!),
    );
    assert.ok(keys.length >= 3);
    assert.deepEqual(without, []);
  });
});
