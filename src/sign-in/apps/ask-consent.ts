/** From an app's request to what the person is asked, and from their answer to a code. */
import type { PatientCaller, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { commitWithEntry } from '../commit-with-entry.ts';
import { readCookie } from '../cookie.ts';
import { signInFault } from '../faults.ts';
import { hashOf, isSecret } from '../secret.ts';
import type { Session } from '../session.ts';
import type { SessionStore } from '../session-store.ts';
import { hourMs, type PersonKind } from '../settings.ts';
import type { LaunchPatient, NewGrant } from './app-grants.ts';
import type { AppRegister, AppRegistration } from './app-register.ts';
import { type ConsentItem, chosenScopes, consentItems, grantableScopes, hasResources } from './app-scopes.ts';
import type { AppTokenDeps } from './app-tokens.ts';
import {
  type AuthorizationError,
  type AuthorizationRequest,
  answerLocation,
  errorLocation,
} from './authorization-request.ts';
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

/** The boxes that were left ticked, and the patient of the launch. */
export interface ConsentChoice {
  readonly keys: readonly string[];
  readonly patient: LaunchPatient | undefined;
}

interface OpenSession {
  readonly sessionId: string;
  readonly session: Session;
  readonly caller: StaffCaller | PatientCaller;
}

export async function sessionOf(
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

export async function prepare(
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

export async function allow(
  deps: SmartAppsDeps,
  request: AuthorizationRequest,
  cookieHeader: string | undefined,
  choice: ConsentChoice,
): Promise<Outcome<string>> {
  const { publicUrl, grants, clock } = deps.tokens;
  const found = await find(deps, request, cookieHeader);
  if (found.kind === 'sign-in') return failed(signInFault('SIGN-IN-001'));
  if (found.kind === 'refusal') return ok(found.location);
  const { open, granted } = found;
  const { app, launch } = request;
  const scopes = chosenScopes(granted, choice.keys);
  if (!hasResources(scopes)) return ok(errorLocation(publicUrl, request, 'access_denied', 'Nothing was allowed.'));
  await grants.forgetOld();
  return commitWithEntry(deps.tokens, async (sql) => {
    // Spent here: a launch opens one app once (attack 14).
    const launched =
      launch === undefined ? undefined : await deps.launches.take(sql, launch, app.clientId, open.sessionId);
    if (launch !== undefined && launched === undefined) {
      const used = errorLocation(publicUrl, request, 'invalid_request', 'The launch was used.');
      return { value: used, event: undefined };
    }
    const patient = launched ?? (app.audience === 'patient' ? choice.patient : undefined);
    const grant = newGrant(app, open, { scopes, patient, nowMs: clock.now() });
    const code = await grants.start(sql, grant, request);
    const about = { caller: open.caller, clientId: app.clientId, appName: app.name, scopes };
    const whose = patient === undefined ? {} : { person: patient.person };
    return {
      value: answerLocation(publicUrl, request, { code }),
      event: { kind: 'app-allowed', atMs: clock.now(), ...about, ...whose },
    };
  });
}

function newGrant(
  { clientId, audience }: AppRegistration,
  { sessionId, session, caller }: OpenSession,
  allowed: Pick<NewGrant, 'scopes' | 'patient'> & { readonly nowMs: number },
): NewGrant {
  const { scopes, patient, nowMs } = allowed;
  const isOffline = scopes.includes('offline_access');
  const isBound = audience === 'staff' || (scopes.includes('online_access') && !isOffline);
  const endsAtMs = isOffline ? nowMs + offlineMs : isBound ? session.endsAtMs : nowMs + hourMs;
  return { clientId, caller, scopes, patient, sessionHash: isBound ? hashOf(sessionId) : undefined, endsAtMs };
}

export async function decline(
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
