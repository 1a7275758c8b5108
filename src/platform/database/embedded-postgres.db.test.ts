/** The supervisor's promises: decision 0007. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Outcome } from '#kernel/outcome.ts';
import { createLog } from '../log.ts';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
import { postgres } from './postgres-driver.ts';
import { isRoot } from './postgres-user.ts';
import { isAlive, postgresProcessesIn } from './process-table.ts';

const log = createLog({ level: 'silent' });
/** Only its owner may pass through `hidden`: as root this proves that PostgreSQL works where its user cannot go. */
let hidden = '';
let dataDirectory = '';

before(() => {
  hidden = mkdtempSync(join(tmpdir(), 'goldthread-hidden-'));
  assert.equal(statSync(hidden).mode & 0o777, 0o700);
  dataDirectory = join(hidden, 'below', 'data');
});
after(() => rmSync(hidden, { recursive: true, force: true }));

async function start(t: TestContext, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const outcome = await startEmbeddedPostgres({ dataDirectory, log, ...options });
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.fault.message);
  t.after(() => outcome.value.stop());
  return outcome.value;
}

function refusal(outcome: Outcome<EmbeddedPostgres>): string {
  assert.ok(!outcome.ok, 'it started');
  const { code, message } = outcome.fault;
  assert.match(message, /^[A-Z].*: .*\.$/, 'one sentence: what is wrong, then what to do');
  return `${code} ${message}`;
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
}

interface Held {
  readonly child: ChildProcess;
  readonly url: string;
  readonly processIds: readonly number[];
}

async function holdInAnotherProcess(t: TestContext): Promise<Held> {
  const program = join(import.meta.dirname, 'testing', 'hold-embedded-postgres.ts');
  const child = spawn(process.execPath, [program, dataDirectory], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGTERM'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, processIds } = JSON.parse(line.toString('utf8')) as { url: string; processIds: readonly number[] };
  return { child, url, processIds };
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('a first start in a folder that only its owner may read makes a durable database, and a stop leaves no process', async (t) => {
  const server = await start(t);
  const [settings] = await query(
    server.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
       current_setting('full_page_writes') AS pages, current_setting('data_checksums') AS checksums,
       current_setting('listen_addresses') AS address, current_setting('server_encoding') AS encoding,
       current_setting('TimeZone') AS zone, lower('É') AS lower`,
  );
  assert.deepEqual(settings, {
    fsync: 'on',
    commit: 'on',
    pages: 'on',
    checksums: 'on',
    address: '127.0.0.1',
    encoding: 'UTF8',
    zone: 'UTC',
    lower: 'é',
  });
  await query(server.url, 'CREATE TABLE kept (number integer PRIMARY KEY)');
  const files = join(dataDirectory, 'postgresql');
  assert.equal(statSync(files).mode & 0o777, 0o700);
  assert.equal(statSync(join(dataDirectory, 'database-passwords.json')).mode & 0o777, 0o600);
  if (isRoot()) assert.notEqual(statSync(files).uid, 0, 'PostgreSQL does not run as root');
  const processIds = server.processIds();
  assert.ok(processIds.length > 3);
  await server.stop();
  assert.deepEqual(processIds.filter(isAlive), []);
});

test('what somebody typed does not reach the log when a statement fails', async (t) => {
  const server = await start(t);
  await assert.rejects(query(server.url, `SELECT 'Zebedee'::integer`), /Zebedee/);
  await assert.rejects(query(server.url, 'INSERT INTO kept VALUES (424242), (424242)'));
  await server.stop();
  const written = readFileSync(join(dataDirectory, 'postgresql.log'), 'utf8');
  assert.match(written, /ready to accept connections/);
  assert.doesNotMatch(written, /Zebedee|424242/);
});

test('a wrong password is refused', async (t) => {
  const server = await start(t);
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await assert.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' });
  await server.stop();
});

test('a second start is refused while the first lives, in the same process and in another', async (t) => {
  const held = await holdInAnotherProcess(t);
  const other = refusal(await startEmbeddedPostgres({ dataDirectory, log }));
  assert.match(other, new RegExp(`^PLATFORM-005 .*process ${held.child.pid}:`));
  assert.deepEqual(await query(held.url, 'SELECT 1 AS one'), [{ one: 1 }], 'the refused start touched nothing');
  const ended = once(held.child, 'exit');
  held.child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);

  const server = await start(t);
  assert.match(refusal(await startEmbeddedPostgres({ dataDirectory, log })), /^PLATFORM-005/);
  await server.stop();
});

test('after kill -9 of Goldthread alone its PostgreSQL lives on, and the next start replaces it and keeps every row', async (t) => {
  const held = await holdInAnotherProcess(t);
  await query(held.url, 'INSERT INTO kept VALUES (1)');
  await killed(held.child);
  assert.ok(isAlive(held.processIds[0]!), 'there is an orphan to deal with');

  const server = await start(t);
  assert.deepEqual(await query(server.url, 'SELECT number FROM kept WHERE number = 1'), [{ number: 1 }]);
  assert.equal(isAlive(held.processIds[0]!), false);
  await server.stop();
});

test('after kill -9 of everything the next start recovers every committed row', async (t) => {
  const held = await holdInAnotherProcess(t);
  await query(held.url, 'INSERT INTO kept VALUES (2)');
  await killed(held.child);
  for (const processId of postgresProcessesIn(join(dataDirectory, 'postgresql'))) process.kill(processId, 'SIGKILL');

  const server = await start(t);
  assert.deepEqual(await query(server.url, 'SELECT number FROM kept WHERE number = 2'), [{ number: 2 }]);
  await server.stop();
});

test('after a kill of the leader alone the next start waits for the others and recovers', async (t) => {
  const held = await holdInAnotherProcess(t);
  await query(held.url, 'INSERT INTO kept VALUES (3)');
  await killed(held.child);
  process.kill(held.processIds[0]!, 'SIGKILL');

  const server = await start(t);
  assert.deepEqual(await query(server.url, 'SELECT number FROM kept WHERE number = 3'), [{ number: 3 }]);
  await server.stop();
});

test('a process number used again by somebody else neither stops the start nor is it harmed', async (t) => {
  const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
  writeFileSync(join(dataDirectory, 'postgresql', 'postmaster.pid'), `${bystander.pid}\n${dataDirectory}\n1\n5432\n`);
  const server = await start(t);
  assert.ok(isAlive(bystander.pid!));
  await server.stop();
  bystander.kill('SIGKILL');
});

test('PostgreSQL ending by itself is reported, and lets the data directory go', async (t) => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = await start(t, { onUnexpectedEnd: (fault) => resolve(fault.code) });
  process.kill(server.processIds()[0]!, 'SIGQUIT');
  assert.equal(await promise, 'PLATFORM-008');
  await (await start(t)).stop();
});

test('each way it cannot start is said in one sentence', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  assert.match(refusal(await startEmbeddedPostgres({ dataDirectory, log, port })), /^PLATFORM-007 .*port \d+ is taken/);
  taken.close();

  const file = join(hidden, 'a-file');
  writeFileSync(file, '');
  const inFile = await startEmbeddedPostgres({ dataDirectory: join(file, 'data'), log });
  assert.match(refusal(inFile), /^PLATFORM-003 .*ENOTDIR/);

  const versionFile = join(dataDirectory, 'postgresql', 'PG_VERSION');
  writeFileSync(versionFile, '17\n');
  assert.match(refusal(await startEmbeddedPostgres({ dataDirectory, log })), /^PLATFORM-004 .*PostgreSQL 17:/);
  writeFileSync(versionFile, '18\n');

  const control = join(dataDirectory, 'postgresql', 'global', 'pg_control');
  const whole = readFileSync(control);
  writeFileSync(control, Buffer.alloc(whole.length));
  assert.match(refusal(await startEmbeddedPostgres({ dataDirectory, log })), /^PLATFORM-008/);
  writeFileSync(control, whole);

  const empty = join(hidden, 'empty');
  mkdirSync(join(empty, 'postgresql'), { recursive: true });
  assert.match(refusal(await startEmbeddedPostgres({ dataDirectory: empty, log })), /^PLATFORM-003/);

  await (await start(t)).stop();
});
