/** The map of heads: a binary tree whose branches follow the bits of a person's key. Each person has one place in it. */
import { type Bytes, sha256, toHex, utf8 } from './bytes.ts';
import { headBucketBits, headKeyText, headText, type PersonHead } from './leaf-form.ts';
import { hashLeaf, hashNode } from './merkle.ts';

export function bitOf(key: Uint8Array, depth: number): 0 | 1 {
  return (((key[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1) as 0 | 1;
}

export async function headKey(person: string): Promise<Bytes> {
  return sha256(utf8(headKeyText(person)));
}

/** The root that this head leads to; `path` holds the hashes beside the way, from the person up. */
export async function rootFromHead(
  person: string,
  head: PersonHead,
  path: readonly Uint8Array[],
): Promise<Uint8Array | undefined> {
  if (path.length < headBucketBits || path.length > 256) return undefined;
  const key = await headKey(person);
  let root: Uint8Array = await hashLeaf(utf8(headText(toHex(key), head)));
  for (const [step, sibling] of path.entries()) {
    const isRight = bitOf(key, path.length - 1 - step) === 1;
    root = isRight ? await hashNode(sibling, root) : await hashNode(root, sibling);
  }
  return root;
}
