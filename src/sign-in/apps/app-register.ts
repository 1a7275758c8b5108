/** Apps that people may allow to see a record: registered by the operator, never by themselves. */
import type { JWK } from 'jose';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { clientIdPattern, isKeyAddress, isPublicKeySet } from '../client-register.ts';
import { type SignInFaultCode, signInFault } from '../faults.ts';
import { isLoopbackUrl, type PersonKind } from '../settings.ts';
import type { SignInDatabase } from '../sign-in-database.ts';
import { isAppScope } from './app-scopes.ts';

export interface AppRegistration {
  readonly clientId: string;
  /** As the person reads it on the consent screen. */
  readonly name: string;
  /** Who makes the app and answers for it. */
  readonly publisher: string;
  /** A confidential app proves itself by a key; one that runs in a browser or on a telephone cannot keep one. */
  readonly kind: 'public' | 'confidential';
  /** Whom it serves: one of the two, so that nobody is asked who they are in the middle of a sign-in. */
  readonly audience: PersonKind;
  /** Compared letter by letter (RFC 9700, 4.1.3). */
  readonly redirectUris: readonly string[];
  /** Where it is opened from a record (EHR launch). */
  readonly launchUrl?: string;
  /** Origins of a browser app that may read `/fhir` and the token endpoint across origins. */
  readonly origins: readonly string[];
  readonly jwks?: { readonly keys: readonly JWK[] };
  readonly jwksUrl?: string;
  /** The most that it may ever be given: scopes of resources, and `openid`, `launch/patient` and so on. */
  readonly scopes: readonly string[];
  readonly isDemo: boolean;
}

interface AppRow {
  readonly client_id: string;
  readonly name: string;
  readonly publisher: string;
  readonly kind: AppRegistration['kind'];
  readonly audience: PersonKind;
  readonly redirect_uris: readonly string[];
  readonly launch_url: string | null;
  readonly origins: readonly string[];
  readonly jwks: { readonly keys: readonly JWK[] } | null;
  readonly jwks_url: string | null;
  readonly scopes: readonly string[];
  readonly is_demo: boolean;
}

export interface AppRegister {
  /** Registers or replaces an app. Fault SIGN-IN-021. */
  register(app: AppRegistration): Promise<Outcome<true>>;
  /** An app that is not disabled; a demo app only in a demo region. */
  find(clientId: string): Promise<AppRegistration | undefined>;
  list(audience: PersonKind): Promise<readonly AppRegistration[]>;
  /** Every other app that is not the demo's own is disabled: what left the operator's file may ask no more. */
  keepOnly(clientIds: readonly string[]): Promise<void>;
  /** Whether a page of this origin may read answers of the API (attack 82). */
  isOrigin(origin: string): Promise<boolean>;
}

export function createAppRegister(deps: {
  database: SignInDatabase;
  clock: Clock;
  isDemoRegion: boolean;
}): AppRegister {
  const { sql } = deps.database;

  const register: AppRegister['register'] = async (app) => {
    const flaw = appFlaw(app, deps.isDemoRegion);
    const isTaken = (await sql`select 1 from sign_in.client where client_id = ${app.clientId}`).length > 0;
    if (flaw !== undefined || isTaken) {
      const rule = flaw ?? { place: 'clientId', rule: 'is the identifier of a back-end client' };
      return failed(signInFault('SIGN-IN-021' satisfies SignInFaultCode, [rule]));
    }
    const row = {
      client_id: app.clientId,
      name: app.name,
      publisher: app.publisher,
      kind: app.kind,
      audience: app.audience,
      redirect_uris: [...app.redirectUris],
      launch_url: app.launchUrl ?? null,
      origins: [...app.origins],
      jwks: app.jwks === undefined ? null : sql.json(app.jwks as never),
      jwks_url: app.jwksUrl ?? null,
      scopes: [...app.scopes],
      is_demo: app.isDemo,
      registered_at: new Date(deps.clock.now()),
      disabled_at: null,
    };
    const { client_id: _, ...columns } = row;
    await sql`insert into sign_in.app ${sql(row)} on conflict (client_id) do update set ${sql(columns)}`;
    return ok(true);
  };

  const isLive = sql`disabled_at is null and (not is_demo or ${deps.isDemoRegion})`;

  const find: AppRegister['find'] = async (clientId) => {
    if (!clientIdPattern.test(clientId)) return undefined;
    const [row] = await sql<AppRow[]>`select * from sign_in.app where client_id = ${clientId} and ${isLive}`;
    return row === undefined ? undefined : appOf(row);
  };

  const list: AppRegister['list'] = async (audience) => {
    const rows = await sql<AppRow[]>`
      select * from sign_in.app where audience = ${audience} and ${isLive} order by lower(name), client_id`;
    return rows.map(appOf);
  };

  const keepOnly: AppRegister['keepOnly'] = async (clientIds) => {
    await sql`
      update sign_in.app set disabled_at = ${new Date(deps.clock.now())}
      where not is_demo and disabled_at is null and not client_id = any(${[...clientIds]}::text[])`;
  };

  const isOrigin: AppRegister['isOrigin'] = async (origin) =>
    (await sql`select 1 from sign_in.app where ${origin} = any(origins) and ${isLive} limit 1`).length > 0;

  return { register, find, list, keepOnly, isOrigin };
}

function appOf(row: AppRow): AppRegistration {
  return {
    clientId: row.client_id,
    name: row.name,
    publisher: row.publisher,
    kind: row.kind,
    audience: row.audience,
    redirectUris: row.redirect_uris,
    ...(row.launch_url === null ? {} : { launchUrl: row.launch_url }),
    origins: row.origins,
    ...(row.jwks === null ? {} : { jwks: row.jwks }),
    ...(row.jwks_url === null ? {} : { jwksUrl: row.jwks_url }),
    scopes: row.scopes,
    isDemo: row.is_demo,
  };
}

function appFlaw(app: AppRegistration, isDemoRegion: boolean): { place: string; rule: string } | undefined {
  const rules: readonly (readonly [string, boolean, string])[] = [
    ['clientId', clientIdPattern.test(app.clientId), 'must be letters, digits, dots and hyphens'],
    ['isDemo', !app.isDemo || isDemoRegion, 'demo apps exist only in a demo region'],
    ['name', /^\S.{0,98}\S$/.test(app.name), 'must be 2 to 100 characters'],
    ['publisher', /^\S.{0,98}\S$/.test(app.publisher), 'must be 2 to 100 characters'],
    ['redirectUris', app.redirectUris.length > 0, 'must name at least one address'],
    ['redirectUris', app.redirectUris.every(isRedirectUri), 'must be https, http on loopback, or com.example:/path'],
    ['launchUrl', app.launchUrl === undefined || isWebAddress(app.launchUrl), 'must be https, or http on loopback'],
    ['origins', app.origins.every(isOrigin), 'must be origins, https or http on loopback'],
    [
      'scopes',
      app.scopes.length > 0 && app.scopes.every((one) => isAppScope(app.audience, one)),
      'must be scopes of SMART',
    ],
    ['jwks', hasRightKeys(app, isDemoRegion), 'a confidential app has public keys or their address, a public one none'],
  ];
  const broken = rules.find(([, isKept]) => !isKept);
  return broken === undefined ? undefined : { place: broken[0], rule: broken[2] };
}

function hasRightKeys(app: AppRegistration, isDemoRegion: boolean): boolean {
  if (app.kind === 'public') return app.jwks === undefined && app.jwksUrl === undefined;
  if ((app.jwks === undefined) === (app.jwksUrl === undefined)) return false;
  return app.jwks === undefined
    ? isKeyAddress(app.jwksUrl ?? '', isDemoRegion)
    : isPublicKeySet({ keys: [...app.jwks.keys] });
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.hash !== '' || url.href !== text) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url));
}

/** An app on a telephone has a scheme of its own, in the form of a domain name backwards (RFC 8252, 7.1). */
function isRedirectUri(text: string): boolean {
  return isWebAddress(text) || /^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9-]*)+:\/[\w./-]*$/.test(text);
}

function isOrigin(text: string): boolean {
  return isWebAddress(`${text}/`) && new URL(text).origin === text;
}
