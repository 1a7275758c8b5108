/** What people allowed apps, and the codes and refresh tokens that hang on it. Only hashes of secrets are kept. */
import { randomUUID } from 'node:crypto';
import type { PatientCaller, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { hashOf, newSecret } from '../secret.ts';
import type { SessionStore } from '../session-store.ts';
import { minuteMs } from '../settings.ts';
import type { SignInDatabase } from '../sign-in-database.ts';

/** RFC 6749, 4.1.2: a code is for one exchange, at once. */
const codeMs = minuteMs;
/** Ended grants stay in the person's list for this long. */
const keptMs = 90 * 24 * 60 * minuteMs;

export type GrantEnd = 'person' | 'app' | 'reuse' | 'code-reuse';

export interface LaunchPatient {
  /** The id of a Patient resource. */
  readonly id: string;
  /** The person in the index whose it was when the app was allowed. */
  readonly person: number;
}

export interface AppGrant {
  readonly grantId: string;
  readonly clientId: string;
  readonly caller: StaffCaller | PatientCaller;
  readonly scopes: readonly string[];
  readonly patient: LaunchPatient | undefined;
  /** Ends with the session in which it was given. */
  readonly isBoundToSession: boolean;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | undefined;
  readonly endsAtMs: number;
  readonly ended: { readonly atMs: number; readonly by: GrantEnd } | undefined;
}

export interface NewGrant {
  readonly clientId: string;
  readonly caller: StaffCaller | PatientCaller;
  readonly scopes: readonly string[];
  readonly patient: LaunchPatient | undefined;
  readonly sessionHash: Buffer | undefined;
  readonly endsAtMs: number;
}

export interface CodeRequest {
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly nonce: string | undefined;
}

interface GrantRow {
  readonly grant_id: string;
  readonly client_id: string;
  readonly caller: StaffCaller | PatientCaller;
  readonly scopes: readonly string[];
  readonly patient_id: string | null;
  readonly person: number | null;
  readonly session_hash: Buffer | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly ends_at: Date;
  readonly ended_at: Date | null;
  readonly ended_by: GrantEnd | null;
}

function isGrantId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

export type AppGrants = ReturnType<typeof createAppGrants>;

function grantOf(row: GrantRow): AppGrant {
  const { patient_id: id, person } = row;
  return {
    grantId: row.grant_id,
    clientId: row.client_id,
    caller: row.caller,
    scopes: row.scopes,
    patient: id === null || person === null ? undefined : { id, person: Number(person) },
    isBoundToSession: row.session_hash !== null,
    createdAtMs: row.created_at.getTime(),
    lastUsedAtMs: row.last_used_at?.getTime(),
    endsAtMs: row.ends_at.getTime(),
    ended:
      row.ended_at === null || row.ended_by === null ? undefined : { atMs: row.ended_at.getTime(), by: row.ended_by },
  };
}

interface GrantDependencies {
  readonly database: SignInDatabase;
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'isLive'>;
}

/** The code is what the app is sent; it exists nowhere else. */
async function startGrant(
  sql: DatabaseTransaction,
  nowMs: number,
  grant: NewGrant,
  request: CodeRequest,
): Promise<string> {
  const grantId = randomUUID();
  const code = newSecret();
  const { caller } = grant;
  const row = {
    grant_id: grantId,
    client_id: grant.clientId,
    kind: caller.kind,
    issuer: caller.issuer,
    subject: subjectOf(caller),
    caller: sql.json(caller as never),
    scopes: [...grant.scopes],
    patient_id: grant.patient?.id ?? null,
    person: grant.patient?.person ?? null,
    session_hash: grant.sessionHash ?? null,
    created_at: new Date(nowMs),
    ends_at: new Date(grant.endsAtMs),
  };
  const codeRow = {
    code_hash: hashOf(code),
    grant_id: grantId,
    redirect_uri: request.redirectUri,
    code_challenge: request.codeChallenge,
    nonce: request.nonce ?? null,
    expires_at: new Date(nowMs + codeMs),
  };
  await sql`insert into sign_in.app_grant ${sql(row)}`;
  await sql`insert into sign_in.app_code ${sql(codeRow)}`;
  return code;
}

export function createAppGrants(deps: GrantDependencies) {
  const { sql } = deps.database;
  const now = (): Date => new Date(deps.clock.now());

  const find = async (grantId: string, within: AnySql = sql): Promise<AppGrant | undefined> => {
    if (!isGrantId(grantId)) return undefined;
    const [row] = await within<GrantRow[]>`select * from sign_in.app_grant where grant_id = ${grantId}`;
    return row === undefined ? undefined : grantOf(row);
  };

  /** A grant that still holds: not ended, in its time, and its session alive where it has one. */
  const standing = async (grantId: string, within: AnySql = sql): Promise<AppGrant | undefined> => {
    if (!isGrantId(grantId)) return undefined;
    const [row] = await within<GrantRow[]>`
      select * from sign_in.app_grant where grant_id = ${grantId} and ended_at is null and ends_at > ${now()}`;
    if (row === undefined) return undefined;
    const { session_hash: session, caller } = row;
    const isOver = session !== null && !(await deps.sessions.isLive(caller.kind, session, within));
    return isOver ? undefined : grantOf(row);
  };

  /** True when it was live until now. */
  const end = async (within: AnySql, grantId: string, by: GrantEnd): Promise<boolean> => {
    const rows = await within`
      update sign_in.app_grant set ended_at = ${now()}, ended_by = ${by}
      where grant_id = ${grantId} and ended_at is null returning 1`;
    return rows.length === 1;
  };

  /** False when it has ended: what was found standing a moment ago may have been stopped since. */
  const noteUse = async (grantId: string): Promise<boolean> => {
    const rows = await sql`
      update sign_in.app_grant set last_used_at = ${now()} where grant_id = ${grantId} and ended_at is null returning 1`;
    return rows.length === 1;
  };

  const listOf = async (caller: StaffCaller | PatientCaller): Promise<readonly AppGrant[]> => {
    const rows = await sql<GrantRow[]>`
      select * from sign_in.app_grant where issuer = ${caller.issuer} and subject = ${subjectOf(caller)}
        and kind = ${caller.kind} order by created_at desc limit 200`;
    return rows.map(grantOf);
  };

  const start = (within: DatabaseTransaction, grant: NewGrant, request: CodeRequest) =>
    startGrant(within, deps.clock.now(), grant, request);

  const forgetOld = async (): Promise<void> => {
    await sql`delete from sign_in.app_grant where ends_at < ${new Date(deps.clock.now() - keptMs)}`;
  };

  return { start, forgetOld, find, standing, end, noteUse, listOf };
}

export function subjectOf(caller: StaffCaller | PatientCaller): string {
  return caller.kind === 'staff' ? caller.staffId : caller.subject;
}
