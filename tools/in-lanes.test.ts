import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLanes, type Piece } from './in-lanes.ts';

/** Pieces that end when they are told to, and say which of them go on. */
function heldPieces() {
  const goingOn = new Map<string, () => void>();
  const piece = (name: string): Piece<string> => {
    return async () => {
      await new Promise<void>((resolve) => goingOn.set(name, resolve));
      goingOn.delete(name);
      return name;
    };
  };
  const end = async (name: string): Promise<void> => {
    goingOn.get(name)!();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { piece, end, goingOn: () => [...goingOn.keys()].sort() };
}

test('two pieces of work go on at a time, and one that waits beside them; whoever has nothing left takes of those', async () => {
  const { piece, end, goingOn } = heldPieces();
  const all = inLanes([piece('a'), piece('b'), piece('c')], [piece('w1'), piece('w2'), piece('w3')]);
  assert.deepEqual(goingOn(), ['a', 'b', 'w1']);
  await end('a');
  assert.deepEqual(goingOn(), ['b', 'c', 'w1']);
  await end('b');
  assert.deepEqual(goingOn(), ['c', 'w1', 'w2']);
  await end('w1');
  assert.deepEqual(goingOn(), ['c', 'w2', 'w3']);
  for (const name of ['w2', 'w3', 'c']) await end(name);
  assert.deepEqual((await all).sort(), ['a', 'b', 'c', 'w1', 'w2', 'w3']);
});

test('a piece that throws is thrown: nothing passes by not running', async () => {
  await assert.rejects(inLanes([() => Promise.reject(new Error('broken'))]), /broken/);
});
