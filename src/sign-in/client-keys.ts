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

interface PublishedKeys {
  readonly keys: readonly JWK[];
  readonly fetchedAtMs: number;
  /** Later than that when the last answer was none. */
  readonly askedAtMs: number;
}

export function createClientKeys(deps: { clock: Clock; fetch: typeof fetch }): ClientKeys {
  const known = new Map<string, PublishedKeys>();
  /** Anybody may name a client: however many do at once, its server is asked once. */
  const asking = new Map<string, Promise<readonly JWK[]>>();

  const ask = async (url: string): Promise<readonly JWK[]> => {
    const keys = await fetchKeys(deps.fetch, url);
    const nowMs = deps.clock.now();
    const before = known.get(url);
    const isBeforeGood = before !== undefined && nowMs - before.fetchedAtMs < cachedMs;
    // No answer takes nothing back before its time: whoever names a strange kid while that server is away would lock the client out.
    const kept = isBeforeGood ? before : { keys: [], fetchedAtMs: nowMs };
    const now = keys === undefined ? { ...kept, askedAtMs: nowMs } : { keys, fetchedAtMs: nowMs, askedAtMs: nowMs };
    known.set(url, now);
    return now.keys;
  };

  const published = async (url: string, kid: string): Promise<readonly JWK[]> => {
    const found = known.get(url);
    const isKnownKid = found?.keys.some((key) => key.kid === kid) ?? false;
    const isRecent = (atMs: number, forMs: number): boolean => deps.clock.now() - atMs < forMs;
    if (
      found !== undefined &&
      (isKnownKid ? isRecent(found.fetchedAtMs, cachedMs) : isRecent(found.askedAtMs, askAgainMs))
    )
      return found.keys;
    const under = asking.get(url) ?? ask(url).finally(() => asking.delete(url));
    asking.set(url, under);
    return under;
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

/** Undefined when it is longer: reading stops there, since the length that a server names binds it to nothing. */
async function textOf(answer: Response): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const body = answer.body as AsyncIterable<Uint8Array> | null;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > bytesMax) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Undefined where there is no answer, or none that is a key set. */
async function fetchKeys(fetchIt: typeof fetch, url: string): Promise<readonly JWK[] | undefined> {
  try {
    const answer = await fetchIt(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/jwk-set+json, application/json' },
    });
    const text = answer.ok ? await textOf(answer) : undefined;
    const parsed = text === undefined ? undefined : (JSON.parse(text) as { keys?: unknown } | null);
    return Array.isArray(parsed?.keys) ? (parsed.keys as readonly JWK[]) : undefined;
  } catch {
    return undefined;
  }
}
