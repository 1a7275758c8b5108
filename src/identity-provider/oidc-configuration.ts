import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { acrWithoutSmartcard, acrWithSmartcard, claimsOf, type DemoAccount } from './demo-account.ts';
import { createMemory } from './memory-adapter.ts';

export const mountPath = '/demo-identity';
export const staffClientId = 'goldthread-staff';
/** oidc-provider sets it; it is never read again, so that every sign-in is a new one. */
export const sessionCookie = 'demo-identity-session';
export const patientClientId = 'goldthread-patient';

export interface ConfigurationInput {
  readonly publicUrl: string;
  readonly accountByName: ReadonlyMap<string, DemoAccount>;
  /** Private keys, from the keys directory: tokens keep their meaning over a restart. */
  readonly signingKeys: readonly JWK[];
  /** Public keys of the region as a client. */
  readonly clientKeys: readonly JWK[];
  readonly renderError: (message: string) => {
    readonly html: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}

/** The region, as it asks for staff and for patients. */
function clientsOf(input: ConfigurationInput) {
  const client = (clientId: string, callbackIssuer: string) => ({
    client_id: clientId,
    redirect_uris: [`${input.publicUrl}/sign-in/callback/${callbackIssuer}`],
    token_endpoint_auth_method: 'private_key_jwt' as const,
    token_endpoint_auth_signing_alg: 'ES256' as const,
    id_token_signed_response_alg: 'ES256' as const,
    response_types: ['code' as const],
    grant_types: ['authorization_code'],
    backchannel_logout_uri: `${input.publicUrl}/sign-in/back-channel-logout/${callbackIssuer}`,
    backchannel_logout_session_required: true,
    jwks: { keys: input.clientKeys.map((key) => ({ ...key })) as never },
  });
  return [
    // So that the ID token says how strongly staff were authenticated, whether or not that was asked for.
    { ...client(staffClientId, 'demo-staff'), default_acr_values: [acrWithSmartcard] },
    client(patientClientId, 'demo-patient'),
  ];
}

/**
 * Sessions and codes are kept in memory: after a restart a sign-in that was under way starts again. That is enough
 * for invented people; a real region has no identity provider of its own.
 */
export function oidcConfiguration(input: ConfigurationInput): Configuration {
  return {
    adapter: createMemory(Date.now),
    clients: clientsOf(input),
    acrValues: [acrWithSmartcard, acrWithoutSmartcard],
    jwks: { keys: input.signingKeys.map((key) => ({ ...key })) as never },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
    clientAuthMethods: ['private_key_jwt'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes: ['openid'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'authentication_assurance_level'],
      organisations: ['organisations'],
      'nhs-number': ['nhs_number', 'birthdate', 'identity_proofing_level', 'vot'],
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      backchannelLogout: { enabled: true },
    },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: {
        session: sessionCookie,
        interaction: 'demo-identity-interaction',
        resume: 'demo-identity-resume',
      },
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    fetch: askOnly(input.publicUrl),
    interactions: { url: (_context, interaction) => `${mountPath}/choose/${interaction.uid}` },
    ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 3600, Grant: 3600 },
    findAccount: (_context, name) => {
      const account = input.accountByName.get(name);
      return account === undefined ? undefined : { accountId: name, claims: () => claimsOf(account) };
    },
    loadExistingGrant: grantEverythingAsked,
    renderError: (context, out) => {
      context.type = 'html';
      const { html, headers } = input.renderError(out.error_description ?? out.error);
      context.set({ ...headers });
      context.body = html;
    },
  };
}

/** The provider's own guard refuses addresses of this machine. This one tells nobody but the region that it is part of. */
function askOnly(publicUrl: string): typeof fetch {
  return (url, options) => {
    const isOurs = new URL(String(url)).origin === publicUrl;
    // The guard is an agent of its own among the options.
    return isOurs
      ? fetch(url, { ...options, dispatcher: undefined } as unknown as RequestInit)
      : Promise.reject(new Error('an address beyond this region'));
  };
}

/** The region is the issuer's own client: there is nothing to consent to. */
async function grantEverythingAsked(context: KoaContextWithOIDC) {
  const { session, client, provider } = context.oidc;
  if (session?.accountId === undefined || client === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope([...context.oidc.requestParamScopes].join(' '));
  await grant.save();
  return grant;
}
