import { hashOfNode, joinSubtrees, tileHeight } from '../tree/tile.ts';

/** The root of a tree that is read once from its first leaf to its last: as many hashes as its size has bits. */
export class Frontier {
  #size = 0;
  /** Roots of full subtrees, the largest first. */
  readonly #subtrees: Uint8Array[] = [];

  get size(): number {
    return this.#size;
  }

  /** Tells of each subtree that this leaf makes full and that is stored: by its level, its number there and its hash. */
  add(leafHash: Uint8Array, isFull: (level: number, number: number, hash: Uint8Array) => void = () => undefined): void {
    let hash = leafHash;
    let height = 0;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      hash = hashOfNode(this.#subtrees.pop()!, hash);
      height++;
      if (height % tileHeight === 0) isFull(height / tileHeight, (size - 1) / 2, hash);
    }
    this.#subtrees.push(hash);
    this.#size++;
  }

  root(): Uint8Array {
    return joinSubtrees(this.#subtrees);
  }
}
