/** Tiles and ranges against RFC 6962's own definition, as `../verify` checks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isConsistent, rootFromInclusion } from '../verify/merkle.ts';
import { consistencyRanges, inclusionRanges, type LeafRange, subtreesOf } from './ranges.ts';
import { hashOfLeaf, joinSubtrees, Tile } from './tile.ts';

const hashes = Array.from({ length: 256 }, (_, index) => hashOfLeaf(String(index)));
const tile = new Tile(Buffer.concat(hashes));

function hashOf(range: LeafRange): Uint8Array {
  return Uint8Array.from(joinSubtrees(subtreesOf(range).map(({ height, number }) => tile.hashAt(height, number)!)));
}

test('RFC 6962 2.1.1 and 2.1.2: the ranges are those whose hashes lead to the root', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 256 }), fc.nat(), async (size, seed) => {
      const root = hashOf({ from: 0, to: size });
      const index = seed % size;
      const path = inclusionRanges(index, size).map(hashOf);
      assert.deepEqual(
        await rootFromInclusion(hashes[index]!, { index, size }, path).then((found) => Uint8Array.from(found!)),
        root,
      );
      const earlier = { size: index + 1, root: hashOf({ from: 0, to: index + 1 }) };
      const consistency = consistencyRanges(earlier.size, size).map(hashOf);
      assert.equal(await isConsistent(earlier, { size, root }, consistency), true);
    }),
  );
});

test('a tree beyond 32 bits still has its ranges: 42 hashes at most, none before or after the tree', () => {
  const size = 2 ** 41 + 12_345;
  for (const index of [0, 1, 2 ** 40, 2 ** 41, size - 1]) {
    const ranges = inclusionRanges(index, size);
    assert.ok(ranges.length <= 42);
    assert.equal(
      ranges.reduce((sum, { from, to }) => sum + to - from, 1),
      size,
      'the leaf and the ranges are the whole tree',
    );
    for (const range of ranges) for (const { number } of subtreesOf(range)) assert.ok(Number.isSafeInteger(number));
  }
});
