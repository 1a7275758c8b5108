import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { makeDurableFile, makeDurableFolder, replaceDurableFile } from './durable-file.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a durable file', () => {
  it('is made whole, for our user only, and leaves no passing file', async (t) => {
    const folder = folderFor(t);
    assert.equal(await makeDurableFile(join(folder, 'key'), 'text'), true);
    assert.equal(readFileSync(join(folder, 'key'), 'utf8'), 'text');
    assert.equal(statSync(join(folder, 'key')).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['key']);
  });

  it('is not made over another, whoever comes first', async (t) => {
    const folder = folderFor(t);
    const made = await Promise.all(['a', 'b', 'c'].map((text) => makeDurableFile(join(folder, 'key'), text)));
    assert.equal(made.filter((one) => one).length, 1);
    assert.equal(readFileSync(join(folder, 'key'), 'utf8'), ['a', 'b', 'c'][made.indexOf(true)]);
    assert.deepEqual(readdirSync(folder), ['key']);
  });

  it('is replaced at one stroke', async (t) => {
    const folder = folderFor(t);
    await replaceDurableFile(join(folder, 'note'), 'first');
    await replaceDurableFile(join(folder, 'note'), 'second');
    assert.equal(readFileSync(join(folder, 'note'), 'utf8'), 'second');
    assert.deepEqual(readdirSync(folder), ['note']);
  });

  it('has a folder that only our user may enter', async (t) => {
    const folder = join(folderFor(t), 'one', 'two');
    await makeDurableFolder(folder);
    await makeDurableFolder(folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });
});
