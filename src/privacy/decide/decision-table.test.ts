// The table against what the decision has to be (docs/safety/access.md): every pair of inputs, and the full product of those that matter most.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closureOf, includedActivities } from './activity-table.ts';
import { accessTable } from './decision-table.ts';
import { decisionTable } from './decision-words-table.ts';
import { roleProfiles } from './role-table.ts';
import { situationInputs } from './situation.ts';
import { decisionFailure, itemFailure, recordFailure, requestCases, requestFailure } from './testing/decision-suite.ts';
import { heldTwice, mutants } from './testing/mutate-table.ts';
import { allPairs, coveringArray } from './testing/situations.ts';

const clauses = [...accessTable.requestClauses, ...accessTable.itemClauses, ...accessTable.recordClauses];

describe('the decision table', () => {
  it('decides every generated request as it has to be decided', () => {
    assert.ok(requestCases().rows.length > 30_000);
    assert.equal(requestFailure(accessTable), undefined);
  });

  it('shows and hides every item by its labels as it has to, for each caller', () => {
    assert.equal(itemFailure(accessTable), undefined);
  });

  it('D4: shows who a record is about to whoever sees something else of it, and alone to its source only', () => {
    assert.equal(recordFailure(accessTable), undefined);
  });

  it('is tried with every pair of values of every two inputs, in few rows', () => {
    const rows = coveringArray();
    const uncovered = allPairs();
    const inputs = Object.keys(situationInputs) as (keyof typeof situationInputs)[];
    for (const row of rows)
      for (const [index, one] of inputs.entries())
        for (const other of inputs.slice(index + 1)) uncovered.delete(`${one}=${row[one]}&${other}=${row[other]}`);
    assert.equal(uncovered.size, 0);
    assert.ok(rows.length < 150, String(rows.length));
  });

  it('has a test that turns red for every clause that is taken out', () => {
    const whole = [...mutants(accessTable)].filter(({ name }) => name.endsWith(': taken out'));
    assert.equal(whole.length, clauses.length);
    assert.deepEqual(
      whole.filter(({ table }) => decisionFailure(table) === undefined).map(({ name }) => name),
      [],
    );
  });

  it('lists only changes that are made as held by two clauses', () => {
    const made = new Set([...mutants(accessTable)].map(({ name }) => name));
    for (const name of heldTwice) assert.ok(made.has(name), name);
  });

  it('has each clause once, and each of its rows in words', () => {
    assert.equal(new Set(clauses.map(({ id }) => id)).size, clauses.length);
    for (const { row } of clauses) assert.ok(decisionTable[row] !== undefined, row);
  });

  it('names no person: its conditions are values of the inputs and nothing else', () => {
    for (const { when } of accessTable.requestClauses)
      if (when !== 'anything-unknown')
        for (const [input, values] of Object.entries(when))
          for (const value of values)
            assert.ok((situationInputs[input as keyof typeof situationInputs] as readonly string[]).includes(value));
  });
});

describe('activities (UK-11)', () => {
  it('hold what they include, and what that includes', () => {
    assert.deepEqual([...closureOf(['break-glass'])].sort(), ['break-glass', 'claim-relationship', 'open-record']);
    for (const { activities } of Object.values(roleProfiles))
      for (const activity of activities)
        for (const included of includedActivities[activity]) assert.ok(activities.has(included));
  });

  it('give nobody who reviews access or counts a way to a record', () => {
    for (const [code, { activities, content }] of Object.entries(roleProfiles))
      if (activities.has('review-access') || activities.has('count-population')) {
        assert.equal(activities.has('open-record'), false, code);
        assert.deepEqual(content, [], code);
      }
  });
});
