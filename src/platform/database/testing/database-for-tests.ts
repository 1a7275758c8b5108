/**
 * A real PostgreSQL database for each `*.db.test.ts` file: a copy of a template that all migrations have been applied
 * to, dropped after the test. The check tool starts one server for the whole run and names it in
 * GOLDTHREAD_TEST_DATABASE_URL; a file that is run alone starts its own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '#kernel/outcome.ts';
import { createLog } from '../../log.ts';
import { connectionOptions, type Database, openDatabase, type Sql } from '../database.ts';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import { findMigrationFolders, migrate, readMigrations } from '../migrate.ts';
import { postgres } from '../postgres-driver.ts';

export interface TestDatabase extends Database {
  /** The same database in the role that owns the tables: for looking behind the scenes, not for the code under test. */
  readonly owner: Sql;
  readonly ownerUrl: string;
  readonly applicationUrl: string;
}

export interface DatabaseForTestsOptions {
  /** The migrations of all modules when left out. */
  readonly folders?: readonly string[];
  /** Another database of the same server, to be copied as it stands; nobody may be connected to it. */
  readonly copyOf?: Pick<TestDatabase, 'ownerUrl'>;
  readonly poolSize?: number;
  readonly onStatement?: (text: string) => void;
}

/** A test's context, or anything else that calls back when all is over. */
export interface Finishing {
  after(callback: () => Promise<void>): void;
}

export interface TestServer {
  /** The value for GOLDTHREAD_TEST_DATABASE_URL. */
  readonly url: string;
  stop(): Promise<void>;
}

const log = createLog({ level: 'error' });
/** Keeps two test files from making the template at once. */
const templateLock = 7_246_018_352;

function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${outcome.fault.message}`);
  return outcome.value;
}

/** A PostgreSQL in a passing folder, without fsync. For the check tool, once per run. */
export async function startTestServer(): Promise<TestServer> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'goldthread-test-'));
  const server = succeeded(await startEmbeddedPostgres({ dataDirectory, log, throwAway: true }));
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

function inDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

function asApplication(url: string): string {
  const other = new URL(url);
  // Every test process has to come to the same password without asking the others.
  other.password = createHash('sha256').update(`application ${other.password}`).digest('hex');
  other.username = 'goldthread_app';
  return other.href;
}

/** One connection as whoever the address names. */
export function connectTo(url: string): Sql {
  return postgres(url, { ...connectionOptions(undefined), max: 1 }) as unknown as Sql;
}

/** The name of the migrated template, made now when this run has not made it yet. */
async function templateFor(server: Sql, serverUrl: string, folders: readonly string[]): Promise<string> {
  const migrations = succeeded(readMigrations(folders));
  const hash = createHash('sha256').update(migrations.map((one) => `${one.name} ${one.sha256}`).join('\n'));
  const name = `goldthread_template_${hash.digest('hex').slice(0, 16)}`;
  const exists = async () => (await server`SELECT 1 FROM pg_database WHERE datname = ${name}`).length > 0;
  if (await exists()) return name;
  await server`SELECT pg_advisory_lock(${templateLock})`;
  try {
    if (await exists()) return name;
    const building = `${name}_building`;
    await server.unsafe(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
    await server.unsafe(`CREATE DATABASE ${building} TEMPLATE template0`);
    const ownerUrl = inDatabase(serverUrl, building);
    succeeded(await migrate({ ownerUrl, applicationUrl: asApplication(ownerUrl), folders, log }));
    await server.unsafe(`ALTER DATABASE ${building} RENAME TO ${name}`);
    return name;
  } finally {
    await server`SELECT pg_advisory_unlock(${templateLock})`;
  }
}

/** A fresh, migrated database, dropped when `t` is over. Takes about a tenth of a second after the first of a run. */
export async function databaseForTests(t: Finishing, options: DatabaseForTestsOptions = {}): Promise<TestDatabase> {
  const given = process.env['GOLDTHREAD_TEST_DATABASE_URL'];
  const own = given === undefined || given === '' ? await startTestServer() : undefined;
  const serverUrl = inDatabase(own?.url ?? given ?? '', 'postgres');
  const server = connectTo(serverUrl);
  const folders = options.folders ?? findMigrationFolders(join(import.meta.dirname, '..', '..', '..'));
  const name = `goldthread_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  try {
    const template =
      options.copyOf === undefined
        ? await templateFor(server, serverUrl, folders)
        : new URL(options.copyOf.ownerUrl).pathname.slice(1);
    // Copied as files, a quarter of the time that it takes by way of the log, which nobody reads here.
    await server.unsafe(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  } catch (error) {
    await server.end({ timeout: 1 });
    await own?.stop();
    throw error;
  }
  const ownerUrl = inDatabase(serverUrl, name);
  const applicationUrl = asApplication(ownerUrl);
  const database = openDatabase({
    ownerUrl,
    applicationUrl,
    poolSize: options.poolSize ?? 4,
    log,
    onStatement: options.onStatement,
  });
  const owner = connectTo(ownerUrl);
  t.after(async () => {
    await Promise.all([database.sql.end({ timeout: 1 }), owner.end({ timeout: 1 })]);
    if (own === undefined) await server.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.end({ timeout: 1 });
    await own?.stop();
  });
  return { ...database, owner, ownerUrl, applicationUrl };
}
