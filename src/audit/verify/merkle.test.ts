/** RFC 6962 section 2.1 against the known answers that certificate-transparency implementations share, and by property. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from './bytes.ts';
import { emptyRoot, hashLeaf, hashNode, isConsistent, rootFromInclusion } from './merkle.ts';

const knownLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const knownRoots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** MTH, PATH and SUBPROOF as section 2.1 of RFC 6962 writes them: slow, and nothing else. */
async function treeHash(leaves: readonly Uint8Array[]): Promise<Uint8Array> {
  if (leaves.length <= 1) return leaves[0] ?? emptyRoot();
  const split = largestPowerBelow(leaves.length);
  return hashNode(await treeHash(leaves.slice(0, split)), await treeHash(leaves.slice(split)));
}

async function pathOf(index: number, leaves: readonly Uint8Array[]): Promise<Uint8Array[]> {
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  return index < split
    ? [...(await pathOf(index, leaves.slice(0, split))), await treeHash(leaves.slice(split))]
    : [...(await pathOf(index - split, leaves.slice(split))), await treeHash(leaves.slice(0, split))];
}

async function subproof(size: number, leaves: readonly Uint8Array[], isWhole: boolean): Promise<Uint8Array[]> {
  if (size === leaves.length) return isWhole ? [] : [await treeHash(leaves)];
  const split = largestPowerBelow(leaves.length);
  return size <= split
    ? [...(await subproof(size, leaves.slice(0, split), isWhole)), await treeHash(leaves.slice(split))]
    : [...(await subproof(size - split, leaves.slice(split), false)), await treeHash(leaves.slice(0, split))];
}

const knownHashes = await Promise.all(knownLeaves.map((text) => hashLeaf(fromHex(text, text.length / 2)!)));
const manyHashes = await Promise.all(Array.from({ length: 70 }, (_, index) => hashLeaf(Uint8Array.of(index))));

test('RFC 6962 2.1: the roots of the known leaves are the known roots', async () => {
  for (const [index, root] of knownRoots.entries())
    assert.equal(toHex(await treeHash(knownHashes.slice(0, index + 1))), root);
  assert.equal(toHex(await emptyRoot()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('RFC 6962 2.1.1: every leaf of every tree is found by its path, and by no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), async (size, seed, change) => {
      const leaves = manyHashes.slice(0, size);
      const index = seed % size;
      const [path, root] = [await pathOf(index, leaves), toHex(await treeHash(leaves))];
      const rootBy = async (at: number, by: readonly Uint8Array[]) => {
        const found = await rootFromInclusion(leaves[index]!, { index: at, size }, by);
        return found === undefined ? undefined : toHex(found);
      };
      assert.equal(await rootBy(index, path), root);
      assert.notEqual(await rootBy((index + 1) % size, path), size === 1 ? undefined : root);
      assert.notEqual(await rootBy(index, [...path, leaves[0]!]), root);
      assert.equal(await rootBy(index, path.slice(0, -1)), path.length === 0 ? root : undefined);
      if (path.length === 0) return;
      const wrong = path.map((hash, at) => (at === change % path.length ? hash.map((byte) => byte ^ 1) : hash));
      assert.notEqual(await rootBy(index, wrong), root);
    }),
  );
});

test('RFC 6962 2.1.2: a later tree is consistent with each earlier one, and with no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), async (size, seed, change) => {
      const earlierSize = 1 + (seed % size);
      const path = await subproof(earlierSize, manyHashes.slice(0, size), true);
      const headOf = async (leaves: readonly Uint8Array[]) => ({ size: leaves.length, root: await treeHash(leaves) });
      const earlier = await headOf(manyHashes.slice(0, earlierSize));
      const later = await headOf(manyHashes.slice(0, size));
      assert.equal(await isConsistent(earlier, later, path), true);
      const other = manyHashes.slice(0, earlierSize);
      other[change % earlierSize] = manyHashes[69]!.map((byte) => byte ^ 1);
      assert.equal(await isConsistent(await headOf(other), later, path), false, 'a leaf was changed in between');
      assert.equal(await isConsistent(earlier, later, [...path, later.root]), false);
      if (path.length > 0) assert.equal(await isConsistent(earlier, later, path.slice(1)), false);
      if (earlierSize < size) assert.equal(await isConsistent(later, earlier, path), false, 'it does not shrink');
    }),
  );
  const root = await treeHash(knownHashes);
  assert.equal(await isConsistent({ size: 0, root: await emptyRoot() }, { size: 8, root }, []), true);
});
