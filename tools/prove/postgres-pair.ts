/** A primary and a standby that streams from it, on this machine: the bundled PostgreSQL, twice, as docs/runbooks/standby.md sets it up. */
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog, startEmbeddedPostgres } from '#platform';
import { processesIn, signalAll, untilEnded } from './process-tree.ts';
import { freePort, openServer } from './region-process.ts';

export interface Server {
  readonly ownerUrl: string;
  /** `kill -9` of every process of it. */
  kill(): Promise<void>;
}

export interface Pair {
  readonly primary: Server;
  readonly standby: Server;
  startStandby(): Promise<void>;
  /** Whether each commit waits for the standby. */
  isSynchronous(): Promise<boolean>;
  /** The standby takes writes from then on. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

interface Programs {
  readonly postgres: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly password: string;
}

const startTimeoutMs = 60_000;

/** The database is made as a region makes its own, and stopped: a base backup is a copy of it. */
async function makeCluster(dataDirectory: string): Promise<Programs> {
  mkdirSync(dataDirectory, { recursive: true });
  const made = await startEmbeddedPostgres({ dataDirectory, log: createLog({ level: 'error' }) });
  if (!made.ok) throw new Error(`${made.fault.code} ${made.fault.message}`);
  const [leader] = made.value.processIds();
  const postgres = readlinkSync(`/proc/${leader}/exe`);
  const password = new URL(made.value.url).password;
  await made.value.stop();
  const cluster = join(dataDirectory, 'postgresql');
  appendFileSync(join(cluster, 'pg_hba.conf'), 'host replication goldthread 127.0.0.1/32 scram-sha-256\n');
  const { uid, gid } = statSync(cluster);
  return { postgres, user: { uid, gid }, password };
}

function launch(programs: Programs, cluster: string, port: number, settings: Readonly<Record<string, string>>): void {
  const output = openSync(join(cluster, '..', 'postgresql.log'), 'a');
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(programs.postgres, ['-D', '/proc/self/cwd', '-p', String(port), ...given], {
    ...(process.getuid?.() === 0 ? programs.user : {}),
    cwd: cluster,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', output, output],
  });
  child.once('error', (error) => console.log(`postgres: ${error.message}`));
  closeSync(output);
}

/** True as soon as `question` gives true; false where it did not within the time. */
async function answersTrue(ownerUrl: string, question: string): Promise<boolean> {
  for (const untilMs = performance.now() + startTimeoutMs; performance.now() < untilMs; await pause(100)) {
    const database = openServer(ownerUrl);
    const rows = await database.sql.unsafe<{ is_so: boolean }[]>(question).catch(() => []);
    await database.close();
    if (rows[0]?.is_so === true) return true;
  }
  return false;
}

async function killServer(cluster: string): Promise<void> {
  for (let round = 0; round < 50; round++) {
    const targets = processesIn(realpathSync(cluster));
    if (targets.length === 0) return;
    signalAll(targets, 'SIGKILL');
    await untilEnded(targets, 5_000);
  }
}

/** @param isSynchronous false for the control: commits do not wait for the standby */
export async function startPair(folder: string, isSynchronous: boolean): Promise<Pair> {
  const places = { primary: join(folder, 'primary'), standby: join(folder, 'standby') };
  const programs = await makeCluster(places.primary);
  // `cp -a` keeps the owner, which Node's copy does not.
  const copied = spawnSync('cp', ['-a', places.primary, places.standby]);
  if (copied.status !== 0) throw new Error(`the primary was not copied: ${String(copied.stderr)}`);
  const clusters = { primary: join(places.primary, 'postgresql'), standby: join(places.standby, 'postgresql') };
  writeFileSync(join(clusters.standby, 'standby.signal'), '');
  const ports = { primary: await freePort(), standby: await freePort() };
  const serverOf = (which: 'primary' | 'standby'): Server => ({
    ownerUrl: `postgres://goldthread:${programs.password}@127.0.0.1:${ports[which]}/goldthread`,
    kill: () => killServer(clusters[which]),
  });
  const [primary, standby] = [serverOf('primary'), serverOf('standby')];
  launch(programs, clusters.primary, ports.primary, isSynchronous ? { synchronous_standby_names: 'standby' } : {});
  if (!(await answersTrue(primary.ownerUrl, 'select true as is_so'))) throw new Error('the primary did not start');
  const source = `host=127.0.0.1 port=${ports.primary} user=goldthread password=${programs.password} application_name=standby`;
  const wanted = isSynchronous ? 'sync' : 'async';
  return {
    primary,
    standby,
    async startStandby() {
      launch(programs, clusters.standby, ports.standby, { primary_conninfo: source });
      if (!(await answersTrue(standby.ownerUrl, 'select pg_is_in_recovery() as is_so')))
        throw new Error('the standby did not start');
    },
    isSynchronous: () =>
      answersTrue(
        primary.ownerUrl,
        `select sync_state = '${wanted}' as is_so from pg_stat_replication where state = 'streaming'`,
      ),
    async promote() {
      const database = openServer(standby.ownerUrl);
      await database.sql.unsafe('select pg_promote(true, 60)');
      await database.close();
      if (!(await answersTrue(standby.ownerUrl, 'select not pg_is_in_recovery() as is_so')))
        throw new Error('the standby was not promoted');
    },
    async stop() {
      await Promise.all([primary.kill(), standby.kill()]);
    },
  };
}
