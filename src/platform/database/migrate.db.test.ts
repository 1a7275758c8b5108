/** Forward-only migrations, each applied once and whole: decision 0007, and section 5.8 of the house rules. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { createLog } from '../log.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { databaseForTests, startTestServer, type TestDatabase, type TestServer } from './testing/database-for-tests.ts';

const log = createLog({ level: 'silent' });
let server: TestServer | undefined;

before(async () => {
  if (process.env['GOLDTHREAD_TEST_DATABASE_URL'] !== undefined) return;
  server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
});
after(async () => {
  await server?.stop();
});

function modules(t: TestContext, files: Record<string, string>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'goldthread-migrations-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const folders = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    const folder = join(root, path.split('/')[0] ?? '');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, path), text);
    folders.add(folder);
  }
  return [...folders];
}

function run(database: TestDatabase, folders: readonly string[]) {
  return migrate({ ownerUrl: database.ownerUrl, applicationUrl: database.applicationUrl, folders, log });
}

function codeOf(outcome: Awaited<ReturnType<typeof run>>): string {
  return outcome.ok ? 'ok' : outcome.fault.code;
}

const tables = {
  'b/20260101-0900-first.sql': 'CREATE SCHEMA b; CREATE TABLE b.one (number bigint PRIMARY KEY);',
  'a/20260101-1000-second.sql': 'INSERT INTO b.one VALUES (1);',
};

test('files of all modules are applied in the order of their names, once', async (t) => {
  const database = await databaseForTests(t, { folders: [] });
  const folders = modules(t, tables);
  assert.deepEqual(await run(database, folders), {
    ok: true,
    value: ['20260101-0900-first.sql', '20260101-1000-second.sql'],
  });
  assert.deepEqual(await run(database, folders), { ok: true, value: [] });
  assert.deepEqual([...(await database.owner`SELECT number FROM b.one`)], [{ number: 1 }]);
});

test('of four processes that migrate at once one works and the others find it done', async (t) => {
  const database = await databaseForTests(t, { folders: [] });
  const folders = modules(t, tables);
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => run(database, folders)));
  assert.deepEqual(outcomes.map((outcome) => (outcome.ok ? outcome.value.length : -1)).sort(), [0, 0, 0, 2]);
});

test('a file changed after it was applied stops the start, and nothing newer is applied', async (t) => {
  const database = await databaseForTests(t, { folders: [] });
  assert.equal(codeOf(await run(database, modules(t, tables))), 'ok');
  const changed = modules(t, {
    ...tables,
    'b/20260101-0900-first.sql': 'CREATE SCHEMA b;',
    'a/20260102-0900-third.sql': 'CREATE TABLE b.three ();',
  });
  assert.equal(codeOf(await run(database, changed)), 'PLATFORM-012');
  assert.deepEqual([...(await database.owner`SELECT to_regclass('b.three') AS found`)], [{ found: null }]);
});

test('a migration that fails is undone whole, named, and can be corrected', async (t) => {
  const database = await databaseForTests(t, { folders: [] });
  const name = 'a/20260101-0900-first.sql';
  const bad = await run(database, modules(t, { [name]: 'CREATE TABLE public.half (); CREATE TABLE missing.half ();' }));
  assert.ok(!bad.ok && bad.fault.code === 'PLATFORM-013' && bad.fault.message.includes('20260101-0900-first.sql'));
  assert.deepEqual([...(await database.owner`SELECT to_regclass('public.half') AS found`)], [{ found: null }]);
  assert.equal(codeOf(await run(database, modules(t, { [name]: 'CREATE TABLE public.half ();' }))), 'ok');
});

test('names that are not in order or not unique are refused before anything is done', async (t) => {
  const database = await databaseForTests(t, { folders: [] });
  assert.equal(codeOf(await run(database, modules(t, { 'a/first.sql': 'SELECT 1' }))), 'PLATFORM-014');
  const twice = modules(t, { 'a/20260101-0900-x.sql': 'SELECT 1', 'b/20260101-0900-x.sql': 'SELECT 2' });
  assert.equal(codeOf(await run(database, twice)), 'PLATFORM-014');
});

test('a database that a newer version has migrated is refused', async (t) => {
  const database = await databaseForTests(t, { folders: [] });
  assert.equal(codeOf(await run(database, modules(t, tables))), 'ok');
  const older = modules(t, { 'b/20260101-0900-first.sql': tables['b/20260101-0900-first.sql'] });
  assert.equal(codeOf(await run(database, older)), 'PLATFORM-017');
});

test('the application role has only what a migration grants it, by its own login and by a change of role', async (t) => {
  const database = await databaseForTests(t, { folders: [] });
  const folders = modules(t, {
    'a/20260101-0900-log.sql':
      'CREATE TABLE public.log (number bigint); GRANT INSERT, SELECT ON public.log TO goldthread_app; CREATE TABLE public.closed ();',
  });
  assert.equal(codeOf(await migrate({ ownerUrl: database.ownerUrl, folders, log }).then((outcome) => outcome)), 'ok');
  const byRole = openDatabase({ ownerUrl: database.ownerUrl, poolSize: 1, log });
  t.after(() => byRole.close());
  for (const one of [database, byRole]) {
    assert.deepEqual([...(await one.sql`SELECT current_user::text AS name`)], [{ name: 'goldthread_app' }]);
    await one.sql`INSERT INTO public.log VALUES (${2 ** 53 - 1})`;
    await assert.rejects(one.sql`DELETE FROM public.log`, { code: '42501' });
    await assert.rejects(one.sql`SELECT FROM public.closed`, { code: '42501' });
    await assert.rejects(one.sql`CREATE TABLE public.own ()`, { code: '42501' });
  }
});
