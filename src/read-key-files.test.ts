/** Decision 90: a backup has every key that the region has, however it is mounted, or says which it cannot have. */
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Outcome } from '#kernel/outcome.ts';
import { readKeyFiles } from './read-key-files.ts';
import { restoreKeys } from './restore-keys.ts';

function aDirectory(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One key by links as a secret is mounted, one by a link to elsewhere, one as it is. */
function mounted(t: TestContext): string {
  const [folder, elsewhere] = [aDirectory(t), aDirectory(t)];
  mkdirSync(join(folder, '..2026_11_28'));
  writeFileSync(join(folder, '..2026_11_28', 'access-log-1.pem'), 'of the mount');
  symlinkSync('..2026_11_28', join(folder, '..data'));
  symlinkSync('..data/access-log-1.pem', join(folder, 'access-log-1.pem'));
  writeFileSync(join(elsewhere, 'key'), 'of elsewhere');
  symlinkSync(join(elsewhere, 'key'), join(folder, 'demo-identity-1.jwk.json'));
  writeFileSync(join(folder, 'access-log-checkpoint.newest.txt'), 'as it is');
  return folder;
}

const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'done' : outcome.fault.code);

test('keys that are links are backed up by what they lead to, and a restore makes files of them', async (t) => {
  const folder = mounted(t);
  const read = await readKeyFiles(folder);
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.map(({ name, bytes }) => [name, bytes.toString()]),
    [
      ['access-log-1.pem', 'of the mount'],
      ['access-log-checkpoint.newest.txt', 'as it is'],
      ['demo-identity-1.jwk.json', 'of elsewhere'],
    ],
  );
  const into = aDirectory(t);
  assert.equal(await restoreKeys(into, read.value), 'restored');
  for (const { name, bytes } of read.value) assert.deepEqual(readFileSync(join(into, name)), bytes);
});

test('a key whose link leads nowhere is named, and there is no backup without it', async (t) => {
  const folder = mounted(t);
  symlinkSync('..data/access-log-2.pem', join(folder, 'access-log-2.pem'));
  const refused = await readKeyFiles(folder);
  assert.equal(codeOf(refused), 'START-009');
  const place = join(folder, 'access-log-2.pem');
  assert.deepEqual(refused.ok ? [] : refused.fault.flaws, [{ place, rule: 'cannot be read: ENOENT' }]);
});

test('a keys directory that is none is named; one that is not there yet holds no keys', async (t) => {
  const folder = aDirectory(t);
  writeFileSync(join(folder, 'keys'), 'a file');
  assert.equal(codeOf(await readKeyFiles(join(folder, 'keys'))), 'START-009');
  assert.deepEqual(await readKeyFiles(join(folder, 'none')), { ok: true, value: [] });
});

test('a restore beside the same keys by links completes them, and leaves the time of what the links lead to', async (t) => {
  const folder = mounted(t);
  const read = await readKeyFiles(folder);
  assert.ok(read.ok);
  const target = join(folder, '..2026_11_28', 'access-log-1.pem');
  utimesSync(target, 1_000, 1_000);
  rmSync(join(folder, 'access-log-checkpoint.newest.txt'));
  assert.equal(await restoreKeys(folder, read.value), 'restored');
  assert.equal(statSync(target).mtimeMs, 1_000_000);
  assert.equal(readFileSync(join(folder, 'access-log-checkpoint.newest.txt'), 'utf8'), 'as it is');
});
