// What a grant shows is decided in the query and, for rows in hand, in memory: the two must never differ.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ContentClass, label, type SourceNumber, type VisibilityRule } from '#disclosure';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { databaseForTests } from '#platform';
import { isVisible, visibilityPredicate } from './visibility.ts';

const compartment = fc.constantFrom(5, 900, 5_000, 6_000).map((number) => number as Compartment);
const contentClass = fc.integer({ min: 1, max: 4 }).map((number) => number as ContentClass);
const source = fc.integer({ min: 1, max: 3 }).map((number) => number as SourceNumber);
const labels = fc.constantFrom(0, label.restricted, label.sealed, label.wrongPerson, label.awaitingFiling, 3);
const type = fc.integer({ min: 1, max: 3 });
const row = fc.record({ compartment, contentClass, source, label: labels, type });
const sources = fc.array(source, { maxLength: 2 });
const numbers = fc.array(
  fc.integer({ min: 0, max: 9 }).map((number) => number as ResourceNumber),
  { maxLength: 9 },
);
const rule: fc.Arbitrary<VisibilityRule> = fc
  .record({
    compartments: fc.oneof(
      fc.array(compartment, { maxLength: 3 }),
      fc.constant('shelves' as const),
      fc.constant('any' as const),
    ),
    contentClasses: fc.oneof(fc.array(contentClass, { maxLength: 3 }), fc.constant('all' as const)),
    forbiddenLabels: labels,
    onlySources: fc.option(sources, { nil: undefined }),
    withheldSources: fc.option(sources, { nil: undefined }),
    onlyNumbers: fc.option(numbers, { nil: undefined }),
    withheldNumbers: fc.option(numbers, { nil: undefined }),
    onlyTypes: fc.option(fc.array(fc.record({ type }), { maxLength: 2 }), { nil: undefined }),
  })
  .map(({ onlySources, withheldSources, onlyNumbers, withheldNumbers, onlyTypes, ...rest }) => ({
    ...rest,
    ...(onlySources === undefined ? (rest.compartments === 'any' ? { onlySources: [] } : {}) : { onlySources }),
    ...(withheldSources === undefined ? {} : { withheldSources }),
    ...(onlyNumbers === undefined ? {} : { onlyNumbers }),
    ...(withheldNumbers === undefined ? {} : { withheldNumbers }),
    ...(onlyTypes === undefined ? {} : { onlyTypes }),
  }));

test('the predicate of a query and the decision in memory show the same rows', async (t) => {
  const database = await databaseForTests(t);
  await fc.assert(
    fc.asyncProperty(fc.array(rule, { maxLength: 3 }), fc.array(row, { maxLength: 30 }), async (rules, rows) => {
      const predicate = visibilityPredicate(rules, 2);
      const shown = await database.sql.unsafe<{ number: number }[]>(
        `select number from (select * from jsonb_to_recordset(($1::text)::jsonb)
           as row (number int, compartment bigint, content_class smallint, source int, label int, type smallint)) as row
         where ${predicate.text} order by number`,
        [
          JSON.stringify(rows.map((one, number) => ({ ...one, number, content_class: one.contentClass }))),
          ...predicate.parameters,
        ],
      );
      const inMemory = rows.flatMap((one, index) =>
        isVisible(rules, { ...one, number: index as ResourceNumber }) ? [index] : [],
      );
      assert.deepEqual(
        shown.map(({ number }) => number),
        inMemory,
      );
    }),
    { numRuns: 150 },
  );
});

const elementsIn = (parameter: number | string): number =>
  typeof parameter === 'string' ? parameter.split(',').length : 1;

test('attack 46: the statement, and how long its lists are, is the same whether a few things were sealed or objected to, or none', () => {
  const open: VisibilityRule = { compartments: [5_000 as Compartment], contentClasses: 'all', forbiddenLabels: 3 };
  const closed = { ...open, withheldSources: [2 as SourceNumber], withheldNumbers: [7, 8] as ResourceNumber[] };
  const [ofClosed, ofOpen] = [visibilityPredicate([closed], 2), visibilityPredicate([open], 2)];
  assert.equal(ofClosed.text, ofOpen.text);
  assert.deepEqual(ofClosed.parameters.map(elementsIn), ofOpen.parameters.map(elementsIn));
});

test('attack 46: rules of the same lists ask about each list once', () => {
  const others: VisibilityRule = { compartments: [5_000 as Compartment], contentClasses: [], forbiddenLabels: 3 };
  const own: VisibilityRule = { ...others, forbiddenLabels: 1, onlySources: [1 as SourceNumber] };
  const { text } = visibilityPredicate([others, own], 2);
  for (const asked of ['compartment = ', 'content_class = ', 'not number = '])
    assert.equal(text.split(asked).length, 2);
});
