/** The demo's small providers send the columns that the intake reads: two tables, since neither module may import the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvColumns } from '#intake';
import { columns } from './social-care-rows.ts';

test('the columns of the demo are the columns of docs/intake/csv.md', () => {
  assert.deepEqual(columns, csvColumns);
});
