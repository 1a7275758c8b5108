// D4, attacks 45 and 46: what is hidden, what is long and what is not there are fetched alike; only whom it is shown to gets it.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { label, type SourceNumber, type VisibilityRule } from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { longBodyBytes } from './fetch-resource.ts';
import { createStore, type ResourceState, resourceState, type Store } from './index.ts';

const compartment = 5_000 as Compartment;
const condition = 30;
const clock = { now: () => 1_800_000_000_000 };
const rules: readonly VisibilityRule[] = [
  { compartments: [compartment], contentClasses: 'all', forbiddenLabels: label.sealed },
];
/** Shows whatever bears no label, even rows of no source: nothing of these may come of a key that leads nowhere. */
const rulesOfAll: readonly VisibilityRule[] = [
  { compartments: 'any', contentClasses: 'all', forbiddenLabels: 0, onlySources: [0, 1] as SourceNumber[] },
];
const long = 100_000;
const aRow = (number: number, length: number, more: Partial<{ label: number; state: ResourceState }> = {}) => ({
  number: number as ResourceNumber,
  length,
  label: 0,
  state: resourceState.current as ResourceState,
  ...more,
});
const shown = aRow(5_001, 700);
const hidden = aRow(5_002, 700, { label: label.sealed });
const longShown = aRow(5_003, long);
const longHidden = aRow(5_004, long, { label: label.sealed });
const longDeleted = aRow(5_005, long, { state: resourceState.deleted });
const justNotLong = aRow(5_006, longBodyBytes);
const filed: readonly ReturnType<typeof aRow>[] = [shown, hidden, longShown, longHidden, longDeleted, justNotLong];
const absent = { number: 5_999 as ResourceNumber };

const file = forWholeFile();
let database: TestDatabase;
let store: Store;
let trips: { rows: number; bytes: number }[] = [];

type RawRows = readonly (readonly (Buffer | null)[])[];

/** Counts what comes back of each statement. */
function counting(of: TestDatabase): TestDatabase {
  const sql = Object.assign(of.sql.bind(undefined), of.sql, {
    unsafe: (text: string, parameters: string[], options: object) => ({
      async raw(): Promise<RawRows> {
        const rows = (await of.sql.unsafe(text, parameters, options).raw()) as unknown as RawRows;
        trips.push({ rows: rows.length, bytes: rows.flat().reduce((sum, value) => sum + (value?.length ?? 0), 0) });
        return rows;
      },
    }),
  });
  return { ...of, sql: sql as never };
}

before(async () => {
  database = await databaseForTests(file);
  for (const { number, label: bits, length, state } of filed)
    await database.owner`
      insert into store.resource (compartment, number, type, version, source, content_class, label, state, body)
      select ${compartment}, ${number}, ${condition}, ${number}, 1, 12, ${bits}, ${state},
        left(string_agg(md5(n::text), ''), ${length}) from generate_series(1, ${Math.ceil(length / 32)}) as n`;
  store = createStore({ database: counting(database), clock });
});

async function fetched({ number }: { readonly number: ResourceNumber }, shows = rules, type = condition) {
  trips = [];
  const grant = pressGrant({
    kind: 'persons',
    request: { requestId: 'r', caller: {}, purpose: 'TREAT', route: 'test', atMs: 0 } as never,
    rules: shows,
    ground: { decidedBy: ['D23'], lawfulBasis: [] },
    personByCompartment: new Map(),
    stripLocation: false,
    expiresAtMs: clock.now() + 1,
  });
  const rows = await store.fetchResource({ compartment, number }).under(grant, type);
  let bodies: Buffer[] = [];
  rows.keep((all) => {
    bodies = all.map(({ body }) => body);
    return all;
  });
  return { bodies, trips };
}

test('attack 46: what is hidden, however long, and what is not there are one row of a like number of bytes', async () => {
  const ofAbsent = (await fetched(absent)).trips;
  assert.deepEqual(
    ofAbsent.map(({ rows }) => rows),
    [1],
  );
  for (const one of [hidden, longHidden]) {
    const { bodies, trips: ofHidden } = await fetched(one);
    assert.deepEqual(bodies, []);
    assert.equal(ofHidden.length, 1);
    assert.equal(ofHidden[0]?.rows, 1);
    assert.ok(
      Math.abs(ofHidden[0]!.bytes - ofAbsent[0]!.bytes) <= 850,
      `${ofHidden[0]!.bytes} and ${ofAbsent[0]!.bytes}`,
    );
  }
});

test('whoever may see a resource gets it whole, by one trip unless it is long', async () => {
  for (const [one, count] of [
    [shown, 1],
    [justNotLong, 1],
    [longShown, 2],
    [longDeleted, 2],
  ] as const) {
    const { bodies, trips: taken } = await fetched(one);
    assert.deepEqual(
      bodies.map(({ length }) => length),
      [one.length],
    );
    assert.equal(taken.length, count);
  }
});

test('D4: a key that leads nowhere gives nothing, whatever is asked for and whoever asks', async () => {
  for (const type of [0, condition]) assert.deepEqual((await fetched(absent, rulesOfAll, type)).bodies, []);
  assert.equal((await fetched(hidden, rulesOfAll)).bodies.length, 1);
  assert.equal((await fetched(shown, rules, condition + 1)).bodies.length, 0);
});

test('what is long is read under the grant once more: a label that came meanwhile hides it', async () => {
  const { sql } = database;
  await sql`update store.resource set label = ${label.sealed} where number = ${longShown.number}`;
  assert.deepEqual((await fetched(longShown)).bodies, []);
});
