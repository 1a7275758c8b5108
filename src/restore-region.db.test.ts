/** Contract: `backup FILE` and `restore FILE`, the whole region; HZ3 (nothing acknowledged is lost) and decision 13 (the log goes on). */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createAudit, verifyWholeLog } from '#audit';
import { type Config, readConfig } from '#config';
import { systemClock } from '#kernel/clock.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, openDatabase, type Sql, startEmbeddedPostgres, type TestDatabase } from '#platform';
import { aSealedLog, type LogForTests, succeeded } from './audit/testing/a-sealed-log.ts';
import { settled } from './audit/testing/settled.ts';
import { backUpRegion, schemas } from './back-up-region.ts';
import { regionForTests } from './intake/testing/region-for-tests.ts';
import { connectTo } from './platform/database/testing/database-for-tests.ts';
import { openBackupOf, restoreRegion } from './restore-region.ts';

const t = forWholeFile();
const log = createLog({ level: 'silent' });
const passphrase = 'a passphrase for tests';
const origin = 'north.goldthread.invalid/log';
const folder = mkdtempSync(join(tmpdir(), 'goldthread-backup-'));
const path = join(folder, 'region.backup');
let source: LogForTests;
let config: Config;
let contents: readonly string[];

const message = [
  'MSH|^~\\&|TIE|ZX41|GT|GT|20260501100000||ADT^A01|Q1|P|2.4',
  'EVN|A01|20260501100000',
  'PID|1||9990000018^^^NHS^NH||Finch^Ada||19500304|F',
  'PV1|1|I|WARD^^^ZX41',
].join('\r');

const configOf = (given: Readonly<Record<string, string>>): Config =>
  succeeded(readConfig({ GOLDTHREAD_REGION: 'north', GOLDTHREAD_KEYS_DIR: source.keysDirectory, ...given }));

/**
 * Entries whose transactions began before others, and that came after them: the order of the leaves is that of the transactions. So
 * many that a new server has not counted as far, and of so many bytes that a backup has several pieces.
 */
async function crossedEntries({ owner }: TestDatabase): Promise<void> {
  await owner.unsafe("do $$ begin while pg_current_xact_id() < '4000'::xid8 loop commit; end loop; end $$");
  await owner`insert into audit.entry (position, transaction_id, at_ms, request_id, kind, persons, body) overriding system value
    select 4000 - n, (n + 2)::text::xid8, 1764150000000, 'crossed', 'disclosure', '{4}',
      '{"noise":"' || encode(sha256(n::text::bytea) || sha256((n + 9999)::text::bytea) || sha256((-n)::text::bytea), 'hex') || '"}'
    from generate_series(1, 3000) as n`;
  await owner`select setval('audit.entry_position_seq', 4000)`;
}

/** What every table holds, without the numbers of transactions, and what is left out on purpose. */
async function contentsOf(owner: Sql): Promise<readonly string[]> {
  const tables = await owner<{ name: string }[]>`select schemaname || '.' || tablename as name from pg_tables
    where schemaname = any (${[...schemas]}) order by 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const shown =
      name === 'audit.entry'
        ? 'position, at_ms, request_id, kind, persons, body'
        : name === 'audit.sealing'
          ? 'batch, up_to_position, first_leaf, last_leaf, entries_so_far, at_ms'
          : '*';
    const last = name === 'audit.entry' ? `where kind <> 'administration'` : '';
    const [row] = await owner.unsafe<{ sum: string }[]>(
      `select count(*) || ' ' || coalesce(md5(string_agg(one::text, '|' order by one::text)), '') as sum
       from (select ${shown} from ${name} ${last}) as one`,
    );
    found.push(`${name} ${row?.sum}`);
  }
  return found;
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'done' : outcome.fault.code;
}

async function isLogWhole(ownerUrl: string): Promise<boolean> {
  const database = openDatabase({ ownerUrl, poolSize: 3, log });
  try {
    const audit = createAudit({ database, clock: systemClock, log });
    // The entry of the restore itself: a server that counted its transactions from the beginning would take none (AUDIT-004).
    await settled(audit);
    assert.equal(succeeded(await audit.reconcile()).reconciled, true);
    const { keysDirectory } = source;
    const whole = succeeded(await verifyWholeLog({ database, keysDirectory, origin, keys: [], outsideNotes: [] }));
    assert.deepEqual(
      whole.findings.filter(({ state }) => state === 'broken'),
      [],
    );
    return whole.isWhole;
  } finally {
    await database.close();
  }
}

/** A database of the same server, empty, of somebody who may do nothing but own it. */
async function emptyDatabase(): Promise<{ readonly url: string; readonly owner: Sql }> {
  const name = `zx_${randomBytes(4).toString('hex')}`;
  const { owner: server, ownerUrl } = source.database;
  await server.unsafe(`create role ${name} login password '${name}' nosuperuser nocreatedb nocreaterole`);
  await server.unsafe(`grant goldthread_app to ${name}`);
  await server.unsafe(`create database ${name} owner ${name} template template0`);
  const url = new URL(ownerUrl);
  [url.username, url.password, url.pathname] = [name, name, `/${name}`];
  const owner = connectTo(url.href);
  t.after(async () => {
    await owner.end({ timeout: 1 });
    await server.unsafe(`drop database ${name} with (force)`);
    await server.unsafe(`drop role ${name}`);
  });
  return { url: url.href, owner };
}

before(async () => {
  t.after(async () => rmSync(folder, { recursive: true, force: true }));
  source = await aSealedLog(t, { hasAllModules: true, origin });
  const { deps, intake } = await regionForTests(source.database);
  assert.equal((await intake.receiveHl7(Buffer.from(message))).code, 'AA');
  await deps.directory.close();
  await crossedEntries(source.database);
  await source.disclose(1, 2);
  await source.seal();
  config = configOf({ GOLDTHREAD_DATABASE_URL: source.database.ownerUrl });
  contents = await contentsOf(source.database.owner);
  succeeded(await backUpRegion({ config, log, path, passphrase }));
});

test('a backup into an empty database, by somebody who only owns it, is the region as it was, and its log goes on whole', async () => {
  const { url, owner } = await emptyDatabase();
  const into = configOf({ GOLDTHREAD_DATABASE_URL: url });
  const restored = succeeded(await restoreRegion({ config: into, log, path, passphrase }));
  assert.equal(restored.keys, 'kept', 'keys that are there know how far the log had come');
  assert.deepEqual(await contentsOf(owner), contents);
  assert.equal(await isLogWhole(url), true);
  assert.equal(codeOf(await restoreRegion({ config: into, log, path, passphrase })), 'PLATFORM-021');
});

test('a backup into a new data directory brings the keys, and is put in its place only when it is whole', async () => {
  const dataDirectory = join(folder, 'data');
  const into = configOf({ GOLDTHREAD_DATA_DIR: dataDirectory, GOLDTHREAD_KEYS_DIR: join(folder, 'keys') });
  const restored = succeeded(await restoreRegion({ config: into, log, path, passphrase }));
  assert.equal(restored.keys, 'restored');
  for (const name of readdirSync(source.keysDirectory)) {
    const [was, is] = [join(source.keysDirectory, name), join(folder, 'keys', name)];
    assert.equal(readFileSync(is, 'utf8'), readFileSync(was, 'utf8'));
    assert.equal(Math.round(statSync(is).mtimeMs), Math.round(statSync(was).mtimeMs), 'the newest key signs');
  }
  const started = succeeded(await startEmbeddedPostgres({ dataDirectory, log }));
  try {
    assert.equal(await isLogWhole(started.url), true);
  } finally {
    await started.stop();
  }
  assert.equal(codeOf(await restoreRegion({ config: into, log, path, passphrase })), 'PLATFORM-021');
});

test('a backup that was cut off, changed or closed by another passphrase restores nothing and leaves nothing behind', async () => {
  const { url, owner } = await emptyDatabase();
  const into = configOf({ GOLDTHREAD_DATABASE_URL: url });
  const whole = readFileSync(path);
  const broken = join(folder, 'broken.backup');
  const answers: Record<string, string> = {};
  const attempt = async (what: string, bytes: Buffer, words = passphrase): Promise<void> => {
    writeFileSync(broken, bytes);
    const request = { config: into, log, path: broken, passphrase: words };
    const checked = await openBackupOf(request);
    answers[what] =
      `${codeOf(checked.ok ? await checked.value.check() : checked)} ${codeOf(await restoreRegion(request))}`;
    const left = await owner`select nspname from pg_namespace where nspname = any (${[...schemas]})`;
    assert.deepEqual([...left], [], what);
  };
  const changed = Buffer.from(whole);
  changed.writeUInt8(changed.readUInt8(changed.length - 40) ^ 1, changed.length - 40);
  await attempt('its last byte', whole.subarray(0, -1));
  await attempt('half of it', whole.subarray(0, whole.length >> 1));
  await attempt('nothing', Buffer.alloc(0));
  await attempt('another file', Buffer.from('x'.repeat(5_000)));
  await attempt('another passphrase', whole, 'another passphrase for it');
  assert.ok(whole.length > 300_000, 'it has more than one piece');
  await attempt('a bit', changed);
  assert.equal(answers['half of it'], 'PLATFORM-020 PLATFORM-020');
  assert.equal(answers['a bit'], 'PLATFORM-020 PLATFORM-020');
  assert.equal(answers['its last byte'], 'PLATFORM-020 PLATFORM-020');
  assert.equal(answers['nothing'], 'PLATFORM-020 PLATFORM-020');
  assert.equal(answers['another file'], 'PLATFORM-020 PLATFORM-020');
  assert.equal(answers['another passphrase'], 'PLATFORM-019 PLATFORM-019');
});

test('a backup of another region, or of a newer version, is refused by name; a file that is there is not written over', async () => {
  const { url } = await emptyDatabase();
  const elsewhere = configOf({ GOLDTHREAD_DATABASE_URL: url, GOLDTHREAD_REGION: 'south' });
  assert.equal(codeOf(await restoreRegion({ config: elsewhere, log, path, passphrase })), 'START-006');
  assert.equal(codeOf(await backUpRegion({ config, log, path, passphrase })), 'PLATFORM-022');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('region.backup.')),
    [],
  );
  const nowhere = join(folder, 'nowhere', 'region.backup');
  assert.equal(codeOf(await backUpRegion({ config, log, path: nowhere, passphrase })), 'PLATFORM-022');
  const { owner } = source.database;
  await owner`insert into platform.migration (name, sha256) values ('20990101-0000-later.sql', 'x')`;
  const later = join(folder, 'later.backup');
  succeeded(await backUpRegion({ config, log, path: later, passphrase }));
  await owner`delete from platform.migration where name like '2099%'`;
  const into = configOf({ GOLDTHREAD_DATABASE_URL: url });
  assert.equal(codeOf(await restoreRegion({ config: into, log, path: later, passphrase })), 'PLATFORM-017');
});
