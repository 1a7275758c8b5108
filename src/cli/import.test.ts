/** Contract: `import` says what was refused and why, goes on where it stopped, and exits 0 only when everything was taken. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'goldthread-import-'));
const program = join(import.meta.dirname, 'main.ts');
let server: Server;
/** What was posted, each as the ids of its resources: by PUT, so that the same again is the same. */
let posted: string[][] = [];
let bodies: string[] = [];

before(async () => {
  server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(Buffer.concat(parts).toString());
      const { entry } = JSON.parse(bodies.at(-1)!) as {
        entry: { request: { method: string; url: string } }[];
      };
      posted.push(entry.map(({ request: { method, url } }) => (method === 'PUT' ? (url.split('/')[1] ?? '') : method)));
      answer.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify({ entry }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  posted = [];
  bodies = [];
});
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const patient = (id: string): string => JSON.stringify({ resourceType: 'Patient', id });

async function goldthread(
  ...given: (string | { readonly dataDirectory: string })[]
): Promise<{ code: number; out: string; error: string }> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const other = given.find((one) => typeof one === 'object');
  const env = { ...process.env, GOLDTHREAD_DATA_DIR: other?.dataDirectory ?? join(folder, 'data') };
  return new Promise((resolve) => {
    const args = [program, 'import', ...given.filter((one) => typeof one === 'string'), '--url', url, '--token', 'x'];
    execFile(process.execPath, args, { env }, (failure, out, error) => {
      resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, out, error });
    });
  });
}

test('a line that is no JSON is refused by its number, and those around it are sent', async () => {
  const path = fileOf(
    'some.ndjson',
    [patient('a'), '{"resourceType":"Patient","name":[{"family":"Finch"', patient('b')].join('\n'),
  );
  const { code, out, error } = await goldthread(path, '--json');
  assert.equal(code, 1);
  assert.deepEqual(posted, [['a', 'b']]);
  assert.deepEqual(JSON.parse(out).refused, [
    { file: path, place: 'line 2', rule: 'is where the JSON breaks off or goes wrong' },
  ]);
  assert.doesNotMatch(out + error, /Finch/);
});

test('a line that names a member twice is refused, and decimals go on with their digits (R4 2.6.2, 2.24.0.1)', async () => {
  const weight = '{"resourceType":"Observation","id":"w","valueQuantity":{"value":71.50}}';
  const path = fileOf('digits.ndjson', ['{"resourceType":"Patient","id":"a","id":"b"}', weight].join('\n'));
  const { out } = await goldthread(path, '--json');
  assert.deepEqual(posted, [['w']]);
  assert.match(bodies.at(-1) ?? '', /"value":71\.50\b/);
  const [refused] = (JSON.parse(out) as { refused: { place: string; rule: string }[] }).refused;
  assert.equal(refused?.place, 'line 1');
  assert.match(refused?.rule ?? '', /names are unique/);
});

test('a file that says it is gzip and is none is refused, and the next is sent; a second run skips what was taken', async () => {
  const paths = [fileOf('none.json.gz', 'x'), fileOf('one.json', patient('c'))];
  const first = await goldthread(...paths);
  assert.equal(first.code, 1);
  assert.match(first.out, /refused .*none\.json\.gz file: is not gzip/);
  assert.match(first.error, /^CLI-005: /);
  assert.match((await goldthread(...paths)).out, /1 files were taken before and skipped/);
  assert.deepEqual(posted, [['c']]);
});

test('an option that is no number ends the command with exit code 2, and nothing is sent', async () => {
  const { code, error } = await goldthread(fileOf('two.json', patient('d')), '--writers', 'four');
  assert.equal(code, 2);
  assert.match(error, /must be a whole number from 1 to 64/);
  assert.deepEqual(posted, []);
});

test('what nobody expected is said in one sentence with its code, and without a word of what was read', async () => {
  // A folder stands where the list of what was taken belongs.
  mkdirSync(join(folder, 'blocked', 'imported.txt'), { recursive: true });
  const { code, error } = await goldthread(fileOf('three.json', patient('Finch')), {
    dataDirectory: join(folder, 'blocked'),
  });
  assert.equal(code, 1);
  assert.match(error, /^CLI-011: [^\n]+\n {2}goldthread: Error EISDIR [^\n]+\n$/);
  assert.doesNotMatch(error, /Finch/);
});
