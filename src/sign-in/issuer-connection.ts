/** OpenID Connect with an issuer: authorization code, PKCE S256, state, nonce, issuer and signature checks. */
import { type CryptoKey, createRemoteJWKSet, importJWK } from 'jose';
import * as openid from 'openid-client';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { discoverIssuer, faultCodeOf } from './discover-issuer.ts';
import { signInFault } from './faults.ts';
import { type LoggedOut, readLogoutToken } from './logout-token.ts';
import {
  absoluteMs,
  acceptedVectorsOfTrust,
  callbackUrl,
  clockSkewMs,
  hourMs,
  type PatientIssuer,
  type PersonKind,
  type StaffIssuer,
} from './settings.ts';
import type { Claims } from './staff-claims.ts';

const timeoutSeconds = 10;

export interface Challenge {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface IssuerAnswer {
  readonly claims: Claims;
  readonly authenticatedAtMs: number;
  /** `acr` of the ID token: what the issuer signed, never what stands in an address or came from its user information. */
  readonly authenticationContextClass?: string;
}

export interface IssuerConnection {
  readonly kind: PersonKind;
  readonly settings: StaffIssuer | PatientIssuer;
  /**
   * Where to send the browser; `isAgain` has them authenticated anew, as strongly as the gravest acts ask. Fault SIGN-IN-004 when
   * the issuer's discovery document cannot be had.
   */
  authorizationUrl(challenge: Challenge, isAgain: boolean): Promise<Outcome<string>>;
  /** Exchanges the code that came back. Faults SIGN-IN-003 (a check failed) and SIGN-IN-004 (unreachable). */
  exchangeCode(query: string, challenge: Challenge): Promise<Outcome<IssuerAnswer>>;
  /** Whom a logout token of this issuer is about; undefined for one that is not valid. Fault SIGN-IN-004. */
  readLogoutToken(token: string): Promise<Outcome<LoggedOut | undefined>>;
}

export function connectIssuer(
  kind: PersonKind,
  settings: StaffIssuer | PatientIssuer,
  deps: { publicUrl: string; clock: Clock },
): IssuerConnection {
  const redirectUri = callbackUrl(deps.publicUrl, settings.id);
  let known: { configuration: openid.Configuration; atMs: number } | undefined;

  const configuration = async (): Promise<openid.Configuration> => {
    if (known !== undefined && deps.clock.now() - known.atMs < hourMs) return known.configuration;
    known = { configuration: await discover(settings), atMs: deps.clock.now() };
    return known.configuration;
  };

  const authorizationUrl: IssuerConnection['authorizationUrl'] = async (challenge, isAgain) => {
    try {
      const parameters: Record<string, string> = {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        state: challenge.state,
        nonce: challenge.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(challenge.codeVerifier),
        code_challenge_method: 'S256',
        ...authenticationAsked(settings, isAgain),
        ...(kind === 'patient' ? { vtr: JSON.stringify(acceptedVectorsOfTrust) } : {}),
      };
      return ok(openid.buildAuthorizationUrl(await configuration(), parameters).href);
    } catch (error) {
      return failed(signInFault(faultCodeOf(error)));
    }
  };

  const exchangeCode = async (query: string, challenge: Challenge): Promise<Outcome<IssuerAnswer>> => {
    try {
      const config = await configuration();
      const tokens = await openid.authorizationCodeGrant(config, new URL(`${redirectUri}${query}`), {
        expectedState: challenge.state,
        expectedNonce: challenge.nonce,
        pkceCodeVerifier: challenge.codeVerifier,
        maxAge: absoluteMs / 1000,
        idTokenExpected: true,
      });
      const identity = tokens.claims();
      if (identity?.auth_time === undefined) return failed(signInFault('SIGN-IN-003'));
      const information =
        config.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await openid.fetchUserInfo(config, tokens.access_token, identity.sub);
      // What is signed stands above what was only fetched.
      const claims: Claims = { ...information, ...identity };
      return ok({ claims, authenticatedAtMs: identity.auth_time * 1000, ...contextIn(identity) });
    } catch (error) {
      return failed(signInFault(faultCodeOf(error)));
    }
  };

  const readLogoutToken = logoutReader(settings, deps.clock, configuration);
  return { kind, settings, authorizationUrl, exchangeCode, readLogoutToken };
}

/** OpenID Connect Core 1.0, 3.1.2.1. `acr_values` is a wish that an issuer may overlook: what it did is checked where the act is. */
function authenticationAsked(settings: StaffIssuer | PatientIssuer, isAgain: boolean): Record<string, string> {
  const asked = isAgain && 'gravestActs' in settings ? settings.gravestActs : undefined;
  return {
    max_age: String(isAgain ? 0 : absoluteMs / 1000),
    ...(settings.forcesAuthentication || isAgain ? { prompt: 'login' } : {}),
    ...(asked === undefined ? {} : { acr_values: asked.acrValues.join(' ') }),
  };
}

function contextIn({ acr }: openid.IDToken): Pick<IssuerAnswer, 'authenticationContextClass'> {
  return typeof acr === 'string' ? { authenticationContextClass: acr } : {};
}

function logoutReader(
  settings: StaffIssuer | PatientIssuer,
  clock: Clock,
  configuration: () => Promise<openid.Configuration>,
): IssuerConnection['readLogoutToken'] {
  // Kept, since it remembers the keys, and asks for new ones twice a minute at most.
  let keySet: { readonly url: string; readonly keys: ReturnType<typeof createRemoteJWKSet> } | undefined;
  const keysAt = (url: string) => {
    if (keySet?.url !== url)
      keySet = { url, keys: createRemoteJWKSet(new URL(url), { timeoutDuration: timeoutSeconds * 1000 }) };
    return keySet.keys;
  };

  return async (token) => {
    try {
      const { issuer, jwks_uri: keysUrl } = (await configuration()).serverMetadata();
      if (keysUrl === undefined) return failed(signInFault('SIGN-IN-004'));
      const { clientId, idTokenAlgorithm: algorithm } = settings;
      const checks = { issuer, clientId, algorithm, keys: keysAt(keysUrl), nowMs: clock.now() };
      return ok(await readLogoutToken(token, checks));
    } catch {
      return failed(signInFault('SIGN-IN-004'));
    }
  };
}

async function discover(settings: StaffIssuer | PatientIssuer): Promise<openid.Configuration> {
  const metadata = {
    id_token_signed_response_alg: settings.idTokenAlgorithm,
    [openid.clockTolerance]: clockSkewMs / 1000,
  };
  const authentication = await authenticationOf(settings);
  const config = await discoverIssuer(settings, { metadata, authentication, timeoutSeconds });
  // The code flow may rely on TLS alone; a signature that is always checked holds on loopback and behind proxies too.
  openid.enableNonRepudiationChecks(config);
  return config;
}

async function authenticationOf(settings: StaffIssuer | PatientIssuer): Promise<openid.ClientAuth> {
  const { authentication } = settings;
  if (authentication.method === 'client_secret') return openid.ClientSecretPost(authentication.secret);
  const key = (await importJWK(authentication.privateKey, authentication.algorithm)) as CryptoKey;
  const { kid } = authentication.privateKey;
  return openid.PrivateKeyJwt(kid === undefined ? key : { key, kid });
}
