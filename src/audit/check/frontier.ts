import { hashOfNode, joinSubtrees } from '../tree/tile.ts';

/** The root of a tree that is read once from its first leaf to its last: as many hashes as its size has bits. */
export class Frontier {
  #size = 0;
  /** Roots of full subtrees, the largest first. */
  readonly #subtrees: Uint8Array[] = [];

  get size(): number {
    return this.#size;
  }

  add(leafHash: Uint8Array): void {
    let hash = leafHash;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) hash = hashOfNode(this.#subtrees.pop()!, hash);
    this.#subtrees.push(hash);
    this.#size++;
  }

  root(): Uint8Array {
    return joinSubtrees(this.#subtrees);
  }
}
