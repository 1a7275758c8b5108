/** What an issuer sends when somebody is logged out there: OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6. */
import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { clockSkewMs, hourMs } from './settings.ts';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const tokenLengthMax = 8_192;
/** 2.4 recommends two minutes; an hour is as long as we remember a token for. */
const lifetimeMaxMs = hourMs;

/** Whose sessions end: of one sign-in at the issuer, of one subject there, or both. */
export interface LoggedOut {
  readonly jti: string;
  readonly expiresAtMs: number;
  readonly subject?: string;
  readonly session?: string;
}

export interface LogoutTokenChecks {
  readonly issuer: string;
  readonly clientId: string;
  readonly algorithm: string;
  readonly keys: JWTVerifyGetKey;
  readonly nowMs: number;
}

/** Undefined, whatever is wrong with it. Throws only when the issuer's keys cannot be had. */
export async function readLogoutToken(token: string, checks: LogoutTokenChecks): Promise<LoggedOut | undefined> {
  if (token.length > tokenLengthMax) return undefined;
  const verified = await jwtVerify(token, checks.keys, {
    algorithms: [checks.algorithm],
    issuer: checks.issuer,
    audience: checks.clientId,
    clockTolerance: clockSkewMs / 1000,
    currentDate: new Date(checks.nowMs),
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
  }).catch((error: { code?: string }) => {
    if (isOfKeys(error.code)) throw error;
    return undefined;
  });
  if (verified === undefined) return undefined;
  const { typ } = verified.protectedHeader;
  if (typ !== undefined && !/^(?:application\/)?(?:logout\+jwt|jwt)$/i.test(typ)) return undefined;
  return loggedOutOf(verified.payload, checks.nowMs);
}

function loggedOutOf(claims: Readonly<Record<string, unknown>>, nowMs: number): LoggedOut | undefined {
  const { iat, exp, jti, events, sub, sid } = claims;
  // 2.4: an ID token has a nonce, and must never pass for one of these.
  if ('nonce' in claims || !isText(jti) || typeof iat !== 'number' || typeof exp !== 'number') return undefined;
  if (iat * 1000 > nowMs + clockSkewMs || exp * 1000 > nowMs + lifetimeMaxMs) return undefined;
  const event = (events as Readonly<Record<string, unknown>> | null)?.[logoutEvent];
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined;
  if ((sub !== undefined && !isText(sub)) || (sid !== undefined && !isText(sid))) return undefined;
  if (sub === undefined && sid === undefined) return undefined;
  return {
    jti,
    expiresAtMs: exp * 1000,
    ...(sub === undefined ? {} : { subject: sub as string }),
    ...(sid === undefined ? {} : { session: sid as string }),
  };
}

/** What jose throws when the key set cannot be fetched; a failed fetch has no code of jose’s. */
function isOfKeys(code: string | undefined): boolean {
  return code?.startsWith('ERR_J') !== true || code === 'ERR_JWKS_TIMEOUT' || code === 'ERR_JOSE_GENERIC';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 255;
}
