/**
 * A connection keeps the plan that it made once (decision 32). One made while the tables were empty must still be right when a
 * first load has filled them, which PostgreSQL counts after a minute and more: until then no path may read what the
 * region holds, but only what it asks for.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { adasBirthDate, adasNumber, anObservation, aRecord } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

/** PostgreSQL tries five plans made for the values before it keeps one for any (manual of PREPARE, "Notes"). */
const times = 6;
const people = 500;
/** What a path may read of one table or index: several of its statements read what they ask for, some by several indexes. */
const readMax = 250;

const fillTexts = [
  `insert into store.resource (compartment, number, type, version, source, content_class, token, body)
    select 1000000 + p * 100, p * 1000 + r, 96, p * 1000 + r, 1, 12, array[5, 100 + p * 10 + r], '{"resourceType":"Observation"}'
    from generate_series(0, ${people - 1}) as p, generate_series(0, 4) as r`,
  `insert into store.identifier (value_hash, type, compartment, number)
    select number, type, compartment, number from store.resource`,
  `insert into patient_index.source_patient (compartment, source, person, version)
    select 1000000 + p * 100, 1, 1000000 + p, 1 from generate_series(0, ${people - 1}) as p`,
  `insert into privacy.relationship (compartment, evidence, starts_ms, kind, organisation)
    select 1000000 + p * 100, p, 0, 'registered', 'ZXG01' from generate_series(0, ${people - 1}) as p`,
];

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let gp: Ask;
let filed: string[] = [];

const idOf = (type: string): string => filed.find((one) => one.startsWith(`${type}/`))!;
const patientId = (): string => idOf('Patient').split('/')[1]!;
const identified = (value: string) =>
  anObservation(idOf('Patient'), { identifier: [{ system: 'urn:example', value }] });
let made = 0;

const paths: Readonly<Record<string, () => Promise<{ readonly status: number; readonly text: string }>>> = {
  'a reading by id': () => practice(`/${idOf('Observation')}`),
  'a reading by id of the GP': () => gp(`/${idOf('Observation')}`),
  'a creation': () => practice('/Observation', { body: anObservation(idOf('Patient')) }),
  'a conditional creation': () => {
    const value = `new-${made++}`;
    return practice('/Observation', {
      body: identified(value),
      headers: { 'if-none-exist': `identifier=urn:example|${value}` },
    });
  },
  'a conditional creation of what is there': () =>
    practice('/Observation', { body: identified('one'), headers: { 'if-none-exist': 'identifier=urn:example|one' } }),
  'a conditional update': () =>
    practice('/Observation?identifier=urn:example|one', { method: 'PUT', body: identified('one') }),
  'a transaction Bundle': () => practice('', { body: aRecord() }),
  'everything of one patient': () => practice(`/${idOf('Patient')}/$everything`),
  'everything of one patient for the GP': () => gp(`/${idOf('Patient')}/$everything`),
  'a search of a patient by code': () => gp(`/Observation?patient=${patientId()}&code=365755003`),
  'a search of a patient, newest first': () => gp(`/Observation?patient=${patientId()}&_sort=-date&_count=5`),
  'a search with what it names': () => gp(`/Observation?patient=${patientId()}&_include=Observation:encounter`),
  'a search with what names it': () => gp(`/Patient?_id=${patientId()}&_revinclude=Condition:subject`),
  'a search of a patient by date': () => practice(`/Encounter?patient=${patientId()}&date=ge2024-01-01`),
  'a search by identifier': () => gp(`/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|${adasNumber}`),
  'a search by family name and date of birth': () => gp(`/Patient?family=Finch&birthdate=${adasBirthDate}`),
  'a search by name': () => practice('/Patient?name=Finc'),
  'a search of the region': () => practice('/Observation?code=365755003&date=ge2015-01-01&_count=5'),
};

before(async () => {
  region = await regionForApi(file, { poolSize: 1 });
  const { owner } = region.database;
  // Whether it counts the rows just now is chance, and what is looked at is the time before it does.
  for (const table of ['store.resource', 'store.identifier', 'patient_index.source_patient', 'privacy.relationship'])
    await owner.unsafe(`alter table ${table} set (autovacuum_enabled = off)`);
  practice = asker(region, await region.clientToken('practice'));
  gp = asker(region, await region.staffToken());
  filed = await fileRecord(practice);
  await practice('/Observation?identifier=urn:example|one', { method: 'PUT', body: identified('one') });
  for (const [name, path] of Object.entries(paths)) for (let time = 0; time < times; time++) await answered(name, path);
  for (const text of fillTexts) await owner.unsafe(text);
  // What the filling itself read is told now, and not a second later as if an answer had read it.
  await owner.unsafe('select pg_stat_force_next_flush()');
});

async function answered(name: string, path: (typeof paths)[string]): Promise<void> {
  const { status, text } = await path();
  assert.ok(status === 200 || status === 201, `${name}: ${status} ${text.slice(0, 200)}`);
}

/** Rows and index entries read so far, by name, as the session has told. */
async function read(): Promise<ReadonlyMap<string, number>> {
  await region.database.sql`select pg_stat_force_next_flush()`;
  const rows = await region.database.owner<{ name: string; count: number }[]>`
    select relname as name, seq_tup_read as count from pg_stat_user_tables where schemaname in ('store', 'patient_index', 'privacy')
    union all select indexrelname, idx_tup_read from pg_stat_user_indexes
      where schemaname in ('store', 'patient_index', 'privacy')`;
  return new Map(rows.map(({ name, count }) => [name, count]));
}

async function mostRead(work: () => Promise<void>): Promise<readonly [name: string, count: number]> {
  const before = await read();
  await work();
  const after = await read();
  const gains = [...after].map(([name, count]): [string, number] => [name, count - (before.get(name) ?? 0)]);
  return gains.toSorted(([, one], [, other]) => other - one)[0]!;
}

function allReadWhatTheyAskFor(): void {
  for (const [name, path] of Object.entries(paths))
    it(`${name} reads what it asks for`, async () => {
      const [most, count] = await mostRead(() => answered(name, path));
      assert.ok(count <= readMax, `${count} of ${most}`);
    });
}

describe('with plans from before the first load', allReadWhatTheyAskFor);

describe('with plans from after it, before anything was counted', () => {
  before(async () => {
    await region.database.sql`discard plans`;
  });
  allReadWhatTheyAskFor();
});
