/** Apps opened from a record: SMART App Launch 2.2, "EHR launch". */
import type { Clock } from '#kernel/clock.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { hashOf, isSecret, newSecret } from '../secret.ts';
import { minuteMs } from '../settings.ts';
import type { SignInDatabase } from '../sign-in-database.ts';
import type { LaunchPatient } from './app-grants.ts';

/** From the click to the app's own request: the person may have to wait for the app to load. */
const launchMs = 5 * minuteMs;

export interface Launch {
  readonly clientId: string;
  readonly sessionId: string;
  readonly patient: LaunchPatient;
}

export interface Launches {
  /** The value of the `launch` parameter. */
  start(launch: Launch): Promise<string>;
  /** Whose record it was opened from: only for this app, in the session that opened it, in its time, and unused. */
  find(token: string, clientId: string, sessionId: string): Promise<LaunchPatient | undefined>;
  /** The same, once. */
  take(
    sql: DatabaseTransaction,
    token: string,
    clientId: string,
    sessionId: string,
  ): Promise<LaunchPatient | undefined>;
}

interface LaunchRow {
  readonly patient_id: string;
  readonly person: number;
}

export function createLaunches(deps: { readonly database: SignInDatabase; readonly clock: Clock }): Launches {
  const { sql } = deps.database;

  const start: Launches['start'] = async ({ clientId, sessionId, patient }) => {
    const token = newSecret();
    const nowMs = deps.clock.now();
    await sql`delete from sign_in.launch where expires_at < ${new Date(nowMs)}`;
    const row = {
      launch_hash: hashOf(token),
      client_id: clientId,
      session_hash: hashOf(sessionId),
      patient_id: patient.id,
      person: patient.person,
      expires_at: new Date(nowMs + launchMs),
    };
    await sql`insert into sign_in.launch ${sql(row)}`;
    return token;
  };

  const isThisOne = (sql: AnySql, token: string, clientId: string, sessionId: string) => sql`
    launch_hash = ${hashOf(token)} and client_id = ${clientId} and session_hash = ${hashOf(sessionId)}
    and expires_at > ${new Date(deps.clock.now())}`;

  const patientOf = (rows: readonly LaunchRow[]): LaunchPatient | undefined =>
    rows[0] === undefined ? undefined : { id: rows[0].patient_id, person: Number(rows[0].person) };

  const find: Launches['find'] = async (token, ...whose) => {
    if (!isSecret(token)) return undefined;
    const isThis = isThisOne(sql, token, ...whose);
    return patientOf(await sql<LaunchRow[]>`select patient_id, person from sign_in.launch where ${isThis}`);
  };

  const take: Launches['take'] = async (within, token, ...whose) => {
    if (!isSecret(token)) return undefined;
    const isThis = isThisOne(within, token, ...whose);
    return patientOf(
      await within<LaunchRow[]>`delete from sign_in.launch where ${isThis} returning patient_id, person`,
    );
  };

  return { start, find, take };
}
