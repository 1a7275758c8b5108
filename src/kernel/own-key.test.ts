import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKeyOf } from './own-key.ts';

test('a table holds its own rows, and nothing that every object inherits', () => {
  const table = { sealed: 1, hidden: 2 };
  assert.equal(isKeyOf(table, 'sealed'), true);
  for (const inherited of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])
    assert.equal(isKeyOf(table, inherited), false, inherited);
});
