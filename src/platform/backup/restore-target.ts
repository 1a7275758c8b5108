/** Where a backup goes: an empty database of a server, or a new one beside nothing, put in its place only when it is whole. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { lockDataDirectory } from '../database/data-directory-lock.ts';
import type { Sql } from '../database/database.ts';
import { startEmbeddedPostgres } from '../database/embedded-postgres.ts';
import { holdForRegion } from '../database/region-hold.ts';
import { platformFault } from '../faults.ts';
import type { Log } from '../log.ts';

export interface RestoreTargetOptions {
  readonly dataDirectory: string;
  readonly databaseUrl: string | undefined;
  readonly schemas: readonly string[];
  readonly log: Log;
}

export interface RestoreTarget {
  readonly ownerUrl: string;
  readonly applicationUrl: string | undefined;
  /** Puts it in its place. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

const folderName = 'being-restored';

async function embeddedTarget({ dataDirectory, log }: RestoreTargetOptions): Promise<Outcome<RestoreTarget>> {
  const place = resolve(dataDirectory);
  const folder = join(place, folderName);
  if (existsSync(join(place, 'postgresql'))) return failed(platformFault('PLATFORM-021', place));
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const lock = await lockDataDirectory(place);
  if (!lock.ok) return lock;
  // Of a restore that was killed.
  rmSync(folder, { recursive: true, force: true });
  const started = await startEmbeddedPostgres({ dataDirectory: folder, log });
  const clear = (): void => {
    rmSync(folder, { recursive: true, force: true });
    lock.value.release();
  };
  if (!started.ok) {
    clear();
    return started;
  }
  const { url, applicationUrl, stop } = started.value;
  return ok({
    ownerUrl: url,
    applicationUrl,
    async finish() {
      await stop();
      // The database last: a data directory without it is a new one.
      for (const name of ['database-passwords.json', 'postgresql.log', 'postgresql'])
        if (existsSync(join(folder, name))) renameSync(join(folder, name), join(place, name));
      clear();
    },
    async abandon() {
      await stop();
      clear();
    },
  });
}

async function schemasIn(sql: Sql, schemas: readonly string[]): Promise<readonly string[]> {
  const rows = await sql<{ name: string }[]>`
    SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY (${schemas as string[]}) ORDER BY 1`;
  return rows.map(({ name }) => name);
}

/** Empty is asked, and what was made is dropped, on the connection that has the database: no region can have begun between. */
async function serverTarget(databaseUrl: string, schemas: readonly string[]): Promise<Outcome<RestoreTarget>> {
  const taken = await holdForRegion(databaseUrl, 'alone');
  if (!taken.ok) return taken;
  const { sql, isHeld, release } = taken.value;
  const [found] = await schemasIn(sql, schemas);
  if (found !== undefined) {
    await release();
    return failed(platformFault('PLATFORM-021', `the schema ${found}`));
  }
  return ok({
    ownerUrl: databaseUrl,
    applicationUrl: undefined,
    finish: release,
    async abandon() {
      if (await isHeld())
        for (const schema of await schemasIn(sql, schemas)) await sql.unsafe(`DROP SCHEMA ${schema} CASCADE`);
      await release();
    },
  });
}

/** Faults PLATFORM-021 (there is a database already), PLATFORM-005 and PLATFORM-023 (somebody has it), PLATFORM-011, and those of a first start. */
export function openRestoreTarget(options: RestoreTargetOptions): Promise<Outcome<RestoreTarget>> {
  const { databaseUrl, schemas } = options;
  return databaseUrl === undefined ? embeddedTarget(options) : serverTarget(databaseUrl, schemas);
}
