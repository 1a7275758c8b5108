// D4, decision 87: what only names a person is shown beside something else of its record, by the query as in memory, and at one price.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { type ContentClass, contentClass, label, type SourceNumber, type VisibilityRule } from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { createStore } from './index.ts';
import { planOf } from './testing/plan-statement.ts';
import { isVisible, recordsShownIn, visibilityPredicate } from './visibility.ts';

const file = forWholeFile();
let database: TestDatabase;

before(async () => {
  database = await databaseForTests(file);
});

const compartments = [5_000, 6_000] as Compartment[];
const classes = [contentClass.demographics, contentClass.provenance, contentClass.allergy, contentClass.problem];
const row = fc.record({
  compartment: fc.constantFrom(...compartments),
  contentClass: fc.constantFrom(...classes),
  label: fc.constantFrom(0, 0, label.restricted, label.sealed),
  source: fc.constantFrom(1, 2).map((number) => number as SourceNumber),
  state: fc.constantFrom(0, 0, 0, 1),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
const some = <T>(...of: T[]): fc.Arbitrary<T[]> => fc.subarray(of);
const numbers = some(...Array.from({ length: 12 }, (_, at) => (at + 1) as ResourceNumber));
const rule: fc.Arbitrary<VisibilityRule> = fc
  .record({
    classes: some(...classes),
    forbiddenLabels: fc.constantFrom(0, label.restricted, label.sealed | label.restricted),
    onlySources: fc.option(some(1 as SourceNumber, 2 as SourceNumber), { nil: undefined }),
    withheldSources: fc.option(some(2 as SourceNumber), { nil: undefined }),
    onlyNumbers: fc.option(numbers, { nil: undefined, freq: 3 }),
    withheldNumbers: fc.option(numbers, { nil: undefined }),
  })
  .map(({ classes: contentClasses, ...rest }) => ({
    compartments,
    contentClasses: contentClasses as readonly ContentClass[],
    ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as typeof rest),
  })) as fc.Arbitrary<VisibilityRule>;
/** As a decision makes them: some name the person alone, the others beside what any of them shows. */
const rules = fc.array(fc.tuple(rule, fc.boolean()), { minLength: 1, maxLength: 3 }).map((made): VisibilityRule[] => {
  const beside = made.map(([one]) => one);
  return made.map(([one, isAlone]) => (isAlone ? one : { ...one, onlyBeside: beside }));
});

async function fileRows(rows: readonly Row[]): Promise<void> {
  await database.owner`truncate store.resource`;
  await database.owner`insert into store.resource
      (compartment, number, type, version, source, content_class, label, state, body)
    select compartment, number, 30, 1, source, "contentClass", label, state, '{}'
    from jsonb_to_recordset(${JSON.stringify(rows.map((one, at) => ({ ...one, number: at + 1 })))}::text::jsonb) as row
      (compartment bigint, number bigint, source int, "contentClass" smallint, label int, state smallint)`;
}

test('the query and the decision in memory name the same people, whatever labels, sources, seals and teams leave of their records', async () => {
  await fc.assert(
    fc.asyncProperty(rules, fc.array(row, { maxLength: 12 }), async (given, rows) => {
      await fileRows(rows);
      const predicate = visibilityPredicate(given, 1);
      const shown = await database.sql.unsafe<{ number: number }[]>(
        `select number from store.resource where state <> 1 and ${predicate.text} order by number`,
        [...predicate.parameters],
      );
      const there = rows.flatMap((one, at) =>
        one.state === 1 ? [] : [{ ...one, number: (at + 1) as ResourceNumber, type: 30 }],
      );
      const records = recordsShownIn(given, there);
      const inMemory = there.filter((one) => isVisible(given, one, records)).map(({ number }) => number as number);
      assert.deepEqual(
        shown.map(({ number }) => number),
        inMemory,
      );
    }),
    { numRuns: 120 },
  );
});

const others: VisibilityRule = { compartments, contentClasses: classes, forbiddenLabels: label.sealed };
const byOthers: readonly VisibilityRule[] = [{ ...others, onlyBeside: [others] }];

test('a row in hand that only names is shown to nobody until it is known what else is', () => {
  const patient = { compartment: compartments[0]!, contentClass: contentClass.demographics, label: 0, type: 103 };
  const asRow = { ...patient, number: 1 as ResourceNumber, source: 1 as SourceNumber };
  assert.equal(isVisible(byOthers, asRow), false);
  assert.equal(isVisible(byOthers, asRow, new Set(compartments)), true);
});

test('a record of 5,000 hidden rows is asked about by its labels: no row of them is read, whatever is planned for', async () => {
  await database.owner`truncate store.resource`;
  await database.owner`insert into store.resource (compartment, number, type, version, source, content_class, label, body)
    select case when n <= 5000 then 5000 else 10000 + n / 20 end, n, 30, n, 1, ${contentClass.problem}::smallint,
      ${label.sealed}::int * (n % 2 + 1), '{}' from generate_series(1, 20000) as n`;
  await database.owner`vacuum analyze store.resource`;
  const asked: { text: string; parameters: (string | number)[] }[] = [];
  const unsafe = async (text: string, parameters: (string | number)[]): Promise<never[]> => {
    asked.push({ text, parameters });
    return [];
  };
  const sql = { unsafe };
  const store = createStore({ database: { ...database, sql: sql as never }, clock: { now: () => 0 } });
  const grant = pressGrant({
    kind: 'person',
    request: { requestId: 'r', caller: {}, purpose: 'TREAT', route: 'test', atMs: 0 } as never,
    rules: [
      {
        ...others,
        forbiddenLabels: label.sealed | label.sealedLocked,
        onlyBeside: [{ ...others, forbiddenLabels: label.sealed | label.sealedLocked }],
      },
    ],
    ground: { decidedBy: ['D23'], lawfulBasis: [] },
    personByCompartment: new Map(),
    stripLocation: false,
    expiresAtMs: 1,
  });
  await store.recordsShown(grant, [{ compartment: compartments[0]!, source: 1 as SourceNumber }]);
  for (const mode of ['force_generic_plan', 'force_custom_plan'] as const) {
    const nodes = (await planOf(database.owner, asked[0]!, mode)).filter((node) => node['Relation Name'] !== undefined);
    assert.ok(nodes.length > 0);
    const touched = nodes.map(
      (node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
    );
    assert.ok(Math.max(...touched) <= 4, `${touched.join()} rows: ${mode}`);
  }
});
