/** C2SP signed-note, tlog-checkpoint and tlog-cosignature: text, signature lines, verifier keys. Ed25519 only. */
import { type Bytes, fromBase64, fromHex, isSameBytes, joinBytes, sha256, toBase64, toHex, utf8 } from './bytes.ts';

/** The byte in front of a key that says what it signs. */
export const keyKinds = { log: 1, witness: 4 } as const;
export type KeyKind = keyof typeof keyKinds;

export interface VerifierKey {
  readonly name: string;
  readonly kind: KeyKind;
  /** Four bytes. */
  readonly id: Bytes;
  readonly publicKey: Bytes;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Bytes;
  readonly signature: Bytes;
  readonly line: string;
}

export interface SignedNote {
  /** With its last line feed: what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

const mostSignatures = 64;

export async function keyId(name: string, kind: KeyKind, publicKey: Uint8Array): Promise<Bytes> {
  const digest = await sha256(utf8(name), Uint8Array.of(0x0a, keyKinds[kind]), publicKey);
  return digest.slice(0, 4);
}

/** `name+id+key`, as it is handed out. */
export async function writeVerifierKey(name: string, kind: KeyKind, publicKey: Uint8Array): Promise<string> {
  const id = await keyId(name, kind, publicKey);
  return `${name}+${toHex(id)}+${toBase64(joinBytes(Uint8Array.of(keyKinds[kind]), publicKey))}`;
}

/** Undefined when it is no key of a kind that we know, or its id is not the one that follows from it. */
export async function readVerifierKey(text: string): Promise<VerifierKey | undefined> {
  const [, name = '', idText = '', keyText = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
  const id = fromHex(idText, 4);
  const bytes = fromBase64(keyText);
  const kind = (Object.keys(keyKinds) as KeyKind[]).find((one) => keyKinds[one] === bytes?.[0]);
  if (id === undefined || bytes === undefined || kind === undefined || bytes.length !== 33) return undefined;
  const publicKey = bytes.slice(1);
  return isSameBytes(id, await keyId(name, kind, publicKey)) ? { name, kind, id, publicKey } : undefined;
}

/** Undefined when the text is no signed note. Who signed is not looked at. */
export function readNote(note: string): SignedNote | undefined {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n') || note.length > 1_000_000) return undefined;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > mostSignatures) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (name === '' || bytes === undefined || bytes.length < 5) return undefined;
    signatures.push({ name, keyId: bytes.slice(0, 4), signature: bytes.slice(4), line: `${line}\n` });
  }
  return { text: note.slice(0, split + 1), signatures };
}

export function writeNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join('')}`;
}

export function signatureLine(name: string, id: Uint8Array, signature: Uint8Array): string {
  return `— ${name} ${toBase64(joinBytes(id, signature))}\n`;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', sizeText = '', rootText = ''] = text.split('\n');
  const root = fromBase64(rootText);
  const size = Number(sizeText);
  if (origin === '' || !/^(?:0|[1-9]\d{0,15})$/.test(sizeText) || !Number.isSafeInteger(size)) return undefined;
  return root?.length === 32 ? { origin, size, root } : undefined;
}

/** What a witness signs at a time, in seconds since 1970. */
export function cosignedText(noteText: string, timeSeconds: number): string {
  return `cosignature/v1\ntime ${timeSeconds}\n${noteText}`;
}

export interface SignatureCheck {
  readonly isValid: boolean;
  /** When a witness signed, by its own clock. */
  readonly atMs?: number;
}

/** Undefined when the note has no signature by this key. */
export async function checkSignature(note: SignedNote, key: VerifierKey): Promise<SignatureCheck | undefined> {
  const found = note.signatures.find(({ name, keyId: id }) => name === key.name && isSameBytes(id, key.id));
  if (found === undefined) return undefined;
  const { signature } = found;
  if (key.kind === 'log') return { isValid: await isSigned(key, signature, note.text) };
  if (signature.length !== 72) return { isValid: false };
  const seconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  const isValid = await isSigned(key, signature.slice(8), cosignedText(note.text, seconds));
  return { isValid, atMs: seconds * 1000 };
}

async function isSigned(key: VerifierKey, signature: Bytes, text: string): Promise<boolean> {
  if (signature.length !== 64) return false;
  const publicKey = await crypto.subtle.importKey('raw', key.publicKey, { name: 'Ed25519' }, false, ['verify']);
  return crypto.subtle.verify({ name: 'Ed25519' }, publicKey, signature, utf8(text));
}
