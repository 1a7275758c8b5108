/**
 * Up to 16 hashes that stand beside each other on one stored level of the tree, and what lies above them. A path through
 * a tile makes 11 hashes; through one of 256, as C2SP publishes them, it made 247, which was most of a person's proof.
 */
import { hash } from 'node:crypto';

export const hashBytes = 32;
export const tileHeight = 4;
export const tileWidth = 2 ** tileHeight;

const scratch = Buffer.alloc(1 + 2 * hashBytes, 1);

/** RFC 6962 section 2.1: SHA-256 over a byte of one and both hashes. */
export function hashOfNode(left: Uint8Array, right: Uint8Array): Buffer {
  scratch.set(left, 1);
  scratch.set(right, 1 + hashBytes);
  return hash('sha256', scratch, 'buffer');
}

export function hashOfLeaf(text: string): Buffer {
  return hash('sha256', `\u0000${text}`, 'buffer');
}

/** Left to right, the largest first: the root above subtrees that stand beside each other. */
export function joinSubtrees(hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1);
  if (last === undefined) return hash('sha256', '', 'buffer');
  return hashes.slice(0, -1).reduceRight((right, left) => hashOfNode(left, right), last);
}

export class Tile {
  /** The tile's own hashes, then those above them; each computed when it is first asked for. */
  readonly #rows: Uint8Array[];
  constructor(hashes: Uint8Array) {
    this.#rows = [hashes];
  }

  get bytes(): Uint8Array {
    return this.#rows[0]!;
  }

  /** Undefined where the tile does not reach. */
  hashAt(height: number, index: number): Uint8Array | undefined {
    const row = this.#row(height);
    return (index + 1) * hashBytes > row.length ? undefined : row.subarray(index * hashBytes, (index + 1) * hashBytes);
  }

  #row(height: number): Uint8Array {
    const known = this.#rows[height];
    if (known !== undefined) return known;
    const below = this.#row(height - 1);
    const count = Math.floor(below.length / (2 * hashBytes));
    const row = new Uint8Array(count * hashBytes);
    for (let index = 0; index < count; index++) {
      const left = below.subarray(2 * index * hashBytes, (2 * index + 1) * hashBytes);
      row.set(hashOfNode(left, below.subarray((2 * index + 1) * hashBytes, 2 * (index + 1) * hashBytes)), index * 32);
    }
    this.#rows[height] = row;
    return row;
  }
}
