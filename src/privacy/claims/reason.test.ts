// Attack 58: a reason has to say something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReasonEnough } from './reason.ts';

test('attack 58: blank, "asdf" and their like are no reasons', () => {
  for (const reason of [
    '',
    '               ',
    'asdf',
    'asdf asdf asdf asdf asdf',
    'asdfghjkl qwertyuiop',
    'poiuytrewq lkjhgfdsa',
    'xxxxxxxxxxxxxxxxxxxxxxxx',
    'patientpatientpatient',
    'needed for care needed for care',
    '1234567890 1234567890',
    'abcdefghijklmnop thing',
  ])
    assert.equal(isReasonEnough(reason), false, reason);
});

test('a sentence is a reason, whatever its alphabet', () => {
  for (const reason of [
    'Unconscious, no history known',
    'He walked in breathless and cannot say what he takes',
    'Court order 12 of the family court',
    'Пациент без сознания, анамнез неизвестен',
  ])
    assert.equal(isReasonEnough(reason), true, reason);
});
