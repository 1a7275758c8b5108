/** Decision 90: keys that are there are never replaced, and never left out for what is none. */
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { restoreKeys } from './restore-keys.ts';

const files = ['access-log-1.pem', 'access-log-checkpoint.newest.txt', 'demo-identity-1.jwk.json'].map(
  (name, index) => ({
    name,
    modifiedMs: Date.UTC(2026, 10, 1 + index),
    bytes: Buffer.from(`the bytes of ${name}`),
  }),
);

function aDirectory(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function assertRestored(folder: string): void {
  for (const { name, modifiedMs, bytes } of files) {
    assert.equal(readFileSync(join(folder, name), 'utf8'), bytes.toString());
    assert.equal(statSync(join(folder, name)).mtimeMs, modifiedMs, 'the newest key signs');
  }
}

test('what lies in a keys directory and is no key does not keep the keys of the backup out', async (t) => {
  const folder = aDirectory(t);
  mkdirSync(join(folder, 'lost+found'));
  mkdirSync(join(folder, '..2026_11_28'));
  symlinkSync('..2026_11_28', join(folder, '..data'));
  writeFileSync(join(folder, 'access-log-1.pem.0123456789ab'), 'half a');
  assert.equal(await restoreKeys(folder, files), 'restored');
  assertRestored(folder);
});

test('keys of the backup that a killed restore had written are completed, with the times by which the newest signs', async (t) => {
  const folder = aDirectory(t);
  writeFileSync(join(folder, files[0]!.name), files[0]!.bytes);
  assert.equal(await restoreKeys(folder, files), 'restored');
  assertRestored(folder);
  assert.equal(await restoreKeys(folder, files), 'kept', 'they are all there');
});

for (const name of [
  'access-log-1.pem',
  'access-log-2.pem',
  'other.pem',
  'demo-identity-2.jwk.json',
  'access-log-notes.jsonl',
  'demo-identity-1.jwk.json',
])
  test(`a ${name} of others keeps every file of the backup out`, async (t) => {
    const folder = aDirectory(t);
    writeFileSync(join(folder, files[1]!.name), files[1]!.bytes);
    writeFileSync(join(folder, name), 'newer');
    assert.equal(await restoreKeys(folder, files), 'kept');
    assert.deepEqual(readdirSync(folder).sort(), [files[1]!.name, name].sort());
    assert.equal(readFileSync(join(folder, name), 'utf8'), 'newer');
  });
