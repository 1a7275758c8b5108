/** From a bearer token to a caller, in microseconds when the token was seen before. */
import { hash } from 'node:crypto';
import type { Caller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type AccessTokenDeps, type CheckedToken, checkAccessToken } from './access-token.ts';
import type { AppGrants, LaunchPatient } from './apps/app-grants.ts';
import type { AppRegister } from './apps/app-register.ts';
import type { ClientRegister } from './client-register.ts';
import { signInFault } from './faults.ts';
import { createRefusalLog } from './refusal-log.ts';
import { intersectScopes, type ScopeContext } from './scopes.ts';
import { absoluteMs, clockSkewMs, minuteMs } from './settings.ts';
import type { RecordSignIn } from './sign-in-event.ts';

/** How long an answer may be repeated without asking the client register: a disabled client is out within a minute. */
const trustedMs = minuteMs - 5_000;
const tokensMax = 10_000;

export interface VerifiedToken {
  readonly caller: Caller;
  /** Version 2 scopes, never more than the client is registered for. */
  readonly scopes: readonly string[];
  /** The one context whose scopes count for this token: never the union of several (attack 68). */
  readonly scopeContext: ScopeContext;
  readonly clientId: string;
  /** The one person that an app's token is about. */
  readonly patient?: LaunchPatient;
  /** The feed that the client's contributions belong to. */
  readonly source?: string;
  readonly expiresAtMs: number;
}

export interface VerifyDeps extends AccessTokenDeps {
  readonly isDemoRegion: boolean;
  readonly clients: ClientRegister;
  readonly apps: Pick<AppRegister, 'find'>;
  readonly appGrants: Pick<AppGrants, 'standing' | 'noteUse'>;
  readonly recordSignIn: RecordSignIn;
}

interface Kept {
  readonly answer: Outcome<VerifiedToken>;
  readonly grantId: string | undefined;
  readonly isBoundToSession: boolean;
  readonly expiresAtMs: number;
  readonly checkedAtMs: number;
}

interface Standing {
  readonly verified: VerifiedToken;
  readonly isBoundToSession: boolean;
}

export interface TokenVerifier {
  /** Fault SIGN-IN-010, the same whatever was wrong. */
  verify(token: string): Promise<Outcome<VerifiedToken>>;
  /** Tokens of an app that was stopped are looked at anew: here at once, in other processes within a minute. */
  forget(grantId: string): void;
  /** The same of every app that ends with a session: some session is over, and nobody here knows whose apps hung on it. */
  forgetBoundToSessions(): void;
}

export function createTokenVerifier(deps: VerifyDeps): TokenVerifier {
  const kept = new Map<string, Kept>();
  const logRefusal = createRefusalLog(deps.recordSignIn);
  /** How often something was stopped: a look that was under way then is not kept. */
  let stops = 0;

  const check = async (token: string, fingerprint: string, nowMs: number): Promise<Outcome<VerifiedToken>> => {
    const stopsBefore = stops;
    const checked = await checkAccessToken(deps, token);
    const standing = checked === undefined ? undefined : await standingOf(deps, checked, nowMs);
    if (standing === undefined) {
      kept.delete(fingerprint);
      await logRefusal({ kind: 'token-refused', atMs: nowMs, faultCode: 'SIGN-IN-010' });
      return failed(signInFault('SIGN-IN-010'));
    }
    const { verified, isBoundToSession } = standing;
    const answer = ok(verified);
    kept.delete(fingerprint);
    const { expiresAtMs } = verified;
    if (stops !== stopsBefore) return answer;
    kept.set(fingerprint, { answer, grantId: checked?.grantId, isBoundToSession, expiresAtMs, checkedAtMs: nowMs });
    if (kept.size > tokensMax) kept.delete(kept.keys().next().value ?? fingerprint);
    return answer;
  };

  const verify: TokenVerifier['verify'] = async (token) => {
    const nowMs = deps.clock.now();
    const fingerprint = hash('sha256', token, 'base64url');
    const known = kept.get(fingerprint);
    const isFresh = known !== undefined && nowMs - known.checkedAtMs < trustedMs;
    return isFresh && nowMs < known.expiresAtMs ? known.answer : check(token, fingerprint, nowMs);
  };

  const forget = (grantId: string): void => {
    stops++;
    for (const [fingerprint, one] of kept) if (one.grantId === grantId) kept.delete(fingerprint);
  };

  const forgetBoundToSessions = (): void => {
    stops++;
    for (const [fingerprint, one] of kept) if (one.isBoundToSession) kept.delete(fingerprint);
  };

  return { verify, forget, forgetBoundToSessions };
}

/** What a person allowed an app, as it holds now: the token, the permission and the registration all have to agree. */
async function standingOfApp(deps: VerifyDeps, token: CheckedToken, grantId: string): Promise<Standing | undefined> {
  const { clientId, expiresAtMs } = token;
  const [grant, app] = await Promise.all([deps.appGrants.standing(grantId), deps.apps.find(clientId)]);
  if (grant === undefined || app === undefined || grant.clientId !== clientId) return undefined;
  const scopes = intersectScopes(intersectScopes(token.scopes, grant.scopes), app.scopes);
  const isOfPatient = grant.caller.kind === 'patient' || scopes.some((scope) => scope.startsWith('patient/'));
  const caller = { ...grant.caller, app: { clientId, name: app.name } };
  if (!(await deps.appGrants.noteUse(grantId))) return undefined;
  const verified: VerifiedToken = {
    caller,
    scopes,
    scopeContext: isOfPatient ? 'patient' : 'user',
    clientId,
    expiresAtMs: Math.min(expiresAtMs, grant.endsAtMs),
    ...(grant.patient === undefined || !isOfPatient ? {} : { patient: grant.patient }),
  };
  return { verified, isBoundToSession: grant.isBoundToSession };
}

/** Whether the token's bearer is still who may hold it. */
async function standingOf(deps: VerifyDeps, token: CheckedToken, nowMs: number): Promise<Standing | undefined> {
  if (token.grantId !== undefined) return standingOfApp(deps, token, token.grantId);
  const verified = await standingOfClient(deps, token, nowMs);
  return verified === undefined ? undefined : { verified, isBoundToSession: false };
}

/** A back-end service, or the person of a demo token. */
async function standingOfClient(
  deps: VerifyDeps,
  token: CheckedToken,
  nowMs: number,
): Promise<VerifiedToken | undefined> {
  const { clientId, expiresAtMs, person } = token;
  if (person !== undefined) {
    if (!deps.isDemoRegion || nowMs > person.authenticatedAtMs + absoluteMs + clockSkewMs) return undefined;
    const scopeContext = person.kind === 'staff' ? 'user' : 'patient';
    return { caller: person, scopes: token.scopes, scopeContext, clientId, expiresAtMs };
  }
  const client = await deps.clients.find(clientId);
  if (client === undefined) return undefined;
  const scopes = intersectScopes(token.scopes, client.scopes);
  const { organisation, organisationName, source } = client;
  const caller: Caller = { kind: 'system', clientId, organisation, organisationName, scopes };
  return { caller, scopes, scopeContext: 'system', clientId, expiresAtMs, ...(source === undefined ? {} : { source }) };
}
