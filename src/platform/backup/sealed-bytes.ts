/**
 * The bytes of a backup, sealed: AES-256-GCM in pieces, by a key from a passphrase (scrypt, RFC 7914). Each piece is numbered and
 * the last one says so, so that a piece that was changed, moved or left out is noticed, and so is a file that was cut off.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { promisify } from 'node:util';

const magic = Buffer.from('Goldthread backup 1\n');
const saltBytes = 16;
const tagBytes = 16;
const pieceBytes = 256 * 1024;
/** 64 MB and a fifth of a second for each guess. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 96 * 1024 * 1024 };

/** What is wrong with a file: never more than that. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  readonly kind: 'no-backup' | 'passphrase' | 'changed' | 'cut-off';
  constructor(kind: SealBroken['kind']) {
    super(`the backup is broken: ${kind}`);
    this.kind = kind;
  }
}

const deriveKey = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);

function nonceOf(piece: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(piece), 4);
  return nonce;
}

const markOf = (isLast: boolean): Buffer => Buffer.from([isLast ? 1 : 0]);

/** Collects what comes into pieces of one size. */
abstract class Pieces extends Transform {
  #waiting: Buffer[] = [];
  #bytes = 0;

  protected add(part: Buffer): void {
    this.#waiting.push(part);
    this.#bytes += part.length;
  }

  /** The next whole piece, while more follows it: which one is the last is known only at the end. */
  protected takeWhole(size: number): Buffer | undefined {
    if (this.#bytes <= size) return undefined;
    return this.#take(size);
  }

  protected takeRest(): Buffer {
    return this.#take(this.#bytes);
  }

  #take(size: number): Buffer {
    const all = Buffer.concat(this.#waiting);
    this.#waiting = [all.subarray(size)];
    this.#bytes = all.length - size;
    return all.subarray(0, size);
  }
}

class Sealer extends Pieces {
  readonly #key: Buffer;
  #piece = 0;

  constructor(key: Buffer, salt: Buffer) {
    super();
    this.#key = key;
    this.push(Buffer.concat([magic, salt]));
  }

  #seal(plain: Buffer, isLast: boolean): void {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#piece++));
    cipher.setAAD(markOf(isLast));
    this.push(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  }

  override _transform(part: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.add(part);
    for (let piece = this.takeWhole(pieceBytes); piece !== undefined; piece = this.takeWhole(pieceBytes))
      this.#seal(piece, false);
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#seal(this.takeRest(), true);
    done();
  }
}

class Opener extends Pieces {
  readonly #passphrase: string;
  #key: Buffer | undefined;
  #piece = 0;

  constructor(passphrase: string) {
    super();
    this.#passphrase = passphrase;
  }

  async #readHead(): Promise<void> {
    if (this.#key !== undefined) return;
    const head = this.takeWhole(magic.length + saltBytes);
    if (head === undefined) return;
    if (!head.subarray(0, magic.length).equals(magic)) throw new SealBroken('no-backup');
    this.#key = await deriveKey(this.#passphrase, head.subarray(magic.length), 32, cost);
  }

  #opened(key: Buffer, sealed: Buffer, isLast: boolean): Buffer | undefined {
    if (sealed.length < tagBytes) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(this.#piece));
      decipher.setAAD(markOf(isLast)).setAuthTag(sealed.subarray(-tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  #open(key: Buffer, sealed: Buffer, isLast: boolean): void {
    const plain = this.#opened(key, sealed, isLast);
    // A piece that would open were it not the last is whole, and what followed it is gone.
    const isCut = plain === undefined && isLast && (sealed.length < tagBytes || this.#opened(key, sealed, false));
    if (plain === undefined) throw new SealBroken(isCut ? 'cut-off' : this.#piece === 0 ? 'passphrase' : 'changed');
    this.#piece++;
    this.push(plain);
  }

  override _transform(part: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.add(part);
    this.#readHead()
      .then(() => {
        const key = this.#key;
        const size = pieceBytes + tagBytes;
        while (key !== undefined) {
          const piece = this.takeWhole(size);
          if (piece === undefined) break;
          this.#open(key, piece, false);
        }
        done();
      })
      .catch(done);
  }

  override _flush(done: TransformCallback): void {
    try {
      if (this.#key === undefined) throw new SealBroken('no-backup');
      this.#open(this.#key, this.takeRest(), true);
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}

export async function sealBytes(passphrase: string): Promise<Transform> {
  const salt = randomBytes(saltBytes);
  return new Sealer(await deriveKey(passphrase, salt, 32, cost), salt);
}

/** Fails with `SealBroken`. */
export function openBytes(passphrase: string): Transform {
  return new Opener(passphrase);
}
