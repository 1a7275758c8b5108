/** The token endpoint for back-end services: client_credentials with a signed assertion, never with a secret. */
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { AccessTokenIssuer } from './access-token.ts';
import { type AssertionDeps, authenticateClient } from './client-assertion.ts';
import type { ClientRegistration } from './client-register.ts';
import { type SignInFaultCode, signInFault } from './faults.ts';
import { intersectScopes } from './scopes.ts';
import type { RecordSignIn } from './sign-in-event.ts';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** SMART Backend Services: at most five minutes. */
export const systemTokenSeconds = 300;

/** RFC 6749, 5.1. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly scope: string;
}

export interface TokenExchangeDeps extends AssertionDeps<ClientRegistration> {
  readonly clock: Clock;
  readonly recordSignIn: RecordSignIn;
  readonly issueAccessToken: AccessTokenIssuer;
}

/** Faults: SIGN-IN-011 (invalid_client), 012 (invalid_request), 013 (unsupported_grant_type), 014 (invalid_scope), 018. */
export async function exchangeClientAssertion(
  deps: TokenExchangeDeps,
  form: URLSearchParams,
): Promise<Outcome<TokenAnswer>> {
  const grantType = single(form, 'grant_type');
  const assertion = single(form, 'client_assertion');
  const hasScope = form.has('scope');
  const scope = single(form, 'scope');
  if (grantType === undefined) return refuse(deps, 'SIGN-IN-012');
  if (grantType !== 'client_credentials') return refuse(deps, 'SIGN-IN-013');
  if (
    assertion === undefined ||
    (hasScope && scope === undefined) ||
    single(form, 'client_assertion_type') !== assertionType
  ) {
    return refuse(deps, 'SIGN-IN-012');
  }
  const client = await authenticateClient(deps, assertion);
  if (!client.ok) return refuse(deps, 'SIGN-IN-011');
  const { clientId, scopes } = client.value;
  // RFC 6749, 3.3: who names no scope gets a default, and that is what it is registered for. Not every client can name one.
  const granted = intersectScopes(scope?.split(' ').filter(Boolean) ?? scopes, scopes);
  if (granted.length === 0) return refuse(deps, 'SIGN-IN-014', clientId);
  const accessToken = await deps.issueAccessToken({ clientId, scopes: granted, ttlSeconds: systemTokenSeconds });
  const logged = await deps.recordSignIn({ kind: 'token-issued', atMs: deps.clock.now(), clientId });
  if (!logged.ok) return failed(signInFault('SIGN-IN-018'));
  return ok({
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: systemTokenSeconds,
    scope: granted.join(' '),
  });
}

/** A parameter that is there twice is an error (RFC 6749, 3.2). */
export function single(form: URLSearchParams, name: string): string | undefined {
  const values = form.getAll(name);
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}

async function refuse(deps: TokenExchangeDeps, faultCode: SignInFaultCode, clientId?: string): Promise<Outcome<never>> {
  const about = clientId === undefined ? {} : { clientId };
  await deps.recordSignIn({ kind: 'token-refused', atMs: deps.clock.now(), faultCode, ...about });
  return failed(signInFault(faultCode));
}
