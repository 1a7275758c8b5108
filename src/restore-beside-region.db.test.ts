/** HZ3 (nothing acknowledged is lost) and decision 90: where a region runs no restore begins, and where a restore is under way no region does. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Config } from '#config';
import type { Outcome } from '#kernel/outcome.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, databaseForTests, openRestoreTarget, type TestDatabase } from '#platform';
import { schemas } from './back-up-region.ts';
import { configForTests } from './config/testing/config-for-tests.ts';
import { startRegion } from './start-region.ts';

const t = forWholeFile();
const log = createLog({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'goldthread-restore-'));
let database: TestDatabase;
let config: Config;

const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'done' : outcome.fault.code);
const openTarget = () =>
  openRestoreTarget({
    dataDirectory: config.dataDirectory,
    databaseUrl: config.databaseUrl,
    schemas: ['platform', ...schemas],
    log,
  });

before(async () => {
  t.after(async () => rmSync(folder, { recursive: true, force: true }));
  database = await databaseForTests(t, { folders: [] });
  await database.owner.unsafe('drop schema if exists platform cascade');
  config = configForTests({
    GOLDTHREAD_DATA_DIR: join(folder, 'data'),
    GOLDTHREAD_DATABASE_URL: database.ownerUrl,
  });
});

test('HZ3: while a restore is under way neither a region nor a second restore begins; once it was given up, a region does', async () => {
  const first = await openTarget();
  assert.ok(first.ok, codeOf(first));
  assert.equal(codeOf(await startRegion({ config, log })), 'PLATFORM-023');
  assert.equal(codeOf(await openTarget()), 'PLATFORM-023');
  await first.value.abandon();
  const left = await database.owner`select nspname from pg_namespace where nspname = any (${['platform', ...schemas]})`;
  assert.deepEqual([...left], [], 'a region that was refused has made nothing');
});

test('HZ3: a restore into a database in which a region runs is refused, and so is one after it, by what is there', async () => {
  const started = await startRegion({ config, log });
  assert.ok(started.ok, codeOf(started));
  assert.equal(codeOf(await openTarget()), 'PLATFORM-023');
  await started.value.stop();
  assert.equal(codeOf(await openTarget()), 'PLATFORM-021');
});

test('HZ3: a restore whose connection was lost drops nothing: a region may have begun since', async () => {
  const other = await databaseForTests(t, { folders: [] });
  await other.owner.unsafe('drop schema if exists platform cascade');
  const target = await openRestoreTarget({
    dataDirectory: folder,
    databaseUrl: other.ownerUrl,
    schemas: ['platform'],
    log,
  });
  assert.ok(target.ok, codeOf(target));
  await other.owner.unsafe('create schema platform');
  await other.owner`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())`;
  await target.value.abandon();
  const left = await other.owner`select from pg_namespace where nspname = 'platform'`;
  assert.equal(left.length, 1);
});
