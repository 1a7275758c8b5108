/** Forward-only migrations: plain SQL files of all modules, in the order of their names, each applied once, whole. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { errorFields, type Log } from '../log.ts';
import { prepareApplicationRole } from './application-role.ts';
import { connectionOptions, cutterOf, type Database, isUnavailable, type Sql, sqlStateOf } from './database.ts';
import { postgres } from './postgres-driver.ts';

export interface MigrateOptions {
  /** The role that will own the tables. */
  readonly ownerUrl: string;
  /** Its password becomes that of `goldthread_app`; left out, the owner is let change into that role instead. */
  readonly applicationUrl?: string | undefined;
  /** Folders of `YYYYMMDD-HHMM-name.sql` files. */
  readonly folders: readonly string[];
  /** Only these, by name and SHA-256: what a backup has had, into which its rows fit. */
  readonly only?: Readonly<Record<string, string>>;
  readonly log: Log;
  /** Hears of the connection, which ends where that is cut. */
  readonly onConnection?: (connection: Pick<Database, 'cut'>) => void;
}

export interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
}

/** Any number, the same in every version: it keeps two starting processes from migrating at once. */
const migrationLock = 7_246_018_351;
const nameRule = /^\d{8}-\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.sql$/;

/** The `migrations` folders of all modules below `sourceDirectory`. */
export function findMigrationFolders(sourceDirectory: string): readonly string[] {
  return readdirSync(sourceDirectory)
    .map((module) => join(sourceDirectory, module, 'migrations'))
    .filter((folder) => existsSync(folder))
    .sort();
}

/** Reads the files of all folders in the order in which they are applied; fault PLATFORM-014 on a bad or double name. */
export function readMigrations(folders: readonly string[]): Outcome<readonly Migration[]> {
  const byName = new Map<string, Migration>();
  for (const folder of folders) {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql'))) {
      if (!nameRule.test(name) || byName.has(name)) return failed(platformFault('PLATFORM-014', name));
      const text = readFileSync(join(folder, name), 'utf8');
      byName.set(name, { name, text, sha256: createHash('sha256').update(text).digest('hex') });
    }
  }
  return ok([...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

async function prepareSchema(sql: Sql): Promise<void> {
  await sql
    .unsafe(`
    CREATE SCHEMA IF NOT EXISTS platform;
    CREATE TABLE IF NOT EXISTS platform.migration (
      name text PRIMARY KEY,
      sha256 text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    );
    GRANT USAGE ON SCHEMA platform TO goldthread_app;
    GRANT SELECT ON platform.migration TO goldthread_app;
  `)
    .simple();
}

/** Faults PLATFORM-012 and PLATFORM-017 when a backup has had others than these files. */
function wanted(migrations: readonly Migration[], only: MigrateOptions['only']): Outcome<readonly Migration[]> {
  if (only === undefined) return ok(migrations);
  const later = outstanding(migrations, new Map(Object.entries(only)));
  return later.ok ? ok(migrations.filter((migration) => !later.value.includes(migration))) : later;
}

/** What is still to be applied; faults PLATFORM-012 (a file was changed) and PLATFORM-017 (a file is unknown). */
function outstanding(
  migrations: readonly Migration[],
  applied: ReadonlyMap<string, string>,
): Outcome<readonly Migration[]> {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, sha256] of applied) {
    const file = known.get(name);
    if (file === undefined) return failed(platformFault('PLATFORM-017', name));
    if (file.sha256 !== sha256) return failed(platformFault('PLATFORM-012', name));
  }
  return ok(migrations.filter((migration) => !applied.has(migration.name)));
}

async function apply(sql: Sql, migration: Migration, log: Log): Promise<Outcome<void>> {
  try {
    await sql.begin(async (inner) => {
      await inner`INSERT INTO platform.migration (name, sha256) VALUES (${migration.name}, ${migration.sha256})`;
      await inner.unsafe(migration.text).simple();
    });
    log.info('migration applied', { migration: migration.name });
    return ok(undefined);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    log.error('migration failed', { ...errorFields(error), migration: migration.name });
    // PostgreSQL's sentence is about the schema and the file, both ours, unless the migration rewrites rows.
    const state = sqlStateOf(error) ?? 'unknown';
    const words = /^(42|3F|2B)/.test(state) && error instanceof Error ? `: ${error.message.slice(0, 160)}` : '';
    return failed(platformFault('PLATFORM-013', `${migration.name} (SQLSTATE ${state}${words})`));
  }
}

async function migrateLocked(
  sql: Sql,
  migrations: readonly Migration[],
  options: MigrateOptions,
): Promise<Outcome<readonly string[]>> {
  const role = await prepareApplicationRole(sql, options.applicationUrl);
  if (!role.ok) return role;
  await prepareSchema(sql);
  const rows = await sql<{ name: string; sha256: string }[]>`SELECT name, sha256 FROM platform.migration`;
  const next = outstanding(migrations, new Map(rows.map((row) => [row.name, row.sha256])));
  if (!next.ok) return next;
  for (const migration of next.value) {
    const applied = await apply(sql, migration, options.log);
    if (!applied.ok) return applied;
  }
  return ok(next.value.map((migration) => migration.name));
}

/**
 * Brings the database to this version's schema, and makes the role `goldthread_app`. Several processes may do so at
 * once: one works, the others wait and find it done.
 * @returns the names applied now; faults PLATFORM-011 to PLATFORM-017
 */
export async function migrate(options: MigrateOptions): Promise<Outcome<readonly string[]>> {
  const read = readMigrations(options.folders);
  if (!read.ok) return read;
  const migrations = wanted(read.value, options.only);
  if (!migrations.ok) return migrations;
  const sql = postgres(options.ownerUrl, {
    ...connectionOptions(undefined),
    max: 1,
    idle_timeout: 0,
    max_lifetime: 0,
  }) as unknown as Sql;
  options.onConnection?.(cutterOf(sql));
  try {
    const [server] = await sql<{ number: string; text: string }[]>`
      SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`;
    if (Number(server?.number) < 150_000) return failed(platformFault('PLATFORM-015', server?.text ?? 'unknown'));
    await sql`SELECT pg_advisory_lock(${migrationLock})`;
    return await migrateLocked(sql, migrations.value, options);
  } catch (error) {
    if (!isUnavailable(error) && !/^(28|3D)/.test(sqlStateOf(error) ?? '')) throw error;
    options.log.error('the database could not be migrated', errorFields(error));
    return failed(platformFault('PLATFORM-011', sqlStateOf(error) ?? 'unknown'));
  } finally {
    // Ending the session lets the lock go.
    await sql.end({ timeout: 5 });
  }
}
