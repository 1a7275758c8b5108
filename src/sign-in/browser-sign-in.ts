/** What a browser does: leave for an issuer, come back, choose a role, sign out. */
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { readCookie, setCookie } from './cookie.ts';
import { type SignInFaultCode, signInFault } from './faults.ts';
import type { IssuerConnection } from './issuer-connection.ts';
import { patientPersonOf } from './patient-claims.ts';
import { returnAddress } from './return-address.ts';
import { isSecret, newSecret } from './secret.ts';
import type { Session, SignedInPerson } from './session.ts';
import type { SessionStore } from './session-store.ts';
import { attemptMs, clockSkewMs, type PersonKind, type StaffIssuer } from './settings.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import type { RecordSignIn, SignInEvent } from './sign-in-event.ts';
import { staffPersonOf } from './staff-claims.ts';

export interface BrowserSignInDeps {
  readonly connections: readonly IssuerConnection[];
  readonly attempts: SignInAttempts;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly isSecure: boolean;
  readonly recordSignIn: RecordSignIn;
}

export interface BrowserSignIn {
  /** The issuers a person of this kind may sign in with. */
  issuers(kind: PersonKind): readonly { readonly id: string; readonly name: string; readonly issuer: string }[];
  /**
   * Where to send the browser. `isAgain`: whatever the issuer remembers, the person is authenticated anew; who comes back as
   * the same person keeps their role. Faults SIGN-IN-004, SIGN-IN-020.
   */
  begin(asked: {
    readonly kind: PersonKind;
    readonly issuerId?: string | undefined;
    readonly returnTo?: string | undefined;
    readonly isAgain?: boolean;
    readonly cookieHeader: string | undefined;
  }): Promise<Outcome<{ readonly location: string; readonly setCookie: string }>>;
  /** The browser is back. `query` is the raw query with its question mark. Faults SIGN-IN-002 to 007, 018, 020, 029. */
  finish(back: {
    readonly issuerId: string;
    readonly query: string;
    readonly cookieHeader: string | undefined;
  }): Promise<
    Outcome<{ readonly session: Session; readonly setCookies: readonly string[]; readonly returnTo: string }>
  >;
  /** A member of staff whom a host system vouches for: a new session, in that role alone. Fault SIGN-IN-018. */
  admit(admitted: {
    readonly person: SignedInPerson;
    readonly returnTo: string;
    readonly cookieHeader: string | undefined;
  }): ReturnType<BrowserSignIn['finish']>;
  /** The session of the request's cookie. Fault SIGN-IN-001. An open event stream is not activity. */
  findSession(
    kind: PersonKind,
    cookieHeader: string | undefined,
    options?: { readonly countsAsActivity?: boolean },
  ): Promise<Outcome<Session>>;
  /** Chooses or changes the role; the session id changes with it. Faults SIGN-IN-001, SIGN-IN-008, SIGN-IN-018. */
  chooseRole(asked: {
    readonly cookieHeader: string | undefined;
    readonly roleId: string;
  }): Promise<Outcome<{ readonly session: Session; readonly setCookie: string }>>;
  /** Ends the session on the server, whatever the browser keeps. */
  signOut(kind: PersonKind, cookieHeader: string | undefined): Promise<{ readonly setCookie: string }>;
}

export function createBrowserSignIn(deps: BrowserSignInDeps): BrowserSignIn {
  return {
    issuers: (kind) =>
      deps.connections
        .filter((connection) => connection.kind === kind)
        .map(({ settings: { id, name, issuer } }) => ({ id, name, issuer })),
    begin: (asked) => begin(deps, asked),
    finish: (back) => finish(deps, back),
    admit: (admitted) => admit(deps, admitted),
    findSession: async (kind, cookieHeader, options) => {
      const session = await sessionOf(deps, kind, cookieHeader, options?.countsAsActivity ?? true);
      return session === undefined ? failed(signInFault('SIGN-IN-001')) : ok(session);
    },
    chooseRole: (asked) => chooseRole(deps, asked),
    signOut: (kind, cookieHeader) => signOut(deps, kind, cookieHeader),
  };
}

const begin = async (
  deps: BrowserSignInDeps,
  asked: Parameters<BrowserSignIn['begin']>[0],
): ReturnType<BrowserSignIn['begin']> => {
  const ofKind = deps.connections.filter((connection) => connection.kind === asked.kind);
  const { isAgain = false } = asked;
  const connection =
    asked.issuerId === undefined ? ofKind[0] : ofKind.find(({ settings }) => settings.id === asked.issuerId);
  if (connection === undefined) return failed(signInFault('SIGN-IN-020'));
  const known = readCookie(asked.cookieHeader, 'browser', deps.isSecure);
  const browserSecret = isSecret(known) ? known : newSecret();
  const challenge = await deps.attempts.start({
    kind: asked.kind,
    issuerId: connection.settings.id,
    browserSecret,
    returnTo: returnAddress(asked.kind, asked.returnTo),
    isAgain,
  });
  const location = await connection.authorizationUrl(challenge, isAgain);
  if (!location.ok) return location;
  const options = { isSecure: deps.isSecure, maxAgeSeconds: attemptMs / 1000 };
  return ok({ location: location.value, setCookie: setCookie('browser', browserSecret, options) });
};

const finish = async (
  deps: BrowserSignInDeps,
  back: Parameters<BrowserSignIn['finish']>[0],
): ReturnType<BrowserSignIn['finish']> => {
  const connection = deps.connections.find(({ settings }) => settings.id === back.issuerId);
  if (connection === undefined) return failed(signInFault('SIGN-IN-020'));
  const issuer = connection.settings.issuer;
  const state = new URLSearchParams(back.query).get('state') ?? '';
  const browserSecret = readCookie(back.cookieHeader, 'browser', deps.isSecure);
  const attempt =
    isSecret(state) && isSecret(browserSecret)
      ? await deps.attempts.take(state, back.issuerId, browserSecret)
      : undefined;
  if (attempt === undefined) return refuse(deps, issuer, 'SIGN-IN-002');
  const answer = await connection.exchangeCode(back.query, attempt.challenge);
  if (!answer.ok) return refuse(deps, issuer, answer.fault.code as SignInFaultCode);
  const { againFromMs } = attempt;
  // An issuer may overlook max_age and prompt; what it signed says when the person was last asked.
  if (againFromMs !== undefined && answer.value.authenticatedAtMs < againFromMs - clockSkewMs)
    return refuse(deps, issuer, 'SIGN-IN-029');
  const { authenticationContextClass } = answer.value;
  const person = personOf(connection, answer.value.claims, answer.value.authenticatedAtMs);
  if (!person.ok) return refuse(deps, issuer, person.fault.code as SignInFaultCode);
  const atIssuer = atIssuerOf(answer.value.claims);
  return admit(deps, {
    person: {
      ...person.value,
      ...(authenticationContextClass === undefined ? {} : { authenticationContextClass }),
      ...(atIssuer === undefined ? {} : { atIssuer }),
    },
    returnTo: attempt.returnTo,
    cookieHeader: back.cookieHeader,
    keepsRole: againFromMs !== undefined,
  });
};

async function admit(
  deps: BrowserSignInDeps,
  admitted: { person: SignedInPerson; returnTo: string; cookieHeader: string | undefined; keepsRole?: boolean },
): ReturnType<BrowserSignIn['finish']> {
  const { kind, issuer, subject } = admitted.person;
  // The id that the browser brought along is never kept: it may have been planted (session fixation).
  const former = readCookie(admitted.cookieHeader, kind, deps.isSecure);
  const before = isSecret(former) ? await deps.sessions.end(kind, former) : undefined;
  const roleId = admitted.keepsRole === true ? roleKept(admitted.person, before) : undefined;
  const sessionId = await deps.sessions.start(admitted.person, roleId);
  const session = await deps.sessions.find(kind, sessionId, false);
  const isLogged =
    session !== undefined &&
    (await isRecorded(deps, { kind: 'signed-in', ...authenticatedPart(session), issuer, subject }));
  if (session === undefined || !isLogged) {
    await deps.sessions.end(kind, sessionId);
    return failed(signInFault('SIGN-IN-018'));
  }
  const { isSecure } = deps;
  const setCookies = [
    setCookie(kind, sessionId, { isSecure }),
    setCookie('browser', '', { isSecure, maxAgeSeconds: 0 }),
  ];
  return ok({ session, setCookies, returnTo: admitted.returnTo });
}

/** The role of the session before, where the same person comes back to it and the issuer still gives it to them. */
function roleKept(person: SignedInPerson, before: Session | undefined): string | undefined {
  const caller = before?.caller;
  if (person.kind !== 'staff' || caller?.kind !== 'staff') return undefined;
  if (caller.issuer !== person.issuer || caller.staffId !== person.subject) return undefined;
  return person.roleChoices.find(({ id }) => id === before?.chosenRoleId)?.id;
}

function atIssuerOf({ sub, sid }: Readonly<Record<string, unknown>>): SignedInPerson['atIssuer'] {
  if (typeof sub !== 'string') return undefined;
  return { subject: sub, ...(typeof sid === 'string' ? { session: sid } : {}) };
}

function personOf(connection: IssuerConnection, claims: Readonly<Record<string, unknown>>, authenticatedAtMs: number) {
  return connection.kind === 'staff'
    ? staffPersonOf(connection.settings as StaffIssuer, claims, authenticatedAtMs)
    : patientPersonOf(connection.settings, claims, authenticatedAtMs);
}

async function refuse(deps: BrowserSignInDeps, issuer: string, faultCode: SignInFaultCode): Promise<Outcome<never>> {
  await isRecorded(deps, { kind: 'sign-in-failed', issuer, faultCode });
  return failed(signInFault(faultCode));
}

const chooseRole = async (
  deps: BrowserSignInDeps,
  asked: Parameters<BrowserSignIn['chooseRole']>[0],
): ReturnType<BrowserSignIn['chooseRole']> => {
  const sessionId = readCookie(asked.cookieHeader, 'staff', deps.isSecure);
  const session = await sessionOf(deps, 'staff', asked.cookieHeader, true);
  if (session === undefined || !isSecret(sessionId)) return failed(signInFault('SIGN-IN-001'));
  if (!session.roleChoices.some((role) => role.id === asked.roleId)) return failed(signInFault('SIGN-IN-008'));
  const newId = await deps.sessions.choose(sessionId, asked.roleId);
  const chosen = newId === undefined ? undefined : await deps.sessions.find('staff', newId, false);
  if (newId === undefined || chosen === undefined) return failed(signInFault('SIGN-IN-001'));
  if (!(await isRecorded(deps, { kind: 'role-chosen', ...authenticatedPart(chosen) }))) {
    await deps.sessions.end('staff', newId);
    return failed(signInFault('SIGN-IN-018'));
  }
  return ok({ session: chosen, setCookie: setCookie('staff', newId, { isSecure: deps.isSecure }) });
};

const signOut = async (
  deps: BrowserSignInDeps,
  kind: PersonKind,
  cookieHeader: string | undefined,
): ReturnType<BrowserSignIn['signOut']> => {
  const sessionId = readCookie(cookieHeader, kind, deps.isSecure);
  const session = isSecret(sessionId) ? await deps.sessions.end(kind, sessionId) : undefined;
  // Signing out must work even when the log does not: the session is over either way.
  if (session !== undefined) await isRecorded(deps, { kind: 'signed-out', ...callerPart(session) });
  return { setCookie: setCookie(kind, '', { isSecure: deps.isSecure, maxAgeSeconds: 0 }) };
};

async function sessionOf(
  deps: BrowserSignInDeps,
  kind: PersonKind,
  cookieHeader: string | undefined,
  countsAsActivity: boolean,
): Promise<Session | undefined> {
  const sessionId = readCookie(cookieHeader, kind, deps.isSecure);
  return isSecret(sessionId) ? deps.sessions.find(kind, sessionId, countsAsActivity) : undefined;
}

function callerPart(session: Session): Pick<SignInEvent, 'caller'> {
  return session.caller === undefined ? {} : { caller: session.caller };
}

/** Who came in and how strongly authenticated, as the session keeps it and the gravest acts are judged by. */
function authenticatedPart(session: Session): Pick<SignInEvent, 'caller' | 'authenticationContextClass'> {
  const { authenticationContextClass } = session;
  return {
    ...callerPart(session),
    ...(authenticationContextClass === undefined ? {} : { authenticationContextClass }),
  };
}

async function isRecorded(deps: BrowserSignInDeps, event: Omit<SignInEvent, 'atMs'>): Promise<boolean> {
  return (await deps.recordSignIn({ ...event, atMs: deps.clock.now() })).ok;
}
