/** SMART App Launch for people: from the app's request, by the person's own choice, to a code; and what they allowed before. */
import type { PatientCaller, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { readCookie } from '../cookie.ts';
import { signInFault } from '../faults.ts';
import { hashOf, isSecret } from '../secret.ts';
import type { Session } from '../session.ts';
import type { SessionStore } from '../session-store.ts';
import { fhirBaseUrl, hourMs, type PersonKind } from '../settings.ts';
import type { TokenAnswer } from '../token-exchange.ts';
import type { AppGrant, LaunchPatient } from './app-grants.ts';
import type { AppRegister, AppRegistration } from './app-register.ts';
import { type ConsentItem, chosenScopes, consentItems, grantableScopes, hasResources } from './app-scopes.ts';
import { type AppTokenDeps, endGrant, exchangeCode, refreshTokens, revokeToken } from './app-tokens.ts';
import {
  type AuthorizationError,
  type AuthorizationRequest,
  answerLocation,
  errorLocation,
  type ReadRequest,
  readAuthorizationRequest,
} from './authorization-request.ts';
import { type Introspection, introspectToken } from './introspection.ts';
import type { Launches } from './launches.ts';

/** How long an app may renew what it was allowed while the person is away; then it asks again. */
export const offlineDays = 90;
const offlineMs = offlineDays * 24 * hourMs;

export interface SmartAppsDeps {
  readonly tokens: AppTokenDeps;
  readonly apps: AppRegister;
  readonly launches: Launches;
  readonly sessions: SessionStore;
  readonly isSecure: boolean;
}

/** What the person is asked. */
export interface ConsentQuestion {
  readonly app: AppRegistration;
  readonly session: Session;
  readonly caller: StaffCaller | PatientCaller;
  readonly items: readonly ConsentItem[];
  /** The record that the app was opened from; undefined where the person's own is still to be found. */
  readonly patient: LaunchPatient | undefined;
  /** Whether it may stay connected: then the person is told for how long. */
  readonly lasts: 'session' | 'an-hour' | 'offline';
}

export type Prepared =
  /** Nobody is signed in, or without a role. */
  | { readonly kind: 'sign-in'; readonly audience: PersonKind; readonly hasSession: boolean }
  | { readonly kind: 'refusal'; readonly location: string }
  | { readonly kind: 'question'; readonly question: ConsentQuestion };

/** One app that a person has allowed, as they see it in their list. */
export interface ConnectedApp {
  readonly grantId: string;
  readonly clientId: string;
  readonly name: string;
  readonly publisher: string;
  readonly items: readonly ConsentItem[];
  readonly allowedAtMs: number;
  readonly lastUsedAtMs: number | undefined;
  readonly endsAtMs: number;
  readonly isLive: boolean;
  readonly isBoundToSession: boolean;
  readonly ended: AppGrant['ended'];
}

export interface SmartApps {
  /** Fault SIGN-IN-021. */
  register(app: AppRegistration): Promise<Outcome<true>>;
  keepOnly(clientIds: readonly string[]): Promise<void>;
  isOrigin(origin: string): Promise<boolean>;
  readRequest(query: URLSearchParams): Promise<ReadRequest>;
  prepare(request: AuthorizationRequest, cookieHeader: string | undefined): Promise<Prepared>;
  /** Where to send the browser with the code. `keys` are the boxes that were left ticked. Fault SIGN-IN-018. */
  allow(
    request: AuthorizationRequest,
    cookieHeader: string | undefined,
    choice: { readonly keys: readonly string[]; readonly patient: LaunchPatient | undefined },
  ): Promise<Outcome<string>>;
  decline(request: AuthorizationRequest, question: ConsentQuestion): Promise<Outcome<string>>;
  errorLocation(request: AuthorizationRequest, error: AuthorizationError, description: string): string;
  exchangeCode(form: URLSearchParams): Promise<Outcome<TokenAnswer>>;
  refresh(form: URLSearchParams): Promise<Outcome<TokenAnswer>>;
  revoke(form: URLSearchParams): Promise<Outcome<true>>;
  introspect(form: URLSearchParams): Promise<Outcome<Introspection>>;
  /** Apps that can be opened from a record. */
  launchable(audience: PersonKind): Promise<readonly AppRegistration[]>;
  /** The app's launch address with a token for this session and record. Faults SIGN-IN-001, 018, 023. */
  openFrom(opening: {
    readonly kind: PersonKind;
    readonly cookieHeader: string | undefined;
    readonly clientId: string;
    readonly patient: LaunchPatient;
  }): Promise<Outcome<string>>;
  /** Newest first; those that ended lately too. */
  connected(caller: StaffCaller | PatientCaller): Promise<readonly ConnectedApp[]>;
  /** Faults SIGN-IN-018, 024. */
  stop(caller: StaffCaller | PatientCaller, grantId: string): Promise<Outcome<true>>;
}

export function createSmartApps(deps: SmartAppsDeps): SmartApps {
  const { apps, tokens } = deps;
  const { publicUrl } = tokens;
  return {
    register: apps.register,
    keepOnly: apps.keepOnly,
    isOrigin: apps.isOrigin,
    readRequest: (query) => readAuthorizationRequest({ apps, publicUrl }, query),
    prepare: (request, cookieHeader) => prepare(deps, request, cookieHeader),
    allow: (request, cookieHeader, choice) => allow(deps, request, cookieHeader, choice),
    decline: (request, question) => decline(deps, request, question),
    errorLocation: (request, error, description) => errorLocation(publicUrl, request, error, description),
    exchangeCode: (form) => exchangeCode(tokens, form),
    refresh: (form) => refreshTokens(tokens, form),
    revoke: (form) => revokeToken(tokens, form),
    introspect: (form) => introspectToken(tokens, form),
    launchable: async (audience) => (await apps.list(audience)).filter((app) => app.launchUrl !== undefined),
    openFrom: (opening) => openFrom(deps, opening),
    connected: (caller) => connected(deps, caller),
    stop: (caller, grantId) => stop(deps, caller, grantId),
  };
}

interface OpenSession {
  readonly sessionId: string;
  readonly session: Session;
  readonly caller: StaffCaller | PatientCaller;
}

async function sessionOf(
  deps: SmartAppsDeps,
  kind: PersonKind,
  cookieHeader: string | undefined,
): Promise<OpenSession | 'no-role' | undefined> {
  const sessionId = readCookie(cookieHeader, kind, deps.isSecure);
  const session = isSecret(sessionId) ? await deps.sessions.find(kind, sessionId, true) : undefined;
  if (session === undefined || !isSecret(sessionId)) return undefined;
  return session.caller === undefined ? 'no-role' : { sessionId, session, caller: session.caller };
}

interface PreparedSession {
  readonly open: OpenSession;
  readonly granted: readonly string[];
  readonly patient: LaunchPatient | undefined;
}

type FoundPrepared = Exclude<Prepared, { readonly kind: 'question' }> | ({ readonly kind: 'ready' } & PreparedSession);

async function find(
  deps: SmartAppsDeps,
  request: AuthorizationRequest,
  cookieHeader: string | undefined,
): Promise<FoundPrepared> {
  const { app, launch, scopes } = request;
  const refuse = (error: AuthorizationError, description: string): FoundPrepared => ({
    kind: 'refusal',
    location: errorLocation(deps.tokens.publicUrl, request, error, description),
  });
  const { audience, clientId, scopes: registered } = app;
  const open = await sessionOf(deps, audience, cookieHeader);
  if (open === undefined || open === 'no-role') return { kind: 'sign-in', audience, hasSession: open === 'no-role' };
  const patient = launch === undefined ? undefined : await deps.launches.find(launch, clientId, open.sessionId);
  if (launch !== undefined && patient === undefined)
    return refuse('invalid_request', 'The launch is over, was used, or belongs to another app or sign-in.');
  const hasPatient = audience === 'patient' || patient !== undefined;
  const granted = grantableScopes({ asked: scopes, registered, audience, hasPatient });
  return hasResources(granted)
    ? { kind: 'ready', open, granted, patient }
    : refuse('invalid_scope', 'None of the scopes can be granted.');
}

async function prepare(
  deps: SmartAppsDeps,
  request: AuthorizationRequest,
  cookieHeader: string | undefined,
): Promise<Prepared> {
  const found = await find(deps, request, cookieHeader);
  if (found.kind !== 'ready') return found;
  const { open, granted, patient } = found;
  const { app } = request;
  const lasts =
    app.audience === 'staff' || (granted.includes('online_access') && !granted.includes('offline_access'))
      ? 'session'
      : granted.includes('offline_access')
        ? 'offline'
        : 'an-hour';
  const { session, caller } = open;
  return { kind: 'question', question: { app, session, caller, items: consentItems(granted), patient, lasts } };
}

async function allow(
  deps: SmartAppsDeps,
  request: AuthorizationRequest,
  cookieHeader: string | undefined,
  choice: Parameters<SmartApps['allow']>[2],
): Promise<Outcome<string>> {
  const { publicUrl, grants, clock, recordSignIn } = deps.tokens;
  const found = await find(deps, request, cookieHeader);
  if (found.kind === 'sign-in') return failed(signInFault('SIGN-IN-001'));
  if (found.kind === 'refusal') return ok(found.location);
  const { open, granted } = found;
  const { app, launch } = request;
  const scopes = chosenScopes(granted, choice.keys);
  if (!hasResources(scopes)) return ok(errorLocation(publicUrl, request, 'access_denied', 'Nothing was allowed.'));
  // Spent here: a launch opens one app once (attack 14).
  const launched = launch === undefined ? undefined : await deps.launches.take(launch, app.clientId, open.sessionId);
  if (launch !== undefined && launched === undefined)
    return ok(errorLocation(publicUrl, request, 'invalid_request', 'The launch was used.'));
  const patient = launched ?? (app.audience === 'patient' ? choice.patient : undefined);
  const isOffline = scopes.includes('offline_access');
  const isBound = app.audience === 'staff' || (scopes.includes('online_access') && !isOffline);
  const untilMs = isOffline ? clock.now() + offlineMs : isBound ? open.session.endsAtMs : clock.now() + hourMs;
  const { grantId, code } = await grants.start(
    {
      clientId: app.clientId,
      caller: open.caller,
      scopes,
      patient,
      sessionHash: isBound ? hashOf(open.sessionId) : undefined,
      endsAtMs: untilMs,
    },
    { redirectUri: request.redirectUri, codeChallenge: request.codeChallenge, nonce: request.nonce },
  );
  const logged = await recordSignIn({
    kind: 'app-allowed',
    atMs: clock.now(),
    caller: open.caller,
    clientId: app.clientId,
    appName: app.name,
    scopes,
    ...(patient === undefined ? {} : { person: patient.person }),
  });
  if (logged.ok) return ok(answerLocation(publicUrl, request, { code }));
  await grants.end(grantId, 'person');
  return failed(signInFault('SIGN-IN-018'));
}

async function decline(
  deps: SmartAppsDeps,
  request: AuthorizationRequest,
  { app, caller }: ConsentQuestion,
): Promise<Outcome<string>> {
  const { clock, recordSignIn, publicUrl } = deps.tokens;
  const about = { caller, clientId: app.clientId, appName: app.name };
  const logged = await recordSignIn({ kind: 'app-declined', atMs: clock.now(), ...about });
  return logged.ok
    ? ok(errorLocation(publicUrl, request, 'access_denied', 'The person did not allow it.'))
    : failed(signInFault('SIGN-IN-018'));
}

async function openFrom(deps: SmartAppsDeps, opening: Parameters<SmartApps['openFrom']>[0]): Promise<Outcome<string>> {
  const { clock, publicUrl, recordSignIn } = deps.tokens;
  const open = await sessionOf(deps, opening.kind, opening.cookieHeader);
  if (open === undefined || open === 'no-role') return failed(signInFault('SIGN-IN-001'));
  const app = await deps.apps.find(opening.clientId);
  if (app?.audience !== opening.kind || app.launchUrl === undefined) return failed(signInFault('SIGN-IN-023'));
  const launch = { clientId: app.clientId, sessionId: open.sessionId, patient: opening.patient };
  const token = await deps.launches.start(launch);
  const logged = await recordSignIn({
    kind: 'app-opened',
    atMs: clock.now(),
    caller: open.caller,
    clientId: app.clientId,
    appName: app.name,
    person: opening.patient.person,
  });
  if (!logged.ok) return failed(signInFault('SIGN-IN-018'));
  const url = new URL(app.launchUrl);
  url.searchParams.set('iss', fhirBaseUrl(publicUrl));
  url.searchParams.set('launch', token);
  return ok(url.href);
}

async function connected(deps: SmartAppsDeps, caller: StaffCaller | PatientCaller): Promise<readonly ConnectedApp[]> {
  const { grants, clock } = deps.tokens;
  const all = await grants.listOf(caller);
  return Promise.all(
    all.map(async (grant): Promise<ConnectedApp> => {
      const app = await deps.apps.find(grant.clientId);
      const isStanding = grant.ended === undefined && grant.endsAtMs > clock.now();
      return {
        grantId: grant.grantId,
        clientId: grant.clientId,
        name: app?.name ?? grant.clientId,
        publisher: app?.publisher ?? '',
        items: consentItems(grant.scopes),
        allowedAtMs: grant.createdAtMs,
        lastUsedAtMs: grant.lastUsedAtMs,
        endsAtMs: grant.endsAtMs,
        isLive: isStanding && app !== undefined && (await grants.standing(grant.grantId)) !== undefined,
        isBoundToSession: grant.isBoundToSession,
        ended: grant.ended,
      };
    }),
  );
}

async function stop(deps: SmartAppsDeps, caller: StaffCaller | PatientCaller, grantId: string): Promise<Outcome<true>> {
  const mine = (await deps.tokens.grants.listOf(caller)).find((grant) => grant.grantId === grantId);
  if (mine === undefined) return failed(signInFault('SIGN-IN-024'));
  const ended = await endGrant(deps.tokens, mine, 'person');
  return ended.ok ? ok(true) : ended;
}
