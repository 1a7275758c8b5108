import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OdsCode } from '#kernel/ods-code.ts';
import { databaseForTests } from '#platform';
import { openDirectory } from './index.ts';

const practice = 'ZXG01' as OdsCode;
const hospital = 'ZXT01' as OdsCode;

test('the feeds of an organisation are one list until another is registered, here or by another process', async (t) => {
  const database = await databaseForTests(t);
  const clock = { now: () => 0 };
  const directory = await openDirectory({ database, clock });
  t.after(() => directory.close());
  const register = (by: typeof directory, code: string, organisation: OdsCode) =>
    by.registerSource({ code, organisation, name: code, feed: 'fhir', delivery: 'live' });
  for (const code of [practice, hospital]) await directory.registerOrganisation({ code, name: code, kind: 'other' });
  const first = await register(directory, 'one', practice);
  await register(directory, 'theirs', hospital);

  const before = directory.sourceNumbersOf(practice);
  assert.deepEqual(before, [first.number]);
  assert.equal(directory.sourceNumbersOf(practice), before, 'the very same list');

  const second = await register(directory, 'two', practice);
  assert.deepEqual(directory.sourceNumbersOf(practice), [first.number, second.number]);
  assert.deepEqual(before, [first.number], 'what was made of the old list is not changed under it');

  const elsewhere = await openDirectory({ database, clock });
  t.after(() => elsewhere.close());
  const third = await register(elsewhere, 'three', practice);
  await directory.reload();
  assert.deepEqual(directory.sourceNumbersOf(practice), [first.number, second.number, third.number]);
  assert.deepEqual(directory.sourceNumbersOf('ZX999' as OdsCode), []);
});
