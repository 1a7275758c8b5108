import assert from 'node:assert/strict';
import { it } from 'node:test';
import { KnownWays } from './known-ways.ts';

it('keeps the way of each combination of hashes apart', () => {
  const ways = new KnownWays();
  ways.note([[1, 2], [3]], 'walk');
  assert.equal(ways.of([[1, 2], [3]]), 'walk');
  assert.equal(ways.of([[1], [2, 3]]), undefined);
  ways.note([[1, 2], [3]], 'hashes first');
  assert.equal(ways.of([[1, 2], [3]]), 'hashes first');
});

it('forgets what was noted longest ago, and keeps no more than it may', () => {
  const ways = new KnownWays(2);
  ways.note([[1]], 'walk');
  ways.note([[2]], 'walk');
  ways.note([[1]], 'walk first');
  ways.note([[3]], 'walk');
  assert.deepEqual(
    [1, 2, 3].map((hash) => ways.of([[hash]])),
    ['walk first', undefined, 'walk'],
  );
});
