/** From a code or a refresh token to tokens: SMART App Launch 2.2, "Obtain access token" and "Refresh access token". */
import { createHash } from 'node:crypto';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import { type AccessTokenDeps, checkAccessToken, signAccessToken } from '../access-token.ts';
import { type AssertionDeps, authenticateClient } from '../client-assertion.ts';
import { commitWithEntry } from '../commit-with-entry.ts';
import { type SignInFaultCode, signInFault } from '../faults.ts';
import { intersectScopes, parseScope } from '../scopes.ts';
import { isSameSecret, isSecret } from '../secret.ts';
import type { RecordSignIn, SignInEvent } from '../sign-in-event.ts';
import { assertionType, single, type TokenAnswer } from '../token-exchange.ts';
import type { AppGrant, AppGrants, GrantEnd } from './app-grants.ts';
import type { AppRegistration } from './app-register.ts';
import type { AppSecrets } from './app-secrets.ts';
import { signIdToken, subjectFor } from './id-token.ts';

/** A token that can be renewed is short; one that cannot lasts as long as a visit to the app. */
export const renewableTokenSeconds = 600;
export const onlyTokenSeconds = 3_600;
const endsWithinMs = 4_000;

export interface AppTokenDeps extends AccessTokenDeps, AssertionDeps<AppRegistration> {
  readonly grants: AppGrants;
  readonly secrets: AppSecrets;
  readonly recordSignIn: RecordSignIn;
  /** Called for each grant that has ended. */
  readonly onEnded: (grantId: string) => void;
}

/** SMART App Launch 2.2, "Access token response". */
export interface AppTokenAnswer extends TokenAnswer {
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly patient?: string;
  readonly need_patient_banner?: boolean;
}

/** The app that asks: by its signed assertion, or by its name where it is public. Fault SIGN-IN-011. */
export async function authenticateApp(deps: AppTokenDeps, form: URLSearchParams): Promise<Outcome<AppRegistration>> {
  const assertion = single(form, 'client_assertion');
  const clientId = single(form, 'client_id');
  if (assertion === undefined) {
    const app = form.has('client_assertion') ? undefined : await deps.clients.find(clientId ?? '');
    return app?.kind === 'public' ? ok(app) : failed(signInFault('SIGN-IN-011'));
  }
  if (single(form, 'client_assertion_type') !== assertionType) return failed(signInFault('SIGN-IN-011'));
  const app = await authenticateClient(deps, assertion);
  const isOther = app.ok && clientId !== undefined && clientId !== app.value.clientId;
  return isOther ? failed(signInFault('SIGN-IN-011')) : app;
}

/**
 * Ends a grant and everything that hangs on it, and tells the person whose record it was by their log. True when it was live
 * until now. Fault SIGN-IN-018: it is over, and the log does not say so.
 */
export async function endGrant(deps: AppTokenDeps, grant: AppGrant, by: GrantEnd): Promise<Outcome<boolean>> {
  const { grantId, clientId } = grant;
  const app = await deps.clients.find(clientId);
  const about = aboutGrant(grant, app?.name ?? clientId);
  const event: SignInEvent = { kind: 'app-stopped', atMs: deps.clock.now(), ...about, stoppedBy: by };
  let isEnded = false;
  try {
    const ended = await commitWithEntry(deps, async (sql) => {
      // Given up before the log is: its rollback would stand behind a statement that hangs, and this grant's every use behind it.
      await sql.unsafe(`set local statement_timeout = ${endsWithinMs}`);
      const value = await deps.grants.end(sql, grantId, by);
      return { value, event: value ? event : undefined };
    });
    isEnded = ended.ok;
    return ended;
  } finally {
    try {
      // What takes away never waits for the log, nor for a connection: a thief's app would go on for as long as that is down.
      if (!isEnded) await deps.grants.end(deps.database.sql, grantId, by);
    } finally {
      // After the commit: whoever looks a token up before it finds it good, and would keep that. And where the connection
      // broke, since nobody knows whether the commit came through.
      deps.onEnded(grantId);
    }
  }
}

export function aboutGrant(grant: AppGrant, appName: string): Partial<SignInEvent> {
  const { caller, clientId, patient } = grant;
  return { caller, clientId, appName, ...(patient === undefined ? {} : { person: patient.person }) };
}

async function refuse(deps: AppTokenDeps, faultCode: SignInFaultCode, clientId?: string): Promise<Outcome<never>> {
  const about = clientId === undefined ? {} : { clientId };
  await deps.recordSignIn({ kind: 'token-refused', atMs: deps.clock.now(), faultCode, ...about });
  return failed(signInFault(faultCode));
}

/** Faults: SIGN-IN-011 (invalid_client), 012 (invalid_request), 018, 022 (invalid_grant). */
export async function exchangeCode(deps: AppTokenDeps, form: URLSearchParams): Promise<Outcome<AppTokenAnswer>> {
  const code = single(form, 'code');
  const verifier = single(form, 'code_verifier');
  const redirectUri = single(form, 'redirect_uri');
  if (code === undefined || redirectUri === undefined || verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier))
    return refuse(deps, 'SIGN-IN-012');
  const app = await authenticateApp(deps, form);
  if (!app.ok) return refuse(deps, 'SIGN-IN-011');
  const { clientId } = app.value;
  return redeem(deps, clientId, async (sql) => {
    const redeemed = isSecret(code) ? await deps.secrets.redeemCode(sql, code, clientId) : unknown;
    if (redeemed.kind === 'reused') return { kind: 'misused', grant: redeemed.grant, by: 'code-reuse' };
    if (redeemed.kind === 'unknown') return redeemed;
    const { grant, request } = redeemed;
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    // Somebody has the code and not its secret: nothing may come of it any more.
    if (request.redirectUri !== redirectUri || !isSameSecret(challenge, request.codeChallenge))
      return { kind: 'misused', grant, by: 'app' };
    return { kind: 'redeemed', grant, scopes: grant.scopes, first: { nonce: request.nonce } };
  });
}

/** The old token is spent; used again, it ends the whole family (attack 11). Faults as above, and 014 (invalid_scope). */
export async function refreshTokens(deps: AppTokenDeps, form: URLSearchParams): Promise<Outcome<AppTokenAnswer>> {
  const token = single(form, 'refresh_token');
  if (token === undefined) return refuse(deps, 'SIGN-IN-012');
  const app = await appOfRefresh(deps, form, token);
  if (!app.ok) return refuse(deps, 'SIGN-IN-011');
  const { clientId } = app.value;
  const asked = single(form, 'scope');
  const shown = isSecret(token) ? await deps.secrets.grantOfRefreshToken(token) : undefined;
  // Before it is spent: an app that asked for too much would have nothing left to ask with.
  if (shown?.clientId === clientId && narrowerScopes(shown, asked) === undefined)
    return refuse(deps, 'SIGN-IN-014', clientId);
  return redeem(deps, clientId, async (sql) => {
    const redeemed = isSecret(token) ? await deps.secrets.redeemRefreshToken(sql, token, clientId) : unknown;
    if (redeemed.kind === 'reused') return { kind: 'misused', grant: redeemed.grant, by: 'reuse' };
    if (redeemed.kind === 'unknown') return redeemed;
    const { grant } = redeemed;
    return { kind: 'redeemed', grant, scopes: narrowerScopes(grant, asked) ?? [], first: undefined };
  });
}

/** A public app may leave its name out when it refreshes (SMART App Launch 2.2, "Refresh access token"): its token names it. */
async function appOfRefresh(
  deps: AppTokenDeps,
  form: URLSearchParams,
  token: string,
): Promise<Outcome<AppRegistration>> {
  if (form.has('client_id') || form.has('client_assertion') || !isSecret(token)) return authenticateApp(deps, form);
  const grant = await deps.secrets.grantOfRefreshToken(token);
  const app = grant === undefined ? undefined : await deps.clients.find(grant.clientId);
  return app?.kind === 'public' ? ok(app) : failed(signInFault('SIGN-IN-011'));
}

/** Fewer may be asked for at a refresh, never more (RFC 6749, 6; attack 12). */
function narrowerScopes(grant: AppGrant, asked: string | undefined): readonly string[] | undefined {
  if (asked === undefined) return grant.scopes;
  const list = asked.split(' ').filter((scope) => scope !== '');
  const others = grant.scopes.filter((scope) => parseScope(scope) === undefined && list.includes(scope));
  const scopes = [...others, ...intersectScopes(list, grant.scopes)];
  return scopes.length === 0 ? undefined : scopes;
}

export function isRenewable(scopes: readonly string[]): boolean {
  return scopes.includes('offline_access') || scopes.includes('online_access');
}

interface Unknown {
  readonly kind: 'unknown';
}
const unknown: Unknown = { kind: 'unknown' };

interface Misused {
  readonly kind: 'misused';
  readonly grant: AppGrant;
  readonly by: GrantEnd;
}

interface Redeemed {
  readonly kind: 'redeemed';
  readonly grant: AppGrant;
  readonly scopes: readonly string[];
  /** Of a code; none at a refresh. */
  readonly first: { readonly nonce: string | undefined } | undefined;
}

interface Answered {
  readonly kind: 'answered';
  readonly answer: AppTokenAnswer;
}

/**
 * The secret is spent, its successor made and the entry written, or nothing of it: asked again, as "try again" says, a spent
 * one would look stolen and end everything (attack 11). One that was misused ends all, in a transaction of its own: the
 * fault with which that is answered undoes nothing.
 */
async function redeem(
  deps: AppTokenDeps,
  clientId: string,
  work: (sql: DatabaseTransaction) => Promise<Misused | Unknown | Redeemed>,
): Promise<Outcome<AppTokenAnswer>> {
  const spent = await commitWithEntry<Misused | Unknown | Answered>(deps, async (sql) => {
    const worth = await work(sql);
    if (worth.kind !== 'redeemed') return { value: worth, event: undefined };
    const answer = await answerWith(deps, sql, worth);
    const event = { kind: 'token-issued', atMs: deps.clock.now(), clientId, caller: worth.grant.caller } as const;
    return { value: { kind: 'answered', answer }, event };
  });
  if (!spent.ok) return spent;
  const { value } = spent;
  if (value.kind === 'answered') return ok(value.answer);
  if (value.kind === 'misused') await endGrant(deps, value.grant, value.by);
  return refuse(deps, 'SIGN-IN-022', clientId);
}

async function answerWith(
  deps: AppTokenDeps,
  sql: DatabaseTransaction,
  { grant, scopes, first }: Redeemed,
): Promise<AppTokenAnswer> {
  const { grantId, clientId, patient } = grant;
  const leftSeconds = Math.ceil((grant.endsAtMs - deps.clock.now()) / 1000);
  const ttlSeconds = Math.max(
    1,
    Math.min(isRenewable(grant.scopes) ? renewableTokenSeconds : onlyTokenSeconds, leftSeconds),
  );
  const subject = subjectFor(grant);
  const resourceScopes = scopes.filter((scope) => parseScope(scope) !== undefined);
  const issued = { clientId, scopes: resourceScopes, ttlSeconds, grant: { grantId, subject } };
  const accessToken = await signAccessToken(deps, issued);
  const idToken =
    first !== undefined && scopes.includes('openid')
      ? await signIdToken(deps, { grant, nonce: first.nonce })
      : undefined;
  const refreshToken = isRenewable(grant.scopes) ? await deps.secrets.newRefreshToken(sql, grantId) : undefined;
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: ttlSeconds,
    scope: scopes.join(' '),
    ...(patient === undefined ? {} : { patient: patient.id, need_patient_banner: true }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
}

/** RFC 7009: of an app's own tokens; anything else is answered alike and does nothing. Faults SIGN-IN-011, 012, 018. */
export async function revokeToken(deps: AppTokenDeps, form: URLSearchParams): Promise<Outcome<true>> {
  const token = single(form, 'token');
  if (token === undefined) return failed(signInFault('SIGN-IN-012'));
  const app = await authenticateApp(deps, form);
  if (!app.ok) return app;
  const grant = await grantOfToken(deps, token);
  if (grant?.clientId !== app.value.clientId) return ok(true);
  const ended = await endGrant(deps, grant, 'app');
  return ended.ok ? ok(true) : ended;
}

/** The grant behind a refresh token, or behind the id of an access token that was checked. */
async function grantOfToken(deps: AppTokenDeps, token: string): Promise<AppGrant | undefined> {
  if (isSecret(token)) return deps.secrets.grantOfRefreshToken(token);
  const checked = await checkAccessToken(deps, token);
  return checked?.grantId === undefined ? undefined : deps.grants.find(checked.grantId);
}
