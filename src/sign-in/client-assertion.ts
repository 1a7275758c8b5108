/** Client authentication by a signed assertion: SMART Backend Services 2.2, RFC 7523. */
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ClientKeys, KeyHolder } from './client-keys.ts';
import { signInFault } from './faults.ts';
import { hashOf } from './secret.ts';
import { clockSkewMs, minuteMs } from './settings.ts';
import type { SignInDatabase } from './sign-in-database.ts';

const algorithms = ['RS384', 'ES384', 'ES256'];
const lifetimeMaxMs = 5 * minuteMs;
const assertionLengthMax = 8_192;
const forbiddenHeaders = ['jwk', 'x5u', 'x5c', 'crit', 'b64'] as const;

export interface AssertionDeps<Holder extends KeyHolder> {
  readonly database: SignInDatabase;
  readonly clock: Clock;
  readonly clients: { find(clientId: string): Promise<Holder | undefined> };
  readonly clientKeys: ClientKeys;
  readonly tokenEndpoint: string;
}

/** The client that signed the assertion. Fault SIGN-IN-011, the same whatever was wrong. */
export async function authenticateClient<Holder extends KeyHolder>(
  deps: AssertionDeps<Holder>,
  assertion: string,
): Promise<Outcome<Holder>> {
  const refused = failed(signInFault('SIGN-IN-011'));
  const named = readNames(assertion);
  if (named === undefined) return refused;
  const client = await deps.clients.find(named.clientId);
  if (client === undefined || (client.jwks === undefined && client.jwksUrl === undefined)) return refused;
  // `jku` may only repeat the registered address; nothing that a token names is ever fetched.
  if (named.jku !== undefined && named.jku !== client.jwksUrl) return refused;
  const key = await deps.clientKeys.find(client, named.kid, named.algorithm);
  if (key === undefined) return refused;
  const nowMs = deps.clock.now();
  const claims = await jwtVerify(assertion, key, {
    algorithms: [named.algorithm],
    issuer: client.clientId,
    subject: client.clientId,
    audience: deps.tokenEndpoint,
    clockTolerance: clockSkewMs / 1000,
    currentDate: new Date(nowMs),
    requiredClaims: ['exp', 'jti', 'aud'],
  }).then(
    ({ payload }) => payload,
    () => undefined,
  );
  const { exp, iat, jti, aud } = claims ?? {};
  if (exp === undefined || typeof jti !== 'string' || jti === '' || jti.length > 256) return refused;
  if (Array.isArray(aud) && aud.length !== 1) return refused;
  if (exp * 1000 > nowMs + lifetimeMaxMs + clockSkewMs) return refused;
  if (iat !== undefined && iat * 1000 > nowMs + clockSkewMs) return refused;
  return (await isFirstUse(deps, { clientId: client.clientId, jti, expiresAtMs: exp * 1000 })) ? ok(client) : refused;
}

interface Names {
  readonly clientId: string;
  readonly kid: string;
  readonly algorithm: string;
  readonly jku: string | undefined;
}

/** What the assertion says of itself, unverified: enough to find the key, trusted for nothing else. */
function readNames(assertion: string): Names | undefined {
  if (assertion.length > assertionLengthMax) return undefined;
  try {
    const header = decodeProtectedHeader(assertion);
    const { iss, sub } = decodeJwt(assertion);
    const { alg, kid, jku } = header;
    if (forbiddenHeaders.some((name) => header[name] !== undefined)) return undefined;
    if (alg === undefined || !algorithms.includes(alg)) return undefined;
    if (typeof kid !== 'string' || kid.length > 200 || typeof iss !== 'string' || iss !== sub) return undefined;
    return { clientId: iss, kid, algorithm: alg, jku };
  } catch {
    return undefined;
  }
}

/** The table decides, so that a replay is refused by every process, after a restart too. */
export async function isFirstUse(
  deps: Pick<AssertionDeps<KeyHolder>, 'database' | 'clock'>,
  use: { clientId: string; jti: string; expiresAtMs: number },
): Promise<boolean> {
  const { sql } = deps.database;
  const nowMs = deps.clock.now();
  // An entry must outlive every moment at which its assertion could still pass.
  await sql`delete from sign_in.used_assertion where expires_at < ${new Date(nowMs - 2 * clockSkewMs)}`;
  const rows = await sql`
    insert into sign_in.used_assertion (client_id, jti_hash, expires_at)
    values (${use.clientId}, ${hashOf(use.jti)}, ${new Date(use.expiresAtMs)})
    on conflict do nothing
    returning 1`;
  return rows.length === 1;
}
