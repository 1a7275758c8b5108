/** Starts a region: database, modules, listeners, and in a demo region its people. Used by `npm start`, tests and benchmarks. */

import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type LogVerifier, verifyInThread } from '#audit';
import type { Config } from '#config';
import { type DemoProgress, type DemoRegion, generateRegion, loadRegion, registerDemoOrganisations } from '#demo';
import { openDirectory } from '#directory';
import type { MachineClock } from '#kernel/clock.ts';
import type { Fault } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import {
  createLog,
  type Database,
  type DatabaseOptions,
  type DatabaseWatch,
  findMigrationFolders,
  holdForRegion,
  type Log,
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  watchDatabase,
} from '#platform';
import { alertOfKeptPlaces } from './alert-of-kept-places.ts';
import { checkTlsFiles } from './check-tls-files.ts';
import { demoIssuerOf } from './demo-accounts.ts';
import { demoIntakes, registerDemoClients } from './demo-intakes.ts';
import { registerDemoTeams } from './demo-teams.ts';
import { openListeners } from './open-listeners.ts';
import { buildRegion, type Region } from './region.ts';
import { openRegionClock, type RegionTime } from './region-clock.ts';
import { registerApps } from './register-apps.ts';
import { registerSenders } from './register-senders.ts';
import { relabelOnNewList } from './relabel-on-new-list.ts';
import { watchAccessPatterns } from './watch-access-patterns.ts';
import { watchLog } from './watch-log.ts';

export interface StartOptions {
  readonly config: Config;
  readonly log?: Log;
  readonly onProgress?: (progress: DemoProgress) => void;
  /** What tells the time here; for tests, another. */
  readonly machine?: MachineClock;
  /** Called when something that a region cannot live without has ended. */
  readonly onUnexpectedEnd?: (fault: Fault) => void;
}

export interface StartedRegion {
  readonly region: Region;
  readonly demo: DemoRegion | undefined;
  readonly publicUrl: string;
  readonly httpPort: number;
  readonly mllpPort: number;
  /** Processes of the embedded database: for measuring and for proofs. */
  readonly databaseProcessIds: () => readonly number[];
  /** Ends when the demo people are filed; at once otherwise. */
  readonly loaded: Promise<DemoProgress | undefined>;
  stop(): Promise<void>;
}

/** A fixed seed: every demo region of a size holds the same people. */
const demoSeed = 'tarnholt';
const demoMarker = 'demo-people-filed';

/** One appends, one derives, one lists. */
const logPoolSize = 4;
/** What requests look up by key in one moment is one message to one process of the database, whatever kinds of trips it is. */
const sharedPoolSize = 1;
/**
 * One for each processor, two at least, so that nothing slow stands before everything, and four at most: the server has a limit. Of many that take turns each is cold and
 * asleep. Measured on two processors: four in place of twenty saved a seventh of a search's processor time, two in place of four a twentieth.
 */
const searchPoolSize = Math.min(4, Math.max(2, availableParallelism()));
/** The same for whole records and searches about a person, which a search over the region must not stand before. */
const recordPoolSize = searchPoolSize;

/**
 * A reader waits for nobody but who holds a whole table: an administrator, or a release that is being put in. Filing waits for filing
 * by design, for as long as a statement may take, and so do the seal and the migrations (decision 93).
 */
const readersLockTimeoutMs = 5_000;

interface OpenedDatabase {
  readonly database: Database;
  readonly logDatabase: Database;
  readonly logVerifier: LogVerifier;
  readonly sharedDatabase: Database;
  readonly searchDatabase: Database;
  readonly recordDatabase: Database;
  readonly time: RegionTime;
  readonly watch: DatabaseWatch;
  readonly processIds: () => readonly number[];
  readonly stop: () => Promise<void>;
}

/** What each is for: `RegionFoundations`. */
function openPools(config: Config, place: Omit<DatabaseOptions, 'poolSize'>, watch: DatabaseWatch) {
  const open = (poolSize: number, limits: Pick<DatabaseOptions, 'lockTimeoutMs'> = {}): Database => {
    const pool = openDatabase({ ...place, ...limits, poolSize });
    watch.add(pool);
    return pool;
  };
  const readers = { lockTimeoutMs: readersLockTimeoutMs };
  return {
    database: open(config.databasePoolSize),
    logDatabase: open(logPoolSize),
    sharedDatabase: open(sharedPoolSize, readers),
    searchDatabase: open(searchPoolSize, readers),
    recordDatabase: open(recordPoolSize, readers),
  };
}

async function openRegionDatabase(options: StartOptions, log: Log): Promise<Outcome<OpenedDatabase>> {
  const { config } = options;
  // Before anything is made there: a restore that found the database empty has it for itself.
  const held = config.databaseUrl === undefined ? undefined : await holdForRegion(config.databaseUrl, 'shared');
  if (held !== undefined && !held.ok) return held;
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres({
          dataDirectory: config.dataDirectory,
          log,
          ...(config.embeddedDatabasePort === 0 ? {} : { port: config.embeddedDatabasePort }),
          ...(options.onUnexpectedEnd === undefined ? {} : { onUnexpectedEnd: options.onUnexpectedEnd }),
        })
      : undefined;
  if (embedded !== undefined && !embedded.ok) return embedded;
  const ownerUrl = embedded?.value.url ?? config.databaseUrl!;
  const applicationUrl = embedded?.value.applicationUrl;
  const watch = watchDatabase({ ownerUrl, log });
  const stopServer = async (): Promise<void> => {
    await watch.stop();
    await embedded?.value.stop();
    await held?.value.release();
  };
  const folders = findMigrationFolders(fileURLToPath(new URL('.', import.meta.url)));
  const migrated = await migrate({ ownerUrl, applicationUrl, folders, log, onConnection: watch.add });
  if (!migrated.ok) {
    const fault = watch.commitFault() ?? migrated.fault;
    await stopServer();
    return failed(fault);
  }
  const pools = openPools(config, { ownerUrl, applicationUrl, log }, watch);
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(pools).map((pool) => pool.close()));
    await stopServer();
  };
  const { clockWasAheadUntilMs: wasAheadUntilMs } = config;
  const time = await openRegionClock({ ...pools, wasAheadUntilMs, machine: options.machine });
  if (!time.ok) {
    await stop();
    return time;
  }
  const logVerifier = verifyInThread({ ownerUrl, applicationUrl });
  watch.add(logVerifier);
  const processIds = (): readonly number[] => embedded?.value.processIds() ?? [];
  return ok({ ...pools, logVerifier, watch, time: time.value, processIds, stop });
}

/** Port 0 becomes a port of its own before anything is built, since addresses are part of tokens. */
async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, host, resolve));
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function withPort(config: Config): Promise<{ httpPort: number; publicUrl: string }> {
  if (config.httpPort !== 0) return { httpPort: config.httpPort, publicUrl: config.publicUrl };
  const httpPort = await freePort(config.httpHost);
  return { httpPort, publicUrl: config.publicUrl.replace(/:0$/, `:${httpPort}`) };
}

interface DemoToLoad {
  readonly region: Region;
  readonly demo: DemoRegion;
  readonly mllpPort: number;
  readonly onProgress: StartOptions['onProgress'];
}

async function loadDemo({ region, demo, mllpPort, onProgress }: DemoToLoad): Promise<DemoProgress> {
  const progress = await loadRegion(
    {
      directory: region.directory,
      agreeToShare: region.privacy.agreeToShare,
      intakes: demoIntakes(region, mllpPort),
      onProgress: onProgress ?? (() => undefined),
    },
    demo,
  );
  await region.directory.markDone(demoMarker);
  return progress;
}

/** Who may send is known, and what an earlier process kept is filed, before anything listens. */
async function prepareSources(
  config: Config,
  region: Region,
  demo: DemoRegion | undefined,
  publicUrl: string,
): Promise<Outcome<true>> {
  const { directory, privacy, intake } = region;
  if (demo !== undefined) {
    await registerDemoOrganisations({ directory, agreeToShare: privacy.agreeToShare }, demo);
    await registerDemoTeams({ privacy, directory }, demo, demoIssuerOf(publicUrl));
    const registered = await registerDemoClients(region, demo);
    if (!registered.ok) return registered;
  }
  const apps = await registerApps(region.signIn.apps, config.appsPath);
  if (!apps.ok) return apps;
  const senders = await registerSenders(directory, {
    path: config.hl7SendersPath,
    isDemo: config.isDemo,
    certificates: config.tls?.mllpAuthorityPath === undefined ? 'not-asked-for' : 'asked-for',
  });
  if (!senders.ok) return senders;
  return intake.resume();
}

/** Comes back when the listeners are open; `/readyz` answers 200 once `loaded` has ended. */
export async function startRegion(options: StartOptions): Promise<Outcome<StartedRegion>> {
  const { config } = options;
  const log = options.log ?? createLog({ level: config.logLevel });
  const tls = checkTlsFiles(config);
  if (!tls.ok) return tls;
  const { httpPort, publicUrl } = await withPort(config);
  const opened = await openRegionDatabase(options, log);
  if (!opened.ok) return opened;
  const stops: (() => Promise<void>)[] = [opened.value.stop];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  const give = async (fault: Fault): Promise<Outcome<never>> => {
    await stop();
    return failed(fault);
  };
  const directory = await openDirectory({ database: opened.value.database, clock: opened.value.time.clock });
  stops.push(() => directory.close());
  const built = await buildRegion({ ...opened.value, config, publicUrl, directory, log });
  if (!built.ok) return give(built.fault);
  const region = built.value;
  region.audit.start();
  stops.push(() => region.audit.stop());

  const demo = config.isDemo
    ? generateRegion({ people: config.demoPeople, seed: demoSeed, now: region.clock.now() })
    : undefined;
  await region.terminology.loading.dropUnfinished();
  const prepared = await prepareSources(config, region, demo, publicUrl);
  if (!prepared.ok) return give(prepared.fault);

  const isFiled = demo === undefined || config.demoPeople === 0 || (await directory.isDone(demoMarker));
  let isLoading = !isFiled;
  const listeners = await openListeners({ region, demo, httpPort, isLoading: () => isLoading });
  if (!listeners.ok) return give(listeners.fault);
  stops.push(listeners.value.close);
  // The listeners register what runs them.
  for (const once of [relabelOnNewList, alertOfKeptPlaces]) void once(region);
  for (const stopWatching of [watchAccessPatterns(region), watchLog(region)]) stops.push(async () => stopWatching());
  region.jobs.start();
  stops.push(() => region.jobs.stop());
  const loaded = isFiled
    ? Promise.resolve(undefined)
    : loadDemo({ region, demo, mllpPort: listeners.value.mllpPort, onProgress: options.onProgress }).then(
        (progress) => {
          isLoading = false;
          return progress;
        },
      );
  return ok({
    region,
    demo,
    publicUrl,
    httpPort,
    mllpPort: listeners.value.mllpPort,
    databaseProcessIds: opened.value.processIds,
    loaded,
    stop,
  });
}
