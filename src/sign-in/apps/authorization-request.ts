/** The authorization request: SMART App Launch 2.2, "Obtain authorization code"; RFC 6749, 4.1.1; RFC 7636; RFC 9700. */
import { fhirBaseUrl } from '../settings.ts';
import type { AppRegister, AppRegistration } from './app-register.ts';

/** A request whose app and return address are proved; what it asks for may still be refused. */
export interface AuthorizationRequest {
  readonly app: AppRegistration;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string;
  readonly codeChallenge: string;
  readonly nonce: string | undefined;
  /** The token of an EHR launch. */
  readonly launch: string | undefined;
  /** Every parameter as it came, for the form that follows. */
  readonly parameters: readonly (readonly [string, string])[];
}

/** RFC 6749, 4.1.2.1, and OpenID Connect Core, 3.1.2.6. */
export type AuthorizationError =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'server_error'
  | 'login_required'
  | 'request_not_supported'
  | 'request_uri_not_supported';

export type ReadRequest =
  | { readonly kind: 'request'; readonly request: AuthorizationRequest }
  /** To the app: its return address is proved. */
  | { readonly kind: 'refusal'; readonly location: string }
  /** To nobody else than the person: where the answer would go is not proved (attack 10). */
  | { readonly kind: 'stranger' };

const known = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'aud', 'code_challenge'] as const;
const parameterBytesMax = 4_000;

export async function readAuthorizationRequest(
  deps: { readonly apps: Pick<AppRegister, 'find'>; readonly publicUrl: string },
  query: URLSearchParams,
): Promise<ReadRequest> {
  const app = await deps.apps.find(once(query, 'client_id') ?? '');
  const redirectUri = once(query, 'redirect_uri');
  if (app === undefined || redirectUri === undefined || !app.redirectUris.includes(redirectUri))
    return { kind: 'stranger' };
  const refuse = (error: AuthorizationError, description: string): ReadRequest => ({
    kind: 'refusal',
    location: errorLocation(deps.publicUrl, { redirectUri, state: once(query, 'state') }, error, description),
  });
  const [error, description] = errorIn(query, deps.publicUrl) ?? [];
  if (error !== undefined) return refuse(error, description ?? '');
  return {
    kind: 'request',
    request: {
      app,
      redirectUri,
      scopes: (once(query, 'scope') ?? '').split(' ').filter((scope) => scope !== ''),
      state: once(query, 'state') ?? '',
      codeChallenge: once(query, 'code_challenge') ?? '',
      nonce: once(query, 'nonce'),
      launch: once(query, 'launch'),
      parameters: [...query],
    },
  };
}

function errorIn(query: URLSearchParams, publicUrl: string): readonly [AuthorizationError, string] | undefined {
  const twice = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) return ['invalid_request', 'A parameter is there twice.'];
  if (query.has('request')) return ['request_not_supported', 'Send the parameters one by one.'];
  if (query.has('request_uri')) return ['request_uri_not_supported', 'Send the parameters one by one.'];
  if (query.toString().length > parameterBytesMax) return ['invalid_request', `At most ${parameterBytesMax} bytes.`];
  if (once(query, 'response_type') !== 'code') return ['unsupported_response_type', 'Only code.'];
  const missing = known.find((name) => once(query, name) === undefined);
  if (missing !== undefined) return ['invalid_request', `${missing} is required.`];
  if (once(query, 'code_challenge_method') !== 'S256') return ['invalid_request', 'PKCE with S256 is required.'];
  if (!/^[\w-]{43}$/.test(once(query, 'code_challenge') ?? ''))
    return ['invalid_request', 'The code_challenge is none.'];
  const aud = (once(query, 'aud') ?? '').replace(/\/$/, '');
  if (aud !== fhirBaseUrl(publicUrl)) return ['invalid_request', 'aud must be the FHIR base address of this region.'];
  const mode = once(query, 'response_mode');
  if (mode !== undefined && mode !== 'query') return ['invalid_request', 'Only response_mode query.'];
  if (once(query, 'prompt') === 'none') return ['login_required', 'Consent is always asked for.'];
  return undefined;
}

/** RFC 6749, 3.1: a parameter that is empty or there twice is not there. */
function once(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}

export interface ReturnAddress {
  readonly redirectUri: string;
  readonly state: string | undefined;
}

/** The app learns who answers too (RFC 9207), so that it can't be made to take one region's code to another. */
export function answerLocation(publicUrl: string, to: ReturnAddress, answer: Readonly<Record<string, string>>): string {
  const url = new URL(to.redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (to.state !== undefined) url.searchParams.set('state', to.state);
  url.searchParams.set('iss', publicUrl);
  return url.href;
}

export function errorLocation(
  publicUrl: string,
  to: ReturnAddress,
  error: AuthorizationError,
  description: string,
): string {
  return answerLocation(publicUrl, to, { error, error_description: description });
}
