/** Proves that the server on the port is ours (it knows the password), and makes the database on the first start. */

import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { postgres } from './postgres-driver.ts';

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

async function attempt(url: string, statement: string): Promise<string | undefined> {
  const sql = postgres(url, { max: 1, fetch_types: false, connect_timeout: 10, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** @returns fault PLATFORM-008 with the SQLSTATE when the server does not let its owner in */
export async function prepareDatabase(ownerUrl: string): Promise<Outcome<void>> {
  const refusal = await attempt(ownerUrl, 'SELECT 1');
  if (refusal === undefined) return ok(undefined);
  // 3D000: there is no such database, which is so on the first start.
  if (refusal !== '3D000') return failed(platformFault('PLATFORM-008', `its owner is refused, ${refusal}`));
  const maintenance = new URL(ownerUrl);
  maintenance.pathname = '/postgres';
  const failure = await attempt(maintenance.href, 'CREATE DATABASE goldthread TEMPLATE template0');
  return failure === undefined ? ok(undefined) : failed(platformFault('PLATFORM-008', `no database, ${failure}`));
}
