/** Safety section 7, HZ3; FHIR R4, http.html 3.1.0.1.8: a server without room did nothing, and says that it is worth asking again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { asker, issuesOf } from './testing/ask.ts';
import { regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();

test('a write that the database has no room for is answered 503 and transient, and is taken once there is room', async () => {
  const region = await regionForApi(file);
  const practice = asker(region, await region.clientToken('practice'));
  const { owner } = region.database;
  // SQLSTATE 53100, disk_full: what a full disk raises where a table has to grow.
  await owner`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'no room' using errcode = '53100'; end $$`;
  await owner`create trigger no_room before insert on store.resource for each statement execute function no_room()`;
  const organization = { method: 'POST', body: { resourceType: 'Organization', name: 'Tarnholt' } };
  const refused = await practice('/Organization', organization);
  assert.equal(refused.status, 503);
  assert.equal(issuesOf(refused)[0]?.code, 'transient');
  await owner`drop trigger no_room on store.resource`;
  assert.equal((await practice('/Organization', organization)).status, 201);
});
