/** The programs run wherever npm put them, also where their user cannot go: decision 0007. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ok } from '#kernel/outcome.ts';
import { findPostgresBinaries, type InstalledPrograms } from './postgres-binaries.ts';
import { bareEnvironment, isRoot, spawnIdentity } from './postgres-user.ts';

const user = isRoot() ? { uid: 64_321, gid: 64_321 } : undefined;
const version = `test-${process.pid}`;

/** As root: in a folder that only root may read. Otherwise: without its links, in a folder that cannot be written to. */
function anAwkwardInstallation(t: TestContext): InstalledPrograms {
  const folder = join(mkdtempSync(join(tmpdir(), 'goldthread-programs-')), 'native');
  const found = findPostgresBinaries(undefined);
  assert.ok(found.ok);
  cpSync(dirname(dirname(found.value.postgres)), folder, { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(join(folder, 'lib'))) {
    const path = join(folder, 'lib', name);
    if (lstatSync(path).isSymbolicLink()) rmSync(path);
  }
  if (!isRoot()) chmodSync(join(folder, 'lib'), 0o555);
  t.after(() => {
    chmodSync(join(folder, 'lib'), 0o755);
    rmSync(dirname(folder), { recursive: true });
  });
  return { folder, version };
}

function runsAsItsUser(program: string): boolean {
  return spawnSync(program, ['--version'], { ...spawnIdentity(user), cwd: '/', env: bareEnvironment }).status === 0;
}

test('programs that their user cannot run in place are copied once to where he can, and a copy tampered with is not run', (t) => {
  const installed = anAwkwardInstallation(t);
  const first = findPostgresBinaries(user, ok(installed));
  assert.ok(first.ok, first.ok ? '' : first.fault.message);
  const copy = dirname(dirname(first.value.postgres));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  assert.notEqual(copy, installed.folder);
  assert.ok(runsAsItsUser(first.value.postgres) && runsAsItsUser(first.value.initdb));
  assert.equal(statSync(copy).mode & 0o022, 0, 'nobody else may write to it');

  const inode = statSync(first.value.postgres).ino;
  assert.deepEqual(findPostgresBinaries(user, ok(installed)), first);
  assert.equal(statSync(first.value.postgres).ino, inode, 'it is not copied again');

  writeFileSync(first.value.postgres, 'something else');
  assert.deepEqual(findPostgresBinaries(user, ok(installed)), first);
  assert.ok(runsAsItsUser(first.value.postgres));

  chmodSync(copy, 0o777);
  const afterOpening = statSync(first.value.postgres).ino;
  assert.deepEqual(findPostgresBinaries(user, ok(installed)), first);
  assert.notEqual(statSync(first.value.postgres).ino, afterOpening, 'one that others could write to is made anew');
});
