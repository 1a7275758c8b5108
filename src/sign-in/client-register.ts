import { createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose';
import type { Clock } from '#kernel/clock.ts';
import { type OdsCode, parseOdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from './faults.ts';
import { areScopes } from './scopes.ts';
import { isLoopbackUrl } from './settings.ts';
import type { SignInDatabase } from './sign-in-database.ts';

/** A back-end service and the most that it may be given. */
export interface ClientRegistration {
  readonly clientId: string;
  readonly organisation: OdsCode;
  readonly organisationName: string;
  /** Public keys, or else the https address where they are published (http on the loopback address of a demo region). */
  readonly jwks?: { readonly keys: readonly JWK[] };
  readonly jwksUrl?: string;
  readonly scopes: readonly string[];
  /** The feed that its contributions belong to. */
  readonly source?: string;
  readonly isDemo: boolean;
}

interface ClientRow {
  readonly client_id: string;
  readonly organisation: OdsCode;
  readonly organisation_name: string;
  readonly jwks: { readonly keys: readonly JWK[] } | null;
  readonly jwks_url: string | null;
  readonly scopes: readonly string[];
  readonly source: string | null;
  readonly is_demo: boolean;
}

export interface ClientRegister {
  /** Registers or replaces a client. Fault SIGN-IN-015. */
  register(client: ClientRegistration): Promise<Outcome<true>>;
  /** A client that is not disabled; a demo client only in a demo region. */
  find(clientId: string): Promise<ClientRegistration | undefined>;
}

export const clientIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function createClientRegister(deps: {
  database: SignInDatabase;
  clock: Clock;
  isDemoRegion: boolean;
}): ClientRegister {
  const { sql } = deps.database;

  const register = async (client: ClientRegistration): Promise<Outcome<true>> => {
    if (!isValid(client, deps.isDemoRegion)) return failed(signInFault('SIGN-IN-015'));
    const row = {
      client_id: client.clientId,
      organisation: client.organisation,
      organisation_name: client.organisationName,
      jwks: client.jwks === undefined ? null : sql.json(client.jwks as never),
      jwks_url: client.jwksUrl ?? null,
      scopes: [...client.scopes],
      source: client.source ?? null,
      is_demo: client.isDemo,
      registered_at: new Date(deps.clock.now()),
    };
    await sql`
      insert into sign_in.client ${sql(row)}
      on conflict (client_id) do update set
        organisation = excluded.organisation, organisation_name = excluded.organisation_name,
        jwks = excluded.jwks, jwks_url = excluded.jwks_url, scopes = excluded.scopes, source = excluded.source,
        is_demo = excluded.is_demo, registered_at = excluded.registered_at, disabled_at = null`;
    return ok(true);
  };

  const find = async (clientId: string): Promise<ClientRegistration | undefined> => {
    if (!clientIdPattern.test(clientId)) return undefined;
    const rows = await sql<ClientRow[]>`
      select client_id, organisation, organisation_name, jwks, jwks_url, scopes, source, is_demo from sign_in.client
      where client_id = ${clientId} and disabled_at is null and (not is_demo or ${deps.isDemoRegion})`;
    return rows[0] === undefined ? undefined : clientOf(rows[0]);
  };

  return { register, find };
}

function clientOf(row: ClientRow): ClientRegistration {
  return {
    clientId: row.client_id,
    organisation: row.organisation,
    organisationName: row.organisation_name,
    ...(row.jwks === null ? {} : { jwks: row.jwks }),
    ...(row.jwks_url === null ? {} : { jwksUrl: row.jwks_url }),
    scopes: row.scopes,
    ...(row.source === null ? {} : { source: row.source }),
    isDemo: row.is_demo,
  };
}

function isValid(client: ClientRegistration, isDemoRegion: boolean): boolean {
  if (client.isDemo && !isDemoRegion) return false;
  if (!clientIdPattern.test(client.clientId) || parseOdsCode(client.organisation) !== client.organisation) return false;
  if (client.scopes.length === 0 || !areScopes(client.scopes)) return false;
  if (!client.scopes.every((scope) => scope.startsWith('system/'))) return false;
  if ((client.jwks === undefined) === (client.jwksUrl === undefined)) return false;
  return client.jwks === undefined
    ? isKeyAddress(client.jwksUrl ?? '', isDemoRegion)
    : isPublicKeySet({ keys: [...client.jwks.keys] });
}

/** https, or http on the loopback address of a demo region. */
export function isKeyAddress(text: string, isDemoRegion: boolean): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '') return false;
  return url.protocol === 'https:' || (isDemoRegion && url.protocol === 'http:' && isLoopbackUrl(url));
}

export function isPublicKeySet(jwks: JSONWebKeySet): boolean {
  try {
    createLocalJWKSet(jwks);
  } catch {
    return false;
  }
  const isPublic = (key: JWK): boolean => (key.kty === 'EC' || key.kty === 'RSA') && key.d === undefined;
  return jwks.keys.length > 0 && jwks.keys.every(isPublic);
}
