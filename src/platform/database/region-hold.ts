/**
 * Who has the database of a server: regions share it, a restore has it for itself. The embedded database has the lock of its data
 * directory. A restore that met a region would empty what was acknowledged, or drop it when it gave up.
 */

import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { connectionOptions, isUnavailable, type Sql, sqlStateOf } from './database.ts';
import { postgres } from './postgres-driver.ts';

export interface RegionHold {
  /** The connection that has it: whatever is asked on it is asked by whoever has the database. */
  readonly sql: Sql;
  /** Whether it is the same connection still: a server that restarts forgets who had what. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Any number, the same in every version; PostgreSQL counts it for each database by itself. */
const regionLock = 7_246_018_353;

async function take(sql: Sql, how: 'shared' | 'alone'): Promise<number | undefined> {
  const [row] =
    how === 'shared'
      ? await sql`SELECT pg_try_advisory_lock_shared(${regionLock}) AS is_held, pg_backend_pid() AS process`
      : await sql`SELECT pg_try_advisory_lock(${regionLock}) AS is_held, pg_backend_pid() AS process`;
  return row?.['is_held'] === true ? Number(row['process']) : undefined;
}

async function processOf(sql: Sql): Promise<number | undefined> {
  const [row] = await sql`SELECT pg_backend_pid() AS process`.catch((error: unknown) => {
    if (isUnavailable(error)) return [];
    throw error;
  });
  return row === undefined ? undefined : Number(row['process']);
}

/** Until it is let go, or this process ends. Faults PLATFORM-023 (somebody has it), PLATFORM-011. */
export async function holdForRegion(ownerUrl: string, how: 'shared' | 'alone'): Promise<Outcome<RegionHold>> {
  const settings = { ...connectionOptions(undefined), max: 1, idle_timeout: 0, max_lifetime: 0 };
  const sql = postgres(ownerUrl, settings) as unknown as Sql;
  const release = (): Promise<void> => sql.end({ timeout: 5 });
  try {
    const process = await take(sql, how);
    if (process === undefined) {
      await release();
      return failed(platformFault('PLATFORM-023', how === 'shared' ? 'a restore' : 'a region or another restore'));
    }
    return ok({ sql, isHeld: async () => (await processOf(sql)) === process, release });
  } catch (error) {
    await release();
    if (!isUnavailable(error) && !/^(28|3D)/.test(sqlStateOf(error) ?? '')) throw error;
    return failed(platformFault('PLATFORM-011', sqlStateOf(error) ?? 'unknown'));
  }
}
