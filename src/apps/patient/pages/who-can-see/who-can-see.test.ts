// Issue 4, deliver 1 and 3: the page is made from the table that decides, and one rule serves everybody.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentClass } from '#disclosure';
import { accessTable, roleProfiles } from '#privacy';
import { rowsInPlainWords } from '../../plain-words/access-rows-table.ts';
import { rolesInPlainWords } from '../../plain-words/roles-table.ts';
import { whoCanSeeView } from './build-view.ts';

test('every row of the access table has its plain words, and no words are left over', () => {
  const rows = new Set([...accessTable.requestClauses, ...accessTable.itemClauses].map(({ row }) => row));
  assert.deepEqual(Object.keys(rowsInPlainWords).sort(), [...rows].sort());
});

test('what opens a record stands apart from what keeps it closed, the care that somebody gets first, and no rule is left out', () => {
  const { opens, stops, limits } = whoCanSeeView();
  assert.equal(opens[0], rowsInPlainWords['D23']);
  assert.deepEqual([...opens, ...stops, ...limits].sort(), Object.values(rowsInPlainWords).sort());
});

test('every role that opens records is named with the kinds of entries that it sees', () => {
  const view = whoCanSeeView();
  const named = view.views.map(({ roles }) => roles).join(', ');
  for (const [code, profile] of Object.entries(roleProfiles))
    if (profile.mayOpen) assert.ok(named.includes(rolesInPlainWords[code]!.replace(/^an? ./, '')), code);
  const reception = view.views.find(({ roles }) => roles.includes('eceptionist'));
  assert.ok(reception?.kinds.includes('appointments'));
  assert.ok(!reception?.kinds.includes('health problems'));
});

test('one path serves a head of state and anybody: no rule of the table names a person', () => {
  const inputs = new Set(
    accessTable.requestClauses.flatMap(({ when }) => (when === 'anything-unknown' ? [] : Object.keys(when))),
  );
  // Every condition is one of these inputs, each of a few values: none of them can hold a name, a number or a date.
  const known = [
    'act',
    'activity',
    'agreement',
    'assurance',
    'caller',
    'claim',
    'connection',
    'life',
    'mayClaim',
    'mayOpenLongDead',
    'objection',
    'ownEntries',
    'person',
    'place',
    'protection',
    'proxy',
    'purpose',
    'relationship',
  ];
  assert.deepEqual(
    [...inputs].filter((input) => !known.includes(input)),
    [],
  );
  const values = accessTable.requestClauses.flatMap(({ when }) =>
    when === 'anything-unknown' ? [] : Object.values(when).flat(),
  );
  for (const value of values) assert.match(value, /^[a-z-]{2,30}$/, 'a value is a word of the table');
  assert.doesNotMatch(JSON.stringify(accessTable), /\d{3}|[A-Z][a-z]+ [A-Z][a-z]+|vip|celebrity|royal/i);
  for (const { content } of Object.values(roleProfiles))
    for (const one of content) assert.ok(Object.values(contentClass).includes(one));
});
