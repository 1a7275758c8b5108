/** The running server process: start it on a port, wait until it accepts connections, read its last words. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { type ClusterPlan, directoryArgument, lastLine } from './initialise-cluster.ts';
import { accessFile, postgresSettings, settingsFile } from './postgres-settings-table.ts';
import { bareEnvironment, giveToOwnerOf, spawnIdentity } from './postgres-user.ts';

export interface PostgresProcess {
  readonly processId: number;
  readonly port: number;
  /** The real path that its processes work in. */
  readonly cluster: string;
  /** Settles when it has ended, with the last line it logged. */
  readonly ended: Promise<string>;
  signal(name: 'SIGINT' | 'SIGQUIT'): void;
}

const logTurnsAtBytes = 10 * 1024 * 1024;
/** Replaying a full log of 2 GB takes minutes on a slow disk; a start without a crash takes a fraction of a second. */
const longestStartMs = 300_000;

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function writeFilesFor(plan: ClusterPlan): void {
  const files = { 'postgresql.conf': settingsFile(postgresSettings(plan.throwAway)), 'pg_hba.conf': accessFile };
  for (const [name, text] of Object.entries(files)) {
    const path = join(plan.cluster, name);
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
    if (plan.user !== undefined) chownSync(path, plan.user.uid, plan.user.gid);
  }
}

function openLog(file: string): { readonly handle: number; readonly from: number } {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const turns = size > logTurnsAtBytes;
  if (turns) renameSync(file, `${file}.1`);
  // Never through a link: root may be writing in somebody else's folder.
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const handle = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  giveToOwnerOf(dirname(file), file);
  return { handle, from: turns ? 0 : size };
}

/** What PostgreSQL logged in this run (its last 4 kB). */
function logSince(file: string, from: number): string {
  const handle = openSync(file, 'r');
  try {
    const size = statSync(file).size;
    const start = Math.max(from, size - 4096);
    const part = Buffer.alloc(Math.max(0, size - start));
    readSync(handle, part, 0, part.length, start);
    return part.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

function isReady(cluster: string, processId: number): boolean {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === processId && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function launchOn(plan: ClusterPlan, port: number): PostgresProcess {
  const file = join(plan.dataDirectory, 'postgresql.log');
  const log = openLog(file);
  const child = spawn(plan.binaries.postgres, ['-D', directoryArgument(plan.cluster, plan.user), '-p', String(port)], {
    ...spawnIdentity(plan.user),
    // libuv enters this folder while still root, which is what lets another user work in a folder it cannot reach.
    cwd: plan.cluster,
    env: bareEnvironment,
    stdio: ['ignore', log.handle, log.handle],
    // A process group of its own: Ctrl-C reaches Goldthread, which stops PostgreSQL after its last transaction.
    detached: true,
  });
  closeSync(log.handle);
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? error.name));
    child.on('exit', () => resolve(lastLine(logSince(file, log.from))));
  });
  const processId = child.pid ?? 0;
  return { processId, port, cluster: plan.cluster, ended, signal: (name) => void child.kill(name) };
}

async function waitUntilReady(running: PostgresProcess): Promise<'ready' | { readonly words: string }> {
  let words: string | undefined;
  void running.ended.then((last) => {
    words = last;
  });
  for (const until = Date.now() + longestStartMs; Date.now() < until; await pause(10)) {
    if (words !== undefined) return { words };
    if (isReady(running.cluster, running.processId)) return 'ready';
  }
  running.signal('SIGQUIT');
  await running.ended;
  return { words: 'it was not ready after five minutes' };
}

/**
 * Starts the server and waits until it accepts connections, recovery included.
 * @returns faults PLATFORM-006, PLATFORM-007, PLATFORM-008, PLATFORM-009
 */
export async function launchPostgres(
  plan: ClusterPlan,
  wantedPort: number | undefined,
): Promise<Outcome<PostgresProcess>> {
  writeFilesFor(plan);
  const attempts = wantedPort === undefined ? 4 : 1;
  for (let attempt = 1; ; attempt++) {
    const port = wantedPort ?? (await freePort().catch(() => 0));
    if (port === 0) return failed(platformFault('PLATFORM-007', 'none is free'));
    const running = launchOn(plan, port);
    const state = await waitUntilReady(running);
    if (state === 'ready') return ok(running);
    const { words } = state;
    const portTaken = /could not create any TCP\/IP sockets|Address already in use/.test(words);
    // Another program may have taken the port in between; processes of a crash may take a moment to let go of memory.
    if (attempt < attempts && (portTaken || /shared memory block/.test(words))) {
      await pause(portTaken ? 0 : 500);
      continue;
    }
    if (portTaken) return failed(platformFault('PLATFORM-007', `port ${port} is taken`));
    if (/No space left/.test(words)) return failed(platformFault('PLATFORM-006', 'PostgreSQL could not write'));
    if (words === 'EPERM' || words === 'EINVAL') return failed(platformFault('PLATFORM-009', words));
    return failed(platformFault('PLATFORM-008', words));
  }
}
