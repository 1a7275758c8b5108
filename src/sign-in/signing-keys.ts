/** Keys that sign, in files outside the database (RFC 7517). A key is retired by deleting its file and starting again. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { makeDurableFile, makeDurableFolder } from '#platform';
import { signInFault } from './faults.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** ES256 keys for one use. The newest signs; every one verifies. */
export interface SigningKeys {
  readonly newest: SigningKey;
  readonly byKid: ReadonlyMap<string, SigningKey>;
}

/**
 * Opens the keys named `<name>-*.jwk.json` in the directory, and makes the first one when there is none (file mode
 * 0600, directory 0700). Fault SIGN-IN-017 when the directory or a file cannot be read or written.
 */
export async function openSigningKeys(keysDirectory: string, name: string): Promise<Outcome<SigningKeys>> {
  try {
    await makeDurableFolder(keysDirectory);
    const isOurs = (file: string): boolean =>
      file.startsWith(`${name}-`) && /^[\w-]{43}\.jwk\.json$/.test(file.slice(name.length + 1));
    let files = (await readdir(keysDirectory)).filter(isOurs);
    if (files.length === 0) {
      await makeKey(keysDirectory, name);
      files = (await readdir(keysDirectory)).filter(isOurs);
    }
    const read = await Promise.all(files.map((file) => readKey(join(keysDirectory, file))));
    read.sort((one, other) => other.modifiedMs - one.modifiedMs || one.key.kid.localeCompare(other.key.kid));
    const newest = read[0]?.key;
    if (newest === undefined) return failed(signInFault('SIGN-IN-017'));
    return ok({ newest, byKid: new Map(read.map(({ key }) => [key.kid, key])) });
  } catch {
    return failed(signInFault('SIGN-IN-017'));
  }
}

async function makeKey(keysDirectory: string, name: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  const text = JSON.stringify({ ...jwk, kid, alg: 'ES256', use: 'sig' });
  await makeDurableFile(join(keysDirectory, `${name}-${kid}.jwk.json`), text);
}

async function readKey(path: string): Promise<{ key: SigningKey; modifiedMs: number }> {
  const { mtimeMs, mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, 0o600);
  const privateJwk = JSON.parse(await readFile(path, 'utf8')) as JWK;
  const publicPart = createPublicKey(createPrivateKey({ key: privateJwk, format: 'jwk' })).export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(publicPart as JWK);
  const publicJwk: JWK = { ...(publicPart as JWK), kid, alg: 'ES256', use: 'sig' };
  const key: SigningKey = {
    kid,
    privateJwk,
    publicJwk,
    privateKey: (await importJWK(privateJwk, 'ES256')) as CryptoKey,
    publicKey: (await importJWK(publicJwk, 'ES256')) as CryptoKey,
  };
  return { key, modifiedMs: mtimeMs };
}
