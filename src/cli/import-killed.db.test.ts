/** HZ3 and decision 99: `import` that is killed (kill -9) at any moment files, with the run that goes on, each posted Bundle once. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { configForTests } from '../config/testing/config-for-tests.ts';
import { demoSystemClient } from '../demo-intakes.ts';
import { startRegion } from '../start-region.ts';

const file = forWholeFile();
const folder = mkdtempSync(join(tmpdir(), 'goldthread-killed-'));
let database: TestDatabase;
let publicUrl = '';
let token = '';
/** Stands before the region, and may say when an answer came: what was filed is committed, and whoever sent it does not know. */
let between: Server;
let onAnswer: (() => void) | undefined;

async function passOn(request: IncomingMessage, body: Buffer, answer: ServerResponse): Promise<void> {
  const names = ['content-type', 'authorization', 'idempotency-key'];
  const headers = names.flatMap((name) => {
    const value = request.headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  const told = await fetch(`${publicUrl}${request.url}`, { method: 'POST', headers, body });
  const text = await told.text();
  onAnswer?.();
  answer.writeHead(told.status, { 'content-type': 'application/fhir+json' }).end(text);
}

async function startBetween(): Promise<void> {
  between = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => void passOn(request, Buffer.concat(parts), answer));
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
}

before(async () => {
  file.after(async () => rmSync(folder, { recursive: true, force: true }));
  database = await databaseForTests(file);
  const config = configForTests({
    GOLDTHREAD_DATA_DIR: join(folder, 'data'),
    GOLDTHREAD_DATABASE_URL: database.ownerUrl,
  });
  const started = await startRegion({ config });
  assert.ok(started.ok, JSON.stringify(started));
  file.after(() => started.value.stop());
  publicUrl = started.value.publicUrl;
  const { clientId } = demoSystemClient;
  token = await started.value.region.signIn.issueAccessToken({ clientId, scopes: ['system/*.cruds'] });
  await startBetween();
  file.after(async () => {
    between.closeAllConnections();
    between.close();
  });
});

/** As a supplier's extract is: nothing in it names a row, so that sent twice it would be filed twice. */
function bundleText(family: string): string {
  const fullUrl = `urn:uuid:${crypto.randomUUID()}`;
  const observation = {
    resourceType: 'Observation',
    status: 'final',
    code: { text: `Weight of ${family}` },
    subject: { reference: fullUrl },
  };
  const entry = [
    {
      fullUrl,
      resource: { resourceType: 'Patient', name: [{ family }] },
      request: { method: 'POST', url: 'Patient' },
    },
    { resource: observation, request: { method: 'POST', url: 'Observation' } },
  ];
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

function folderOf(name: string, count: number): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (let number = 0; number < count; number++)
    writeFileSync(join(path, `${number}.json`), bundleText(`${name}${number}`));
  return path;
}

function startImport(path: string): ChildProcess {
  const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
  const env = { ...process.env, GOLDTHREAD_DATA_DIR: join(path, 'own') };
  const args = [join(import.meta.dirname, 'main.ts'), 'import', path, '--url', url, '--token', token];
  return spawn(process.execPath, args, { env, stdio: 'ignore' });
}

/** Kills it once so many Bundles are filed. */
async function killedAfter(answers: number, path: string): Promise<void> {
  const running = startImport(path);
  let seen = 0;
  onAnswer = () => {
    if (++seen === answers) running.kill('SIGKILL');
  };
  const [, signal] = await once(running, 'close');
  onAnswer = undefined;
  assert.equal(signal, 'SIGKILL', 'it ended before it was killed');
}

async function finished(path: string): Promise<void> {
  const [code] = await once(startImport(path), 'close');
  assert.equal(code, 0);
}

async function timesFiled(name: string): Promise<readonly number[]> {
  const rows = await database.owner<{ times: number }[]>`
    select count(*)::int as times from store.resource
    where body ~ ${`"(?:Weight of )?${name}[0-9]+"`} group by substring(body from ${`"((?:Weight of )?${name}[0-9]+)"`})`;
  return rows.map(({ times }) => times);
}

test('killed between the commit of a Bundle and the note of it, import files it once', async () => {
  const path = folderOf('Once', 1);
  await killedAfter(1, path);
  assert.deepEqual(await timesFiled('Once'), [1, 1], 'it was filed before the kill');
  await finished(path);
  assert.deepEqual(await timesFiled('Once'), [1, 1]);
});

test('killed five times over, with several Bundles under way, import files each once', async () => {
  const path = folderOf('Often', 40);
  for (const answers of [3, 6, 2, 5, 4]) await killedAfter(answers, path);
  await finished(path);
  assert.deepEqual(
    await timesFiled('Often'),
    Array.from({ length: 80 }, () => 1),
  );
});

/** What `import` says, and how many of these words were filed. */
async function imported(path: string, words: string): Promise<{ refused: string[]; filed: number }> {
  const env = { ...process.env, GOLDTHREAD_DATA_DIR: join(folder, `own-${words}`) };
  const args = [join(import.meta.dirname, 'main.ts'), 'import', path, '--url', publicUrl, '--token', token, '--json'];
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env }, (_failure, text) => resolve(text));
  });
  const [row] = await database.owner<{ count: number }[]>`
    select count(*)::int as count from store.resource where body like ${`%${words}%`}`;
  const { refused } = JSON.parse(said) as { refused: { place: string; rule: string }[] };
  return { refused: refused.map(({ place, rule }) => `${place} ${rule}`), filed: row?.count ?? -1 };
}

test('decision 99: a batch is sent without a key, and filed', async () => {
  const path = join(folder, 'batch.json');
  writeFileSync(
    path,
    bundleText('Batchwell')
      .replace('"transaction"', '"batch"')
      .replace(/,{"resource":{"resourceType":"Observation".*}}\]/, ']'),
  );
  assert.deepEqual(await imported(path, 'Batchwell'), { refused: [], filed: 1 });
});

test('decision 99: a file of which one line was mended sends what was filed before no second time', async () => {
  const path = join(folder, 'mended.ndjson');
  const line = (number: number): string =>
    JSON.stringify({ resourceType: 'Organization', name: `Mendable House ${number}` });
  const first = Array.from({ length: 500 }, (_, number) => line(number));
  writeFileSync(path, [...first, line(500), '{"resourceType":"Organization","nme":"Mendable House 501"}'].join('\n'));
  const before = await imported(path, 'Mendable House');
  assert.equal(before.filed, 500);
  assert.ok(before.refused.length > 0);
  writeFileSync(path, [...first, line(500), line(501)].join('\n'));
  assert.deepEqual(await imported(path, 'Mendable House'), { refused: [], filed: 502 });
});

test('attack 74: a file that is not UTF-8 is refused whole, and one with a mark of the byte order is read', async () => {
  const path = join(folder, 'latin.json');
  const text = JSON.stringify({ resourceType: 'Organization', name: 'Müllerhaus' });
  writeFileSync(path, Buffer.from(text, 'latin1'));
  assert.deepEqual(await imported(path, 'llerhaus'), { refused: ['file must be UTF-8'], filed: 0 });
  writeFileSync(path, `\ufeff${text}`);
  assert.deepEqual(await imported(path, 'llerhaus'), { refused: [], filed: 1 });
});
