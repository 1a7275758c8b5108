import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numbersIn } from './sent-rows.ts';

test('whole numbers are read from their bytes as JavaScript reads them from their text, and what is not there is none', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.option(fc.integer({ min: Number.MIN_SAFE_INTEGER + 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined }),
        { minLength: 1 },
      ),
      (numbers) => {
        const text = numbers.map((number) => number ?? Number.MIN_SAFE_INTEGER).join(' ');
        assert.deepEqual(
          numbersIn(Buffer.from(text)),
          numbers.map((number) => (number === 0 ? 0 : number)),
        );
      },
    ),
  );
});
