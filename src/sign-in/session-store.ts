import type { Clock } from '#kernel/clock.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { AnySql } from '#platform';
import { formTokenOf, hashOf, newSecret } from './secret.ts';
import { type RoleChoice, type Session, type SignedInPerson, staffCallerOf } from './session.ts';
import { absoluteMs, clockSkewMs, type PersonKind, patientIdleMs } from './settings.ts';
import type { SignInDatabase } from './sign-in-database.ts';

/** Activity is written at most this often: an idle time-out may come that much early, never late. */
const seenEveryMs = 5_000;

interface SessionRow {
  readonly kind: PersonKind;
  readonly issuer: string;
  readonly subject: string;
  readonly person_name: string;
  readonly role_choices: readonly RoleChoice[];
  readonly chosen_role_id: string | null;
  readonly nhs_number: string | null;
  readonly birth_date: string | null;
  readonly identity_proofing: 'P9' | null;
  readonly authenticated_at: Date;
  readonly authentication_context_class: string | null;
  readonly last_seen_at: Date;
  readonly ends_at: Date;
}

export interface AtIssuer {
  readonly subject?: string;
  readonly session?: string;
}

export interface SessionStore {
  /** Starts a session, in this one of the person's roles if it is known already; returns its id, which stands nowhere else. */
  start(person: SignedInPerson, roleId?: string): Promise<string>;
  /** The live session of an id of this kind; undefined when there is none or its time is over. */
  find(kind: PersonKind, sessionId: string, countsAsActivity: boolean): Promise<Session | undefined>;
  /** Notes the role and gives the session a new id; the old one is dead at once. */
  choose(sessionId: string, roleId: string): Promise<string | undefined>;
  /** Whether the session of this hash is still there and in its time: for what hangs on it. Not activity. */
  isLive(kind: PersonKind, sessionHash: Buffer, sql?: AnySql): Promise<boolean>;
  /** Ends the session; returns what it was. */
  end(kind: PersonKind, sessionId: string): Promise<Session | undefined>;
  /** Ends every session of one subject, of one sign-in, or of both, at this issuer; returns what they were. */
  endAtIssuer(issuer: string, whose: AtIssuer): Promise<readonly Session[]>;
  /** Told, in this process, whenever a session was ended before its time, or the id of one. Gives the way to stop. */
  onEnded(listener: () => void): () => void;
}

export interface SessionStoreDependencies {
  readonly database: SignInDatabase;
  readonly clock: Clock;
  readonly staffIdleMs: number;
}

export function createSessionStore(deps: SessionStoreDependencies): SessionStore {
  const { sql } = deps.database;
  const idleMsOf = (kind: PersonKind): number => (kind === 'staff' ? deps.staffIdleMs : patientIdleMs);

  const start = async (person: SignedInPerson, roleId?: string): Promise<string> => {
    const sessionId = newSecret();
    const nowMs = deps.clock.now();
    const row = {
      session_hash: hashOf(sessionId),
      ...columnsOf(person, roleId),
      role_choices: sql.json((person.kind === 'staff' ? person.roleChoices : []) as never),
      authenticated_at: new Date(person.authenticatedAtMs),
      created_at: new Date(nowMs),
      last_seen_at: new Date(nowMs),
      ends_at: new Date(Math.min(nowMs, person.authenticatedAtMs) + absoluteMs),
    };
    await sql`delete from sign_in.session where ends_at < ${new Date(nowMs)}`;
    await sql`insert into sign_in.session ${sql(row)}`;
    return sessionId;
  };

  const find = async (kind: PersonKind, sessionId: string, countsAsActivity: boolean): Promise<Session | undefined> => {
    const nowMs = deps.clock.now();
    const hash = hashOf(sessionId);
    const [row] = await sql<
      SessionRow[]
    >`select * from sign_in.session where session_hash = ${hash} and kind = ${kind}`;
    if (row === undefined) return undefined;
    const idleMs = idleMsOf(kind);
    const lastSeenMs = row.last_seen_at.getTime();
    // Seen in a time to come: the clock was ahead then, and the session's end with it (decision 100).
    const isOfTimeToCome = lastSeenMs > nowMs + clockSkewMs;
    if (isOfTimeToCome || nowMs > row.ends_at.getTime() || nowMs - lastSeenMs > idleMs) {
      await sql`delete from sign_in.session where session_hash = ${hash}`;
      return undefined;
    }
    if (!countsAsActivity || nowMs - lastSeenMs < seenEveryMs) return sessionOf(row, sessionId, lastSeenMs + idleMs);
    await sql`update sign_in.session set last_seen_at = ${new Date(nowMs)} where session_hash = ${hash}`;
    return sessionOf(row, sessionId, nowMs + idleMs);
  };

  const { tell, ...ending } = endings(deps);

  const choose = async (sessionId: string, roleId: string): Promise<string | undefined> => {
    const newId = newSecret();
    const rows = await sql`
      update sign_in.session
      set session_hash = ${hashOf(newId)}, chosen_role_id = ${roleId}, last_seen_at = ${new Date(deps.clock.now())}
      where session_hash = ${hashOf(sessionId)} and kind = 'staff'
      returning 1`;
    if (rows.length === 0) return undefined;
    tell();
    return newId;
  };

  const isLive = isLiveSession(deps, idleMsOf);
  return { start, find, choose, isLive, ...ending };
}

/** Who signed in. One role needs no choosing. */
function columnsOf(person: SignedInPerson, roleId: string | undefined) {
  const isStaff = person.kind === 'staff';
  const onlyRole = isStaff && person.roleChoices.length === 1 ? person.roleChoices[0] : undefined;
  return {
    kind: person.kind,
    issuer: person.issuer,
    subject: person.subject,
    person_name: person.name,
    chosen_role_id: onlyRole?.id ?? roleId ?? null,
    nhs_number: isStaff ? null : person.nhsNumber,
    birth_date: isStaff ? null : person.birthDate,
    identity_proofing: isStaff ? null : person.identityProofing,
    authentication_context_class: person.authenticationContextClass ?? null,
    issuer_subject: person.atIssuer?.subject ?? null,
    issuer_session: person.atIssuer?.session ?? null,
  };
}

function sessionOf(row: SessionRow, sessionId: string, idleAtMs: number): Session {
  const chosen = row.role_choices.find((role) => role.id === row.chosen_role_id);
  const endsAtMs = row.ends_at.getTime();
  return {
    kind: row.kind,
    personName: row.person_name,
    ...contextOf(row),
    caller: callerOf(row, chosen),
    roleChoices: row.role_choices,
    ...(chosen === undefined ? {} : { chosenRoleId: chosen.id }),
    formToken: formTokenOf(sessionId),
    idleAtMs: Math.min(idleAtMs, endsAtMs),
    endsAtMs,
  };
}

function contextOf({ authentication_context_class: acr }: SessionRow): Pick<Session, 'authenticationContextClass'> {
  return acr === null ? {} : { authenticationContextClass: acr };
}

function callerOf(row: SessionRow, chosen: RoleChoice | undefined): Session['caller'] {
  const person = {
    issuer: row.issuer,
    subject: row.subject,
    name: row.person_name,
    authenticatedAtMs: row.authenticated_at.getTime(),
  };
  if (row.kind === 'staff') {
    return chosen === undefined ? undefined : staffCallerOf({ ...person, ...contextOf(row) }, chosen);
  }
  if (row.nhs_number === null || row.birth_date === null || row.identity_proofing === null) return undefined;
  return {
    kind: 'patient',
    ...person,
    nhsNumber: row.nhs_number as NhsNumber,
    birthDate: row.birth_date,
    identityProofing: row.identity_proofing,
  };
}

function endings({
  database: { sql },
  clock,
}: SessionStoreDependencies): Pick<SessionStore, 'end' | 'endAtIssuer' | 'onEnded'> & { tell(): void } {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const ended = (rows: readonly SessionRow[], sessionId: string): Session[] => {
    if (rows.length > 0) tell();
    return rows.map((row) => sessionOf(row, sessionId, clock.now()));
  };
  return {
    tell,
    async end(kind, sessionId) {
      const rows = await sql<SessionRow[]>`
        delete from sign_in.session where session_hash = ${hashOf(sessionId)} and kind = ${kind} returning *`;
      return ended(rows, sessionId)[0];
    },
    /** Back-Channel Logout 1.0, 2.7: a token with sid is about that sign-in alone, one with sub alone about all of them. */
    async endAtIssuer(issuer, { subject, session }) {
      if (subject === undefined && session === undefined) return [];
      const rows = await sql<SessionRow[]>`
        delete from sign_in.session where issuer = ${issuer}
          and (${subject ?? null}::text is null or issuer_subject = ${subject ?? null})
          and (${session ?? null}::text is null or issuer_session = ${session ?? null})
        returning *`;
      // Their ids are not known here; nothing is done in their name any more.
      return ended(rows, '');
    },
    onEnded(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function isLiveSession(
  { database, clock }: SessionStoreDependencies,
  idleMsOf: (kind: PersonKind) => number,
): SessionStore['isLive'] {
  return async (kind, sessionHash, sql = database.sql) => {
    const nowMs = clock.now();
    const rows = await sql`
      select 1 from sign_in.session where session_hash = ${sessionHash} and kind = ${kind} and ends_at > ${new Date(nowMs)}
        and last_seen_at between ${new Date(nowMs - idleMsOf(kind))} and ${new Date(nowMs + clockSkewMs)}`;
    return rows.length === 1;
  };
}
