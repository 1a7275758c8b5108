/** The first 16 levels of the map of heads, in memory: 65,536 branches and what lies above them, four megabytes. */
import { headBucketBits } from '../verify/leaf-form.ts';
import { emptyBranch } from './heads-branch.ts';
import { hashBytes, hashOfNode } from './tile.ts';

export interface BranchHash {
  readonly bucket: number;
  readonly hash: Uint8Array;
}

export class HeadsCrown {
  /** By depth: one hash at depth 0, 65,536 at depth 16. */
  readonly #levels: readonly Uint8Array[];

  constructor() {
    const levels: Uint8Array[] = [];
    let hash = emptyBranch;
    for (let depth = headBucketBits; depth >= 0; depth--) {
      const level = new Uint8Array(hashBytes * 2 ** depth);
      for (let at = 0; at < level.length; at += hashBytes) level.set(hash, at);
      levels[depth] = level;
      hash = hashOfNode(hash, hash);
    }
    this.#levels = levels;
  }

  get root(): Uint8Array {
    return this.#hashAt(0, 0);
  }

  set(branches: readonly BranchHash[]): void {
    let changed = new Set<number>();
    for (const { bucket, hash } of branches) {
      this.#levels[headBucketBits]!.set(hash, bucket * hashBytes);
      changed.add(bucket >> 1);
    }
    for (let depth = headBucketBits - 1; depth >= 0; depth--) {
      const above = new Set<number>();
      for (const index of changed) {
        const hash = hashOfNode(this.#hashAt(depth + 1, 2 * index), this.#hashAt(depth + 1, 2 * index + 1));
        this.#levels[depth]!.set(hash, index * hashBytes);
        above.add(index >> 1);
      }
      changed = above;
    }
  }

  /** The hashes beside the way from this branch to the root, from the branch up. */
  path(bucket: number): Uint8Array[] {
    const hashes: Uint8Array[] = [];
    for (let depth = headBucketBits; depth > 0; depth--) {
      hashes.push(Uint8Array.from(this.#hashAt(depth, (bucket >> (headBucketBits - depth)) ^ 1)));
    }
    return hashes;
  }

  #hashAt(depth: number, index: number): Uint8Array {
    return this.#levels[depth]!.subarray(index * hashBytes, (index + 1) * hashBytes);
  }
}
