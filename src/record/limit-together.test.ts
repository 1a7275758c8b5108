import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { limitTogether } from './limit-together.ts';

test('no more works run at once than may, in the order in which they came, and one that fails gives its turn on', async () => {
  const turns = limitTogether(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const works = Array.from({ length: 9 }, (_, index) =>
    turns(async () => {
      running++;
      most = Math.max(most, running);
      order.push(index);
      await setImmediate();
      running--;
      if (index === 3) throw new Error('one of them');
      return index;
    }),
  );
  const settled = await Promise.allSettled(works);
  assert.equal(most, 2);
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(
    settled.map(({ status }) => status === 'fulfilled'),
    [true, true, true, false, true, true, true, true, true],
  );
});
