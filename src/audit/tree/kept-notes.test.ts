/** Decision 23: what was signed is kept where an administrator of the database cannot take it back. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { keptNotes } from './kept-notes.ts';

const minuteMs = 60_000;

async function aDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'goldthread-kept-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('one note an hour stays for good beside the newest, also after a restart', async (t) => {
  const directory = await aDirectory(t);
  const kept = keptNotes(directory, 'log');
  assert.equal(await kept.newest(), undefined);
  assert.deepEqual(await kept.all(), []);
  for (const [note, minute] of [
    ['first', 0],
    ['within the hour', 30],
    ['second\nwith lines', 61],
    ['newest', 62],
  ] as const)
    await kept.keep(note, minute * minuteMs);
  const again = keptNotes(directory, 'log');
  assert.equal(await again.newest(), 'newest');
  assert.deepEqual(await again.all(), ['first', 'second\nwith lines', 'newest']);
  assert.deepEqual(await keptNotes(directory, 'another log').all(), []);
});

test('a note that cannot be read is no missing note: nobody goes on as if nothing had been signed', async (t) => {
  const directory = await aDirectory(t);
  await mkdir(join(directory, 'log.newest.txt'));
  await assert.rejects(keptNotes(directory, 'log').newest(), { code: 'EISDIR' });
  await rm(join(directory, 'log.newest.txt'), { recursive: true });
  await mkdir(join(directory, 'log.kept.jsonl'));
  await assert.rejects(keptNotes(directory, 'log').all(), { code: 'EISDIR' });
});
