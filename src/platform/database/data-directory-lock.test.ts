/** One process per data directory, also across containers that share it: decision 0007. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { lockDataDirectory } from './data-directory-lock.ts';
import { processSpace, processStart } from './process-table.ts';

function aDirectory(t: TestContext): { readonly directory: string; readonly file: string } {
  const directory = mkdtempSync(join(tmpdir(), 'goldthread-lock-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return { directory, file: join(directory, 'goldthread.lock') };
}

function aHolder(changes: Record<string, unknown>): string {
  return JSON.stringify({
    processId: process.pid,
    start: processStart(process.pid),
    space: processSpace(),
    token: 'other',
    ...changes,
  });
}

test('of ten starts at the same moment one gets the directory', async (t) => {
  const { directory } = aDirectory(t);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => lockDataDirectory(directory)));
  assert.equal(outcomes.filter((outcome) => outcome.ok).length, 1);
  for (const outcome of outcomes) if (outcome.ok) outcome.value.release();
  assert.deepEqual(readdirSync(directory), []);
});

test('of ten starts over a dead lock one gets the directory', async (t) => {
  const { directory, file } = aDirectory(t);
  writeFileSync(file, aHolder({ start: '1' }));
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => lockDataDirectory(directory)));
  assert.equal(outcomes.filter((outcome) => outcome.ok).length, 1);
  for (const outcome of outcomes) if (outcome.ok) outcome.value.release();
});

test('a live holder is refused by name; one whose number now belongs to another process is replaced', async (t) => {
  const { directory, file } = aDirectory(t);
  writeFileSync(file, aHolder({}));
  const refused = await lockDataDirectory(directory);
  assert.ok(!refused.ok && refused.fault.message.includes(`process ${process.pid}:`));

  writeFileSync(file, aHolder({ start: `${processStart(process.pid)}0` }));
  const taken = await lockDataDirectory(directory);
  assert.ok(taken.ok);
  taken.value.release();
});

test('a holder in another container counts as alive while it touches its lock, and as dead once it is silent', async (t) => {
  const { directory, file } = aDirectory(t);
  writeFileSync(file, aHolder({ space: 'another container', processId: 1 }));
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), 100);
  const refused = await lockDataDirectory(directory, 800);
  clearInterval(beat);
  assert.ok(!refused.ok && refused.fault.message.includes('another container'));

  const taken = await lockDataDirectory(directory, 800);
  assert.ok(taken.ok);
  taken.value.release();
});

test('a lock that is not readable as one is replaced', async (t) => {
  const { directory, file } = aDirectory(t);
  writeFileSync(file, '{"proc');
  const taken = await lockDataDirectory(directory);
  assert.ok(taken.ok);
  taken.value.release();
  assert.deepEqual(readdirSync(directory), []);
});
