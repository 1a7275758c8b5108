import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wholeNumberIn } from './whole-number.ts';

test('a whole number is read from its bytes as JavaScript reads it from its text', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (number) => {
      assert.equal(wholeNumberIn(Buffer.from(String(number))), number === 0 ? 0 : number);
    }),
  );
});
