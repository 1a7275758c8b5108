/** Makes the database files on the first start: all or nothing, and only for the user who will run them. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import {
  bareEnvironment,
  giveToOwnerOf,
  initdbUserFor,
  isRoot,
  type PostgresUser,
  spawnIdentity,
} from './postgres-user.ts';

export interface ClusterPlan {
  /** Where the files belong; it is missing on the first start. */
  readonly cluster: string;
  readonly dataDirectory: string;
  readonly binaries: PostgresBinaries;
  /** Undefined: who we are. */
  readonly user: PostgresUser | undefined;
  readonly throwAway: boolean;
}

export interface Passwords {
  readonly owner: string;
  readonly application: string;
}

/** How PostgreSQL is told where its files are; see decision 0007 on why not by their path when root starts it. */
export function directoryArgument(cluster: string, user: PostgresUser | undefined): string {
  return user !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : cluster;
}

/** The random passwords of the two roles, made on the first start and kept in a file for our user only. */
export function readOrMakePasswords(dataDirectory: string): Passwords {
  const file = join(dataDirectory, 'database-passwords.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
  const made: Passwords = { owner: randomBytes(24).toString('hex'), application: randomBytes(24).toString('hex') };
  writeFileSync(`${file}.new`, `${JSON.stringify(made)}\n`, { mode: 0o600 });
  giveToOwnerOf(dataDirectory, `${file}.new`);
  syncPath(`${file}.new`);
  renameSync(`${file}.new`, file);
  return made;
}

function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** Gives everything below `folder` to `user`, the folder itself last: its owner says that the rest is done. */
function handOver(folder: string, user: PostgresUser): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
  chownSync(folder, user.uid, user.gid);
}

function runInitdb(
  plan: ClusterPlan,
  folder: string,
): Promise<{ readonly status: number | null; readonly words: string }> {
  const runner = initdbUserFor(plan.user);
  const options = [
    ['-D', directoryArgument(folder, plan.user)],
    ['--username=goldthread', '--pwfile=../password', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
    // Code point order everywhere, and letters beyond ASCII still have upper and lower case.
    ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums'],
    plan.throwAway ? ['--no-sync'] : [],
  ].flat();
  return new Promise((resolve) => {
    const child = spawn(plan.binaries.initdb, options, {
      ...spawnIdentity(runner),
      cwd: folder,
      env: bareEnvironment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (part: Buffer) => {
      words += part.toString('utf8');
    });
    child.on('error', (error) => resolve({ status: null, words: (error as NodeJS.ErrnoException).code ?? error.name }));
    child.on('close', (status) => resolve({ status, words }));
  });
}

/**
 * Makes the cluster under a passing name and moves it to its place when it is whole, so that a first start that was
 * cut short leaves nothing behind.
 * @returns faults PLATFORM-006 (disk full), PLATFORM-008 (in initdb's words), PLATFORM-009 (user refused),
 * PLATFORM-018 (user without an entry)
 */
export async function initialiseCluster(plan: ClusterPlan, passwords: Passwords): Promise<Outcome<void>> {
  const building = join(plan.dataDirectory, 'postgresql-being-made');
  const folder = join(building, 'cluster');
  const password = join(building, 'password');
  rmSync(building, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(building, 0o700);
  writeFileSync(password, `${passwords.owner}\n`, { mode: 0o400 });
  const runner = initdbUserFor(plan.user);
  if (runner !== undefined) for (const path of [password, folder, building]) chownSync(path, runner.uid, runner.gid);
  const { status, words } = await runInitdb(plan, folder);
  rmSync(password, { force: true });
  if (status !== 0) {
    rmSync(building, { recursive: true, force: true });
    if (words === 'EPERM' || words === 'EINVAL') return failed(platformFault('PLATFORM-009', words));
    if (/could not look up effective user/.test(words)) {
      return failed(platformFault('PLATFORM-018', String(runner?.uid ?? process.getuid?.())));
    }
    if (/No space left/.test(words)) return failed(platformFault('PLATFORM-006', 'while it was first made'));
    return failed(platformFault('PLATFORM-008', lastLine(words)));
  }
  if (plan.user !== undefined) handOver(folder, plan.user);
  renameSync(folder, plan.cluster);
  rmSync(building, { recursive: true, force: true });
  if (!plan.throwAway) syncPath(plan.dataDirectory);
  return ok(undefined);
}

export function lastLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'no message';
  return telling.replace(/^.*?(FATAL|PANIC|error): +/, '').slice(0, 200);
}

/**
 * Checks the files that are there, and as root gives them to the user who will run them (a copy made by root).
 * @returns faults PLATFORM-003 (somebody else's), PLATFORM-004 (another major version)
 */
export function checkCluster(plan: ClusterPlan): Outcome<void> {
  const versionFile = join(plan.cluster, 'PG_VERSION');
  if (!existsSync(versionFile)) return failed(platformFault('PLATFORM-003', 'its folder postgresql holds no database'));
  const owner = lstatSync(plan.cluster).uid;
  if (!isRoot() && owner !== process.getuid?.() && process.platform !== 'win32') {
    return failed(platformFault('PLATFORM-003', `its database belongs to user number ${owner}`));
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== plan.binaries.majorVersion) return failed(platformFault('PLATFORM-004', version));
  const user = plan.user;
  if (user !== undefined && (owner !== user.uid || lstatSync(versionFile).uid !== user.uid))
    handOver(plan.cluster, user);
  return ok(undefined);
}
