/** The public keys of clients. Only registered addresses are ever asked; what a token names is not. */
import { type CryptoKey, importJWK, type JWK } from 'jose';
import type { Clock } from '#kernel/clock.ts';
import { minuteMs } from './settings.ts';

const timeoutMs = 5_000;
const bytesMax = 100_000;
const cachedMs = 5 * minuteMs;
/** A key id that is not in the cached set makes us ask again, but not more often than this. */
const askAgainMs = minuteMs;

/** Whoever proves themself by a key. */
export interface KeyHolder {
  readonly clientId: string;
  readonly jwks?: { readonly keys: readonly JWK[] };
  readonly jwksUrl?: string;
}

export interface ClientKeys {
  find(client: KeyHolder, kid: string, algorithm: string): Promise<CryptoKey | undefined>;
}

export function createClientKeys(deps: { clock: Clock; fetch: typeof fetch }): ClientKeys {
  const fetched = new Map<string, { readonly keys: readonly JWK[]; readonly atMs: number }>();

  const published = async (url: string, kid: string): Promise<readonly JWK[]> => {
    const known = fetched.get(url);
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : deps.clock.now() - known.atMs;
    const isKnownKid = known?.keys.some((key) => key.kid === kid) ?? false;
    if (known !== undefined && ageMs < (isKnownKid ? cachedMs : askAgainMs)) return known.keys;
    const keys = await fetchKeys(deps.fetch, url);
    fetched.set(url, { keys, atMs: deps.clock.now() });
    return keys;
  };

  const find: ClientKeys['find'] = async (client, kid, algorithm) => {
    const keys = client.jwks?.keys ?? (await published(client.jwksUrl ?? '', kid));
    const fitting = keys.filter((key) => key.kid === kid && fits(key, algorithm));
    const jwk = fitting.length === 1 ? fitting[0] : undefined;
    if (jwk === undefined) return undefined;
    try {
      return (await importJWK({ ...jwk }, algorithm)) as CryptoKey;
    } catch {
      return undefined;
    }
  };

  return { find };
}

const curveOf: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384' };

function fits(key: JWK, algorithm: string): boolean {
  if (key.use !== undefined && key.use !== 'sig') return false;
  if (key.alg !== undefined && key.alg !== algorithm) return false;
  return algorithm === 'RS384' ? key.kty === 'RSA' : key.kty === 'EC' && key.crv === curveOf[algorithm];
}

/** An unreachable or malformed key set is an empty one: the client is then not authenticated. */
async function fetchKeys(fetchIt: typeof fetch, url: string): Promise<readonly JWK[]> {
  try {
    const answer = await fetchIt(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/jwk-set+json, application/json' },
    });
    if (!answer.ok || Number(answer.headers.get('content-length') ?? 0) > bytesMax) return [];
    const text = await answer.text();
    const parsed = text.length > bytesMax ? undefined : (JSON.parse(text) as { keys?: unknown });
    return Array.isArray(parsed?.keys) ? (parsed.keys as readonly JWK[]) : [];
  } catch {
    return [];
  }
}
