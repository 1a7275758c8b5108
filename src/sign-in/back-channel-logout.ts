/** An issuer says that somebody is logged out there: their sessions here end at once, wherever they are signed in. */
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from './faults.ts';
import type { IssuerConnection } from './issuer-connection.ts';
import type { LoggedOut } from './logout-token.ts';
import type { createRefusalLog } from './refusal-log.ts';
import { hashOf } from './secret.ts';
import type { SessionStore } from './session-store.ts';
import { clockSkewMs } from './settings.ts';
import type { SignInDatabase } from './sign-in-database.ts';
import type { RecordSignIn } from './sign-in-event.ts';

export interface BackChannelDeps {
  readonly connections: readonly IssuerConnection[];
  readonly sessions: SessionStore;
  readonly database: SignInDatabase;
  readonly clock: Clock;
  readonly recordSignIn: RecordSignIn;
  /** Anybody may send a token: a flood of refused ones must not fill the log. */
  readonly logRefusal: ReturnType<typeof createRefusalLog>;
}

/** Gives how many sessions ended. Faults SIGN-IN-020 (no such issuer), SIGN-IN-028, SIGN-IN-004 (its keys cannot be had). */
export async function endByIssuer(
  deps: BackChannelDeps,
  issuerId: string,
  token: string,
): Promise<Outcome<{ readonly ended: number }>> {
  const connection = deps.connections.find(({ settings }) => settings.id === issuerId);
  if (connection === undefined) return failed(signInFault('SIGN-IN-020'));
  const { issuer } = connection.settings;
  const read = await connection.readLogoutToken(token);
  if (!read.ok) return read;
  if (read.value === undefined || !(await isFirstUse(deps, issuer, read.value))) {
    await deps.logRefusal({ kind: 'logout-refused', issuer, faultCode: 'SIGN-IN-028', atMs: deps.clock.now() });
    return failed(signInFault('SIGN-IN-028'));
  }
  const ended = await deps.sessions.endAtIssuer(issuer, read.value);
  // The sessions are over even when the log does not take it.
  for (const { caller } of ended)
    await deps.recordSignIn({
      kind: 'ended-by-issuer',
      issuer,
      atMs: deps.clock.now(),
      ...(caller === undefined ? {} : { caller }),
    });
  return ok({ ended: ended.length });
}

/** 2.6, item 7: the table decides, so that a replay is refused by every process, after a restart too. */
async function isFirstUse(
  { database, clock }: Pick<BackChannelDeps, 'database' | 'clock'>,
  issuer: string,
  { jti, expiresAtMs }: LoggedOut,
): Promise<boolean> {
  const { sql } = database;
  await sql`delete from sign_in.used_logout_token where expires_at < ${new Date(clock.now() - 2 * clockSkewMs)}`;
  const rows = await sql`
    insert into sign_in.used_logout_token (issuer, jti_hash, expires_at)
    values (${issuer}, ${hashOf(jti)}, ${new Date(expiresAtMs)})
    on conflict do nothing
    returning 1`;
  return rows.length === 1;
}
