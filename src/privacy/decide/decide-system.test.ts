/** What is made once for a system's feeds says nothing of one person to the next, and nothing of one feed to another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allContentClasses, type SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { decideForSystem, type SystemInput } from './decide-people.ts';
import { accessTable } from './decision-table.ts';

const feeds = [3, 4] as SourceNumber[];
const about = (compartments: SystemInput['compartments'], changes: Partial<SystemInput> = {}): SystemInput => ({
  isForOwnFeed: true,
  compartments,
  classes: allContentClasses,
  ownSources: feeds,
  ...changes,
});

function rulesFor(input: SystemInput, table = accessTable) {
  const decision = decideForSystem(input, table);
  assert.ok(decision.isAllowed);
  return decision.rules;
}

test('each decision is over the records that it was asked about, whatever was decided before', () => {
  const [one, other] = [[1_000_001], [1_000_002]] as Compartment[][];
  const first = rulesFor(about(one!));
  const second = rulesFor(about(other!));
  const compartmentsIn = (rules: typeof first) => rules.map((rule) => rule.compartments);
  assert.deepEqual(compartmentsIn(first), [one, 'shelves', 'shelves']);
  assert.deepEqual(compartmentsIn(second), [other, 'shelves', 'shelves']);
  assert.deepEqual(compartmentsIn(rulesFor(about('any'))), ['any', 'shelves']);
  assert.deepEqual(compartmentsIn(rulesFor(about(one!))), [one, 'shelves', 'shelves']);
});

test('another list of feeds, another purpose and another table are decided anew', () => {
  rulesFor(about('any'));
  assert.deepEqual(rulesFor(about('any', { ownSources: [9 as SourceNumber] }))[0]?.onlySources, [9]);
  assert.equal(decideForSystem(about('any', { isForOwnFeed: false })).isAllowed, false);
  assert.equal(decideForSystem(about('any'), { ...accessTable, requestClauses: [] }).isAllowed, false);
  assert.equal(decideForSystem(about('any')).isAllowed, true);
});
