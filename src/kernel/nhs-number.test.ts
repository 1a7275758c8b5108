// NHS Data Dictionary, NHS NUMBER: ten digits, modulus 11 check digit; a remainder that calls for 10 is never issued.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatNhsNumber, nhsNumberCheckDigit, nhsNumberFlaw, parseNhsNumber } from './nhs-number.ts';

test('a number of the test range with a right check digit is valid, however it is separated', () => {
  for (const text of ['9990000018', '999 000 0018', '999-000-0018', ' 999\u00a0000\u00a00018 '])
    assert.equal(parseNhsNumber(text), '9990000018');
});

test('each way of being wrong has its own name', () => {
  assert.equal(nhsNumberFlaw(''), 'empty');
  assert.equal(nhsNumberFlaw('QQ123456C'), 'national-insurance');
  assert.equal(nhsNumberFlaw('99900000I8'), 'letters');
  assert.equal(nhsNumberFlaw('999000001'), 'too-short');
  assert.equal(nhsNumberFlaw('99900000180'), 'too-long');
  assert.equal(nhsNumberFlaw('0000000000'), 'all-same');
  assert.equal(nhsNumberFlaw('1111111111'), 'all-same');
});

test("the service manual's example 999 123 4567 and the hint 485 777 3456 fail the check", () => {
  assert.equal(nhsNumberFlaw('999 123 4567'), 'check-digit');
  assert.equal(nhsNumberFlaw('485 777 3456'), 'check-digit');
});

test('nine digits whose check digit would be 10 make no number with any tenth digit', () => {
  const nine = '999123456';
  assert.equal(nhsNumberCheckDigit(nine), undefined);
  for (let digit = 0; digit <= 9; digit++) assert.equal(parseNhsNumber(`${nine}${digit}`), undefined);
});

const nineDigits = fc.stringMatching(/^[0-9]{9}$/);

test('changing one digit of a valid number always makes it invalid (modulus 11 finds every single substitution)', () => {
  fc.assert(
    fc.property(nineDigits, fc.nat(9), fc.integer({ min: 1, max: 9 }), (nine, place, step) => {
      const check = nhsNumberCheckDigit(nine);
      fc.pre(check !== undefined);
      const number = `${nine}${check}`;
      fc.pre(parseNhsNumber(number) !== undefined);
      const digit = (Number(number[place]) + step) % 10;
      const changed = `${number.slice(0, place)}${digit}${number.slice(place + 1)}`;
      assert.equal(parseNhsNumber(changed), undefined);
    }),
  );
});

test('swapping two neighbouring unequal digits makes a valid number invalid', () => {
  fc.assert(
    fc.property(nineDigits, fc.nat(8), (nine, place) => {
      const check = nhsNumberCheckDigit(nine);
      fc.pre(check !== undefined);
      const number = `${nine}${check}`;
      fc.pre(number[place] !== number[place + 1] && parseNhsNumber(number) !== undefined);
      const swapped = `${number.slice(0, place)}${number[place + 1]}${number[place]}${number.slice(place + 2)}`;
      assert.equal(parseNhsNumber(swapped), undefined);
    }),
  );
});

test('it is shown 3 3 4', () => {
  assert.equal(formatNhsNumber('9990000018'), '999 000 0018');
});
