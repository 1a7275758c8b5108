import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { takeTurns } from './take-turns.ts';

test('whoever asks while a run is under way gets one that begins after they asked, and never two at once', async () => {
  let begun = 0;
  let atOnce = 0;
  const ask = takeTurns(async () => {
    atOnce++;
    assert.equal(atOnce, 1);
    begun++;
    const number = begun;
    await setImmediate();
    atOnce--;
    return number;
  });
  const first = ask();
  const others = [ask(), ask(), ask()];
  assert.equal(await first, 1);
  assert.deepEqual(await Promise.all(others), [2, 2, 2]);
  assert.equal(await ask(), 3);
  void ask();
  void ask();
  await ask.underWay();
  assert.equal(begun, 5);
});
