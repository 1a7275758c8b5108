import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberArray } from './number-array.ts';

test('what is not there is null in a list of numbers', () => {
  assert.equal(numberArray([]), '{}');
  assert.equal(numberArray([3, undefined, 0]), '{3,null,0}');
});
