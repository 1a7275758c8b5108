/** What an issuer says of itself (OpenID Connect Discovery 1.0, 4), and what it means when it does not. */
import * as openid from 'openid-client';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from './faults.ts';
import { isLoopbackUrl, type PatientIssuer, type StaffIssuer } from './settings.ts';

interface Asked {
  readonly metadata?: Partial<openid.ClientMetadata>;
  readonly authentication?: openid.ClientAuth;
  readonly timeoutSeconds: number;
}

/** Throws where it does not answer, or names another issuer (4.3). */
export function discoverIssuer(
  { issuer, clientId }: Pick<StaffIssuer | PatientIssuer, 'issuer' | 'clientId'>,
  { metadata, authentication, timeoutSeconds }: Asked,
): Promise<openid.Configuration> {
  const url = new URL(issuer);
  const isLoopback = url.protocol === 'http:' && isLoopbackUrl(url);
  return openid.discovery(url, clientId, metadata, authentication, {
    timeout: timeoutSeconds,
    execute: isLoopback ? [openid.allowInsecureRequests] : [],
  });
}

/**
 * The levels of authentication that the issuer says it has (3: acr_values_supported, which is optional); undefined where it
 * does not say. Faults SIGN-IN-004 when it does not answer with a discovery document, SIGN-IN-003 when that is not one of this issuer (4.3).
 */
export async function readAcrValuesSupported(
  issuer: Pick<StaffIssuer, 'issuer' | 'clientId'>,
  timeoutSeconds: number,
): Promise<Outcome<readonly string[] | undefined>> {
  try {
    const found = await discoverIssuer(issuer, { timeoutSeconds });
    const values: unknown = found.serverMetadata().acr_values_supported;
    return ok(Array.isArray(values) ? values.filter((value) => typeof value === 'string') : undefined);
  } catch (error) {
    return failed(signInFault(faultCodeOf(error)));
  }
}

export function faultCodeOf(error: unknown): 'SIGN-IN-003' | 'SIGN-IN-004' {
  if (error instanceof TypeError && error.message === 'fetch failed') return 'SIGN-IN-004';
  const isRefusal =
    error instanceof openid.AuthorizationResponseError ||
    error instanceof openid.ResponseBodyError ||
    error instanceof openid.WWWAuthenticateChallengeError;
  if (isRefusal) return 'SIGN-IN-003';
  if (!(error instanceof openid.ClientError)) throw error;
  return unreachableCodes.has(error.code ?? '') ? 'SIGN-IN-004' : 'SIGN-IN-003';
}

const unreachableCodes: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);
