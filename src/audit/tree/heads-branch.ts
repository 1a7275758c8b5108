/** One branch of the map of heads, below its first 16 bits: the few persons whose keys begin alike. */
import { hash } from 'node:crypto';
import { bitOf } from '../verify/heads-map.ts';
import { headBucketBits, headKeyText, headText, type PersonHead } from '../verify/leaf-form.ts';
import { hashBytes, hashOfLeaf, hashOfNode } from './tile.ts';

export interface HeadInBranch {
  readonly key: Uint8Array;
  /** Hash of the person's place in the map. */
  readonly hash: Uint8Array;
}

/** Stands where nobody is. No hash comes out like this. */
export const emptyBranch: Uint8Array = new Uint8Array(hashBytes);

export function headInBranch(person: number, head: PersonHead): HeadInBranch {
  const keyHex = hash('sha256', headKeyText(String(person)), 'hex');
  return { key: Buffer.from(keyHex, 'hex'), hash: hashOfLeaf(headText(keyHex, head)) };
}

function sideOf(heads: readonly HeadInBranch[], depth: number, bit: 0 | 1): HeadInBranch[] {
  return heads.filter(({ key }) => bitOf(key, depth) === bit);
}

/** A person who is alone below a point stands at that point; everything else is the hash of two sides. */
export function branchHash(heads: readonly HeadInBranch[], depth = headBucketBits): Uint8Array {
  if (heads.length <= 1) return heads[0]?.hash ?? emptyBranch;
  return hashOfNode(branchHash(sideOf(heads, depth, 0), depth + 1), branchHash(sideOf(heads, depth, 1), depth + 1));
}

/** The hashes beside the way to this key within the branch, from the person up. */
export function branchPath(heads: readonly HeadInBranch[], key: Uint8Array, depth = headBucketBits): Uint8Array[] {
  if (heads.length <= 1) return [];
  const bit = bitOf(key, depth);
  const beside = branchHash(sideOf(heads, depth, bit === 0 ? 1 : 0), depth + 1);
  return [...branchPath(sideOf(heads, depth, bit), key, depth + 1), beside];
}
