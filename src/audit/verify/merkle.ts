/** RFC 6962 section 2.1: what a proof has to show. The proofs themselves are made in `../tree`. */
import { type Bytes, isSameBytes, sha256 } from './bytes.ts';

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

export function hashLeaf(input: Uint8Array): Promise<Bytes> {
  return sha256(leafPrefix, input);
}

export function hashNode(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return sha256(nodePrefix, left, right);
}

/** The root of the tree without leaves. */
export function emptyRoot(): Promise<Bytes> {
  return sha256();
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}

export interface PlaceInTree {
  readonly index: number;
  readonly size: number;
}

/**
 * The root that the leaf and its audit path lead to (RFC 9162 section 2.1.3.2); undefined when the path is too long or
 * too short for the place. Sizes may be beyond 32 bits, so that there is no bit arithmetic.
 */
export async function rootFromInclusion(
  leafHash: Uint8Array,
  { index, size }: PlaceInTree,
  path: readonly Uint8Array[],
): Promise<Uint8Array | undefined> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  let at = index;
  let last = size - 1;
  let root = leafHash;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (isOdd(at) || at === last) {
      root = await hashNode(sibling, root);
      while (!isOdd(at) && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else root = await hashNode(root, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether the later tree begins with all leaves of the earlier one, unchanged (RFC 9162 section 2.1.4.2). */
export async function isConsistent(earlier: TreeHead, later: TreeHead, path: readonly Uint8Array[]): Promise<boolean> {
  if (!Number.isSafeInteger(earlier.size) || !Number.isSafeInteger(later.size)) return false;
  if (earlier.size < 0 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return path.length === 0 && isSameBytes(earlier.root, later.root);
  if (earlier.size === 0) return path.length === 0 && isSameBytes(earlier.root, await emptyRoot());
  let at = earlier.size - 1;
  let last = later.size - 1;
  while (isOdd(at)) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  // A perfect earlier tree is itself the first hash of the path.
  const [first, ...rest] = at === 0 ? [earlier.root, ...path] : path;
  if (first === undefined) return false;
  let before = first;
  let after = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      before = await hashNode(sibling, before);
      after = await hashNode(sibling, after);
      while (!isOdd(at) && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else after = await hashNode(after, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && isSameBytes(before, earlier.root) && isSameBytes(after, later.root);
}
