/** The supervisor of the bundled PostgreSQL: makes, starts, watches and stops it. Why and how: decision 0007. */
import { existsSync, mkdirSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { errorFields, type Log } from '../log.ts';
import { type DirectoryLock, lockDataDirectory } from './data-directory-lock.ts';
import {
  type ClusterPlan,
  checkCluster,
  initialiseCluster,
  type Passwords,
  readOrMakePasswords,
} from './initialise-cluster.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { launchPostgres, type PostgresProcess } from './postgres-process.ts';
import { giveToOwnerOf, postgresUserFor } from './postgres-user.ts';
import { prepareDatabase } from './prepare-database.ts';
import { postgresProcessesIn } from './process-table.ts';
import { stopLeftover } from './stop-leftover.ts';

export interface EmbeddedPostgresOptions {
  /** Holds everything that is kept: the database, its passwords, its log, the lock. Made when missing. */
  readonly dataDirectory: string;
  readonly log: Log;
  /** A free one when left out. */
  readonly port?: number;
  /** Called when PostgreSQL ends without having been asked to. */
  readonly onUnexpectedEnd?: (fault: Fault) => void;
  /** For tests only: no fsync, so a power cut loses the database. */
  readonly throwAway?: boolean;
}

export interface EmbeddedPostgres {
  /** For migrations: the role that owns everything. */
  readonly url: string;
  /** For the running region: the role `goldthread_app`, which `migrate` makes. */
  readonly applicationUrl: string;
  readonly port: number;
  /** The ids of all its processes, the leader first; for measuring and for proofs. */
  processIds(): readonly number[];
  /** Ends every session, writes everything out, and lets the data directory go. May be called twice. */
  stop(): Promise<void>;
}

const leastFreeBytes = 256 * 1024 * 1024;

function openDataDirectory(path: string): Outcome<string> {
  try {
    const made = mkdirSync(path, { recursive: true, mode: 0o700 });
    if (made !== undefined) giveToOwnerOf(dirname(made), path);
    const probe = join(path, `.writable-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    const disk = statfsSync(path);
    const freeBytes = disk.bavail * disk.bsize;
    if (freeBytes < leastFreeBytes) {
      return failed(platformFault('PLATFORM-006', `${Math.floor(freeBytes / 1048576)} MB free, 256 MB needed`));
    }
    return ok(realpathSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return failed(
      code === 'ENOSPC'
        ? platformFault('PLATFORM-006', 'nothing can be written')
        : platformFault('PLATFORM-003', `${path}: ${code}`),
    );
  }
}

async function prepareCluster(
  dataDirectory: string,
  options: EmbeddedPostgresOptions,
): Promise<Outcome<[ClusterPlan, Passwords]>> {
  const cluster = join(dataDirectory, 'postgresql');
  const leftover = await stopLeftover(cluster, options.log);
  if (!leftover.ok) return leftover;
  const user = postgresUserFor(cluster);
  const binaries = findPostgresBinaries(user);
  if (!binaries.ok) return binaries;
  const plan = { cluster, dataDirectory, user, binaries: binaries.value, throwAway: options.throwAway ?? false };
  const passwords = readOrMakePasswords(dataDirectory);
  if (!existsSync(cluster)) {
    options.log.info('making the database, which happens once');
    const made = await initialiseCluster(plan, passwords);
    if (!made.ok) return made;
  }
  const checked = checkCluster(plan);
  return checked.ok ? ok([plan, passwords]) : checked;
}

async function stopProcess(running: PostgresProcess): Promise<void> {
  running.signal('SIGINT');
  const stopped = await Promise.race([running.ended.then(() => true), pause(10_000, false, { ref: false })]);
  if (stopped) return;
  // Immediate: what was committed is in the log and is replayed at the next start.
  running.signal('SIGQUIT');
  await running.ended;
}

function supervised(
  running: PostgresProcess,
  urls: Urls,
  lock: DirectoryLock,
  options: EmbeddedPostgresOptions,
): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  void running.ended.then((words) => {
    if (stopping !== undefined) return;
    lock.release();
    const fault = platformFault('PLATFORM-008', words);
    options.log.error('PostgreSQL ended by itself', { code: fault.code });
    options.onUnexpectedEnd?.(fault);
  });
  return {
    url: urls.owner,
    applicationUrl: urls.application,
    port: running.port,
    processIds: () => [
      running.processId,
      ...postgresProcessesIn(running.cluster).filter((id) => id !== running.processId),
    ],
    stop() {
      stopping ??= stopProcess(running).finally(() => lock.release());
      return stopping;
    },
  };
}

interface Urls {
  readonly owner: string;
  readonly application: string;
}

function urlsOf(port: number, passwords: Passwords): Urls {
  const at = `127.0.0.1:${port}/goldthread`;
  return {
    owner: `postgres://goldthread:${passwords.owner}@${at}`,
    application: `postgres://goldthread_app:${passwords.application}@${at}`,
  };
}

async function startLocked(
  dataDirectory: string,
  lock: DirectoryLock,
  options: EmbeddedPostgresOptions,
): Promise<Outcome<EmbeddedPostgres>> {
  const prepared = await prepareCluster(dataDirectory, options);
  if (!prepared.ok) return prepared;
  const [plan, passwords] = prepared.value;
  const launched = await launchPostgres(plan, options.port);
  if (!launched.ok) return launched;
  const running = launched.value;
  const urls = urlsOf(running.port, passwords);
  const database = await prepareDatabase(urls.owner);
  if (!database.ok) {
    await stopProcess(running);
    return database;
  }
  return ok(supervised(running, urls, lock, options));
}

/**
 * Starts the bundled PostgreSQL on `dataDirectory`, making it on the first start, and recovering on its own after any
 * kind of crash. The caller calls `stop()` on SIGTERM and SIGINT.
 * @returns faults PLATFORM-001 to PLATFORM-010, and PLATFORM-018
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<Outcome<EmbeddedPostgres>> {
  const directory = openDataDirectory(resolve(options.dataDirectory));
  if (!directory.ok) return directory;
  let lock: Outcome<DirectoryLock> | undefined;
  let started: Outcome<EmbeddedPostgres> | undefined;
  try {
    lock = await lockDataDirectory(directory.value);
    if (!lock.ok) return lock;
    started = await startLocked(directory.value, lock.value, options);
    return started;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || !('syscall' in (error as object))) throw error;
    options.log.error('the data directory could not be prepared', errorFields(error));
    return failed(platformFault(code === 'ENOSPC' ? 'PLATFORM-006' : 'PLATFORM-003', code));
  } finally {
    if (started?.ok !== true && lock?.ok === true) lock.value.release();
  }
}
