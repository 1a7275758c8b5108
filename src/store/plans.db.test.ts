/**
 * The plans of every statement of the store's readings, over 30,000 patients of 20 rows each: no table is scanned, and no
 * statement touches more rows than it could give, whether the planner knows the values or not.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { SourceNumber, VisibilityRule } from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { createStore, noConditions, type RowConditions, type Store } from './index.ts';
import { reachedMax } from './search-rows.ts';
import { fillRegion, firstCompartment, observation, rowsEach } from './testing/fill-region.ts';
import { type AskedStatement, holdPlans, planOf } from './testing/plan-statement.ts';

const clock = { now: () => 1_800_000_000_000 };

const region: readonly VisibilityRule[] = [
  { compartments: 'any', contentClasses: 'all', forbiddenLabels: 0, onlySources: [3 as SourceNumber] },
  { compartments: 'shelves', contentClasses: [30], forbiddenLabels: 0 },
];
const somebody = (firstCompartment + 15_000 * 100) as Compartment;
const ofOthers: VisibilityRule = {
  compartments: [somebody],
  contentClasses: 'all',
  forbiddenLabels: 1,
  withheldSources: [],
};
const ofSomebody: readonly VisibilityRule[] = [
  { ...ofOthers, onlyBeside: [ofOthers] },
  { compartments: 'shelves', contentClasses: [30], forbiddenLabels: 0 },
];

function grantOf(rules: readonly VisibilityRule[]) {
  const request = { requestId: 'r', caller: {}, purpose: 'TREAT', route: 'test', atMs: 0 } as never;
  return pressGrant({
    kind: 'persons',
    request,
    rules,
    ground: { decidedBy: ['D23'], lawfulBasis: [] },
    personByCompartment: new Map(),
    stripLocation: false,
    expiresAtMs: clock.now() + 1,
  });
}

const file = forWholeFile();
let database: TestDatabase;
let store: Store;
const asked: AskedStatement[] = [];

before(async () => {
  database = await databaseForTests(file);
  await fillRegion(database.owner);
  const sql = new Proxy(database.sql, {
    get: (target, name, receiver) =>
      name !== 'unsafe'
        ? (Reflect.get(target, name, receiver) as unknown)
        : (text: string, parameters: readonly (string | number)[], options: object) => {
            asked.push({ text, parameters });
            return target.unsafe(text, parameters as (string | number)[], options);
          },
  });
  store = createStore({ database: { ...database, sql }, clock });
});

/** Plans what `read` asked, and holds every plan to the rule. */
async function holds(read: () => Promise<unknown>, rowsMax: number): Promise<void> {
  asked.length = 0;
  await read();
  assert.ok(asked.length > 0);
  await holdPlans(database.owner, [...asked], rowsMax);
}

const withTokens = (...tokens: readonly (readonly number[])[]): RowConditions => ({ ...noConditions, tokens });
const search = (conditions: RowConditions, change: object = {}) => ({
  reach: { by: 'tokens' as const },
  types: [observation],
  conditions,
  limit: 21,
  countMax: 5_001,
  ...change,
});

describe('over 600,000 rows', () => {
  const key = { compartment: somebody, number: 15_000_005 as ResourceNumber };

  it('a read by id touches one row', () =>
    holds(() => store.fetchResource(key).under(grantOf(ofSomebody), observation), 1));

  it('a read of several ids touches these', () =>
    holds(() => store.readResources(grantOf(ofSomebody), [key, { ...key, number: 15_000_006 as ResourceNumber }]), 2));

  it('versions of one resource touch its own', () =>
    holds(() => store.readVersions(grantOf(ofSomebody), observation, key), 1));

  it('everything about a person touches their rows', () =>
    holds(() => store.readCompartments(grantOf(ofSomebody), { compartments: [somebody] }), rowsEach));

  it('a search of a person touches their rows of the type, however common or rare its hashes are', async () => {
    const reach = { by: 'compartments' as const, compartments: [somebody] };
    for (const conditions of [
      noConditions,
      withTokens([5]),
      withTokens([1_003]),
      withTokens([4]),
      withTokens([5], [1_003, 4]),
    ])
      for (const order of [undefined, { column: 'clinical_time' as const, isDescending: true }])
        await holds(
          () =>
            store.searchRows(
              grantOf(ofSomebody),
              search(conditions, { reach, ...(order === undefined ? {} : { order }) }),
            ),
          rowsEach,
        );
  });

  /** The searches that are measured, by what each asks of the store; includes ask for keys or for a person's rows again. */
  const rareHash = 10_000_000 + 15_003 * 100 + 5;
  const ofThem = { by: 'compartments' as const, compartments: [somebody] };
  const newestFirst = { column: 'clinical_until' as const, isDescending: true };
  const since: RowConditions['columns'] = [
    { anyOf: [[{ column: 'clinical_until', operator: '>=', value: 1_600_000_005_000 }]], mark: 2 },
  ];
  const measured: Readonly<Record<string, readonly [readonly VisibilityRule[], object, number]>> = {
    'Observation?patient&code': [
      region,
      { reach: ofThem, conditions: { ...withTokens([1_003]), marks: [1] } },
      rowsEach,
    ],
    'the same by its code': [
      region,
      { reach: { ...ofThem, codes: [1_003] }, conditions: { ...withTokens([1_003]), marks: [1] } },
      1,
    ],
    'a code beside the primary one': [
      region,
      { reach: { ...ofThem, codes: [2_000] }, conditions: withTokens([5]) },
      rowsEach,
    ],
    'Observation?patient&category&_sort=-date': [
      ofSomebody,
      { reach: ofThem, conditions: { ...withTokens([5]), marks: [1, 2] }, order: newestFirst, limit: 51 },
      rowsEach,
    ],
    'its next page': [
      ofSomebody,
      { reach: ofThem, order: newestFirst, after: { value: 1_600_000_005_000, number: 1, compartment: somebody } },
      rowsEach,
    ],
    'Patient?family&birthdate': [region, { types: [103], conditions: withTokens([5], [rareHash - 5]) }, 2],
    'Patient?identifier': [region, { types: [103], reach: { by: 'identifier', hashes: [15_000_005] } }, 1],
    'Condition?patient': [region, { types: [30], reach: ofThem, conditions: { ...noConditions, marks: [1] } }, 1],
    'Encounter?patient&date': [
      region,
      { types: [48], reach: ofThem, conditions: { ...noConditions, columns: since, marks: [1, 2] } },
      1,
    ],
    'Patient?name': [region, { types: [103], conditions: withTokens([rareHash]), limit: 64 }, 1],
    'Observation?code&date over the region': [
      region,
      { conditions: { ...withTokens([rareHash]), columns: since, marks: [2] } },
      1,
    ],
    'Patient?_id': [region, { types: [103], reach: { by: 'keys', keys: [key] } }, 1],
    'its _revinclude': [
      region,
      { types: [30], reach: ofThem, conditions: { ...noConditions, marks: [1] }, limit: 2_000 },
      1,
    ],
    'how many a person has': [ofSomebody, { reach: ofThem, limit: 0 }, rowsEach],
  };
  for (const [name, [rules, change, rowsMax]] of Object.entries(measured))
    it(`${name} touches ${rowsMax} rows at most`, () =>
      holds(() => store.searchRows(grantOf(rules), search(noConditions, change)), rowsMax));

  it('a page behind the last still says how many there are in all', async () => {
    const behind = { reach: ofThem, after: { number: 0, compartment: 0 } };
    const found = await store.searchRows(grantOf(ofSomebody), search(noConditions, { ...behind, limit: 5 }));
    const all = await store.searchRows(grantOf(ofSomebody), search(noConditions, { reach: ofThem, limit: 5 }));
    assert.deepEqual([found.rows.count, found.total, all.rows.count, all.total], [0, 17, 5, 17]);
  });

  it('a search by keys or by identifier touches what these name', async () => {
    await holds(
      () => store.searchRows(grantOf(region), search(noConditions, { reach: { by: 'keys', keys: [key] } })),
      1,
    );
    await holds(
      () =>
        store.searchRows(grantOf(region), search(noConditions, { reach: { by: 'identifier', hashes: [15_000_005] } })),
      1,
    );
    await holds(() => store.compartmentsByIdentifier({ type: observation, hashes: [15_000_005], limit: 10 }), 1);
  });

  it('a search of the region by a rare hash touches what holds it, also beside a common one', async () => {
    const rare = 10_000_000 + 15_003 * 100 + 5;
    for (const conditions of [withTokens([rare]), withTokens([rare], [5]), withTokens([rare, 7], [5], [1_000, 1_026])])
      await holds(() => store.searchRows(grantOf(region), search(conditions)), 2);
  });

  it('a search of the region by a common hash stops at its limit', async () => {
    await holds(() => store.searchRows(grantOf(region), search(withTokens([1_003]))), 6_000);
    const page = await store.searchRows(grantOf(region), search(withTokens([1_003]), { countMax: 101 }));
    assert.equal(page.total, 101);
  });

  it('a search of the region by a hash that everybody has touches as many rows as the index may lead to, and says so', async () => {
    await holds(
      () => store.searchRows(grantOf(region), search(withTokens([5]), { countMax: 400_000 })),
      reachedMax + 1,
    );
    const found = await store.searchRows(grantOf(region), search(withTokens([5]), { countMax: 400_000 }));
    assert.equal(found.isCut, true);
    assert.equal((await store.searchRows(grantOf(region), search(withTokens([4])))).isCut, false);
  });

  it('a walk stops with its page, or with its step', async () => {
    const walk = { type: observation, limit: 21, stepRows: 2_000 };
    await holds(() => store.walkRows(grantOf(region), { ...walk, conditions: noConditions }), 64);
    await holds(() => store.walkRows(grantOf(region), { ...walk, conditions: withTokens([1_003]) }), 2_100);
    const place = { number: 15_000_005, compartment: somebody };
    await holds(() => store.walkRows(grantOf(region), { ...walk, after: place, conditions: withTokens([4]) }), 2_100);
  });

  it('a walk through the rows of a code passes what it shows, and a page later', async () => {
    const walk = { type: observation, limit: 21, stepRows: 400, conditions: withTokens([1_003, 1_004], [5]) };
    const after = { number: 15_000_005, compartment: somebody };
    await holds(() => store.walkRows(grantOf(region), { ...walk, codes: [1_003] }), 64);
    await holds(() => store.walkRows(grantOf(region), { ...walk, codes: [1_003, 1_004], after }), 64);
    await holds(() => store.walkRows(grantOf(region), { ...walk, codes: [4] }), 0);
    const beside = { ...walk, conditions: withTokens([5]), codes: [2_000] };
    await holds(() => store.walkRows(grantOf(region), beside), 64);
    await holds(() => store.walkRows(grantOf(region), { ...beside, after }), 64);
    assert.equal((await store.walkRows(grantOf(region), beside)).rows.count, 21);
    const ofCode = await store.walkRows(grantOf(region), { ...walk, codes: [1_003], after });
    const ofAll = await store.walkRows(grantOf(region), {
      ...walk,
      stepRows: 10_000,
      after,
      conditions: withTokens([1_003]),
    });
    assert.equal(ofCode.rows.count, 21);
    assert.deepEqual(ofCode.next, ofAll.next);
  });

  it('a page by a code is read in the order of its index, merged with what has the code beside another, and nothing is sorted', async () => {
    const walk = { type: observation, limit: 21, stepRows: 400, conditions: withTokens([1_003]), codes: [1_003] };
    // One more on each way: it is not yet passed.
    await holds(() => store.walkRows(grantOf(region), walk), 22);
    const [statement] = asked;
    for (const mode of ['force_generic_plan', 'force_custom_plan'] as const) {
      const nodes = (await planOf(database.owner, statement!, mode)).map((node) => node['Node Type']);
      assert.ok(nodes.includes('Merge Append'));
      assert.deepEqual(
        nodes.filter((node) => node.includes('Sort')),
        [],
      );
      // What is asked is one row, however many ways there are and however much of each row is asked.
      assert.ok(nodes.filter((node) => node === 'Result').length <= 2, nodes.join(', '));
    }
  });

  for (const [name, codes, stepRows] of [
    ['of the source', undefined, 5_000],
    ['of a code that is the primary one of some, and beside it in all,', [1_003, 2_000], 400],
  ] as const)
    it(`a walk from place to place meets every row ${name} once, in order`, async () => {
      const seen: number[] = [];
      let place: { number: number; compartment: number } | undefined;
      do {
        const step = await store.walkRows(grantOf(region), {
          type: observation,
          conditions: withTokens([1_003]),
          limit: 100,
          stepRows,
          ...(codes === undefined ? {} : { codes }),
          ...(place === undefined ? {} : { after: place }),
        });
        step.rows.keep((rows) => {
          seen.push(...rows.map((row) => row.number));
          return [];
        });
        place = step.next;
      } while (place !== undefined);
      const rows = await database.owner<{ number: number }[]>`
        select number from store.resource where source = 3 and type = ${observation} and 1003 = any(token) order by number desc`;
      assert.deepEqual(
        seen,
        rows.map((row) => row.number),
      );
    });
});
