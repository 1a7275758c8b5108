/**
 * Ed25519 keys that sign the log's checkpoints and, as another key, those of other regions: files outside the database.
 * The newest private key signs. Its `.vkey` file stays when a private key is retired by deleting its `.pem` file.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDurableFile, makeDurableFolder } from '#platform';
import { toHex, utf8 } from '../verify/bytes.ts';
import {
  cosignedText,
  type KeyKind,
  keyId,
  readVerifierKey,
  signatureLine,
  type VerifierKey,
  writeVerifierKey,
} from '../verify/signed-note.ts';

export interface LogKey {
  readonly name: string;
  readonly kind: KeyKind;
  /** The signing key's own, as it is handed out. */
  readonly verifierText: string;
  /** Every key of this name that ever signed here, the newest first. */
  readonly verifierTexts: readonly string[];
  readonly verifiers: readonly VerifierKey[];
  /** The signature line of a note. A witness puts in the time, milliseconds since 1970. */
  sign(noteText: string, atMs: number): string;
}

const filePrefix: Readonly<Record<KeyKind, string>> = { log: 'access-log', witness: 'access-log-witness' };

/** Opens the newest key of this kind, or makes the first. Throws when the directory cannot be read or written. */
export async function openLogKey(keysDirectory: string, kind: KeyKind, name: string): Promise<LogKey> {
  await makeDurableFolder(keysDirectory);
  const fileName = new RegExp(`^${filePrefix[kind]}-[0-9a-f]{8}\\.pem$`);
  const find = async (): Promise<string[]> =>
    (await readdir(keysDirectory)).filter((file) => fileName.test(file)).map((file) => join(keysDirectory, file));
  let files = await find();
  if (files.length === 0) {
    await makeKey(keysDirectory, kind, name);
    files = await find();
  }
  const dated = await Promise.all(files.map(async (file) => ({ file, modifiedMs: (await stat(file)).mtimeMs })));
  dated.sort((one, other) => other.modifiedMs - one.modifiedMs || one.file.localeCompare(other.file));
  const newest = dated[0]!.file;
  await chmod(newest, 0o600);
  const privateKey = createPrivateKey(await readFile(newest, 'utf8'));
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('the key of the access log is not Ed25519');
  const publicKey = rawPublicKey(privateKey);
  const id = await keyId(name, kind, publicKey);
  const verifierText = await writeVerifierKey(name, kind, publicKey);
  await makeDurableFile(join(keysDirectory, `${filePrefix[kind]}-${toHex(id)}.vkey`), `${verifierText}\n`);
  const retired = (await readVerifierFiles(keysDirectory, kind)).filter((text) => text !== verifierText);
  const verifiers: VerifierKey[] = [];
  const verifierTexts: string[] = [];
  for (const text of [verifierText, ...retired]) {
    const key = await readVerifierKey(text);
    if (key?.name !== name || key.kind !== kind) continue;
    verifiers.push(key);
    verifierTexts.push(text);
  }
  const signed = (text: string): Buffer => sign(null, utf8(text), privateKey);
  return {
    name,
    kind,
    verifierText,
    verifierTexts,
    verifiers,
    sign(noteText, atMs) {
      if (kind === 'log') return signatureLine(name, id, signed(noteText));
      const seconds = Math.floor(atMs / 1000);
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(BigInt(seconds));
      return signatureLine(name, id, Buffer.concat([time, signed(cosignedText(noteText, seconds))]));
    },
  };
}

/** The verifier keys of one kind in a keys directory, under whatever name; none where there is no such directory. */
export async function readVerifierFiles(keysDirectory: string, kind: KeyKind): Promise<string[]> {
  const fileName = new RegExp(`^${filePrefix[kind]}-[0-9a-f]{8}\\.vkey$`);
  const files = await readdir(keysDirectory).catch(() => []);
  const texts = files.filter((file) => fileName.test(file)).map((file) => readFile(join(keysDirectory, file), 'utf8'));
  return (await Promise.all(texts)).map((text) => text.trim());
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url');
}

async function makeKey(keysDirectory: string, kind: KeyKind, name: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const id = toHex(await keyId(name, kind, rawPublicKey(privateKey)));
  const text = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  await makeDurableFile(join(keysDirectory, `${filePrefix[kind]}-${id}.pem`), text);
}
