/** A region in a process of its own, as `npm start` runs it, with an empty environment but for its own variables. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog, type Database, openDatabase } from '#platform';
import { checkoutRoot } from '../run-program.ts';
import { processesIn, processTree, signalAll, untilEnded } from './process-tree.ts';

export interface RegionPlace {
  readonly dataDirectory: string;
  /** Where the process's output goes; outside the data directory. */
  readonly logFile: string;
  readonly httpPort: number;
  readonly mllpPort: number;
  readonly demoPeople: number;
  /** A server in place of the embedded database. */
  readonly databaseUrl?: string;
  /** Apps that people may allow to see their record. */
  readonly appsFile?: string;
}

export interface RegionProcess {
  readonly place: RegionPlace;
  readonly processId: number;
  /** False when it ended, or was not ready in time. */
  untilReady(timeoutMs: number): Promise<boolean>;
  /** Node and every process of PostgreSQL, Node first. */
  processIds(): readonly number[];
  /** `kill -9` to all of them at once, in the order given by `shuffle`; comes back when all are gone. */
  killAll(shuffle: (processIds: readonly number[]) => readonly number[]): Promise<void>;
  /** SIGTERM, as an operator would. */
  stop(): Promise<boolean>;
  /** Its last words. */
  lastLines(): string;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/** As in package.json's start: a page of thousands of rows lives longer than the default nursery lasts. */
const startFlags = ['--max-semi-space-size=24'];

export function environmentOf(place: RegionPlace): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    GOLDTHREAD_DATA_DIR: place.dataDirectory,
    GOLDTHREAD_HTTP_PORT: String(place.httpPort),
    GOLDTHREAD_MLLP_PORT: String(place.mllpPort),
    GOLDTHREAD_DEMO_PEOPLE: String(place.demoPeople),
    GOLDTHREAD_LOG_LEVEL: 'warn',
    // Benchmarks ask with tokens of people for people who are not theirs, thousands of times.
    GOLDTHREAD_NAME_SEARCHES_AN_HOUR: '0',
    ...(place.databaseUrl === undefined ? {} : { GOLDTHREAD_DATABASE_URL: place.databaseUrl }),
    ...(place.appsFile === undefined ? {} : { GOLDTHREAD_APPS: place.appsFile }),
  };
}

export function spawnRegion(place: RegionPlace): RegionProcess {
  mkdirSync(place.dataDirectory, { recursive: true, mode: 0o700 });
  const output = openSync(place.logFile, 'a');
  const child = spawn(process.execPath, [...startFlags, join(checkoutRoot, 'src/main.ts')], {
    cwd: checkoutRoot,
    env: environmentOf(place),
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      hasEnded = true;
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  const processId = child.pid ?? 0;
  const cluster = join(realpathSync(place.dataDirectory), 'postgresql');
  const processIds = (): number[] => [
    ...new Set([...(hasEnded ? [] : processTree(processId)), ...processesIn(cluster)]),
  ];
  return {
    place,
    processId,
    async untilReady(timeoutMs) {
      for (const until = Date.now() + timeoutMs; Date.now() < until && !hasEnded; await pause(20))
        if (await isReady(place.httpPort)) return true;
      return false;
    },
    processIds,
    async killAll(shuffle) {
      // A backend forked between the list and the signal is found in the next round.
      for (let round = 0; round < 50; round++) {
        const targets = processIds();
        signalAll(shuffle(targets), 'SIGKILL');
        if (targets.length === 0) break;
        await untilEnded(targets, 5_000);
      }
      await ended;
    },
    async stop() {
      signalAll([processId], 'SIGTERM');
      const isEnded = await Promise.race([ended.then(() => true), pause(30_000, false, { ref: false })]);
      if (!isEnded) signalAll(processIds(), 'SIGKILL');
      return isEnded;
    },
    lastLines: () => readFileSync(place.logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n'),
  };
}

/** Of the embedded database while it runs, in the role that owns it. */
export function ownerUrlOf(dataDirectory: string): string {
  const passwords = JSON.parse(readFileSync(join(dataDirectory, 'database-passwords.json'), 'utf8')) as {
    owner: string;
  };
  const port = readFileSync(join(dataDirectory, 'postgresql/postmaster.pid'), 'utf8').split('\n')[3]?.trim();
  return `postgres://goldthread:${passwords.owner}@127.0.0.1:${port}/goldthread`;
}

/** The region's own database in the role that owns it: for looking behind the scenes. */
export function openBehind(dataDirectory: string, poolSize = 1): Database {
  return openServer(ownerUrlOf(dataDirectory), poolSize);
}

export function openServer(ownerUrl: string, poolSize = 1): Database {
  return openDatabase({ ownerUrl, applicationUrl: ownerUrl, poolSize, log: createLog({ level: 'error' }) });
}
