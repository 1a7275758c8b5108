/** What a refusal says holds for everybody whom its row refuses (D5 to D19): nothing of the record, nor of what was chosen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalText } from './refusal-words.ts';

test('attack 62: whoever asks for their own record is told where they read it', () => {
  assert.match(refusalText(['D17']), /your own record.*read it in your own health and care record/);
});

test('an objection is never told from one that an emergency lifts, nor protection from any other reason', () => {
  assert.equal(refusalText(['D5']), refusalText(['D6']));
  assert.equal(refusalText(['D18']), refusalText(['D19']));
  assert.equal(refusalText(['D18']), refusalText([]));
});
