// Decision 0004: ids carry the shard key; gaps between numbers say nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Compartment,
  isShelf,
  numberAtTime,
  numberSource,
  numberText,
  numberTimeMs,
  parsePatientId,
  parseResourceId,
  parseVersionId,
  type ResourceNumber,
  resourceIdText,
  shelfCount,
  shelfOf,
} from './identity-number.ts';

const nowMs = Date.UTC(2026, 10, 22, 2, 10);

test('numbers rise, even when the clock stands still or goes back', () => {
  const times = [nowMs, nowMs, nowMs, nowMs - 5000, nowMs - 5000, nowMs + 1];
  const next = numberSource({ now: () => times.shift() ?? nowMs });
  let last = -1;
  for (let count = 0; count < 5000; count++) {
    const number = next();
    assert.ok(number > last && Number.isSafeInteger(number));
    last = number;
  }
});

test('a number tells when it was made, and a later time is above it', () => {
  const number = numberSource({ now: () => nowMs })();
  assert.equal(numberTimeMs(number), nowMs);
  assert.ok(numberAtTime(nowMs) <= number && numberAtTime(nowMs + 1) > number);
});

test('steps between numbers of one millisecond vary, so a gap does not tell of something hidden', () => {
  const next = numberSource({ now: () => nowMs });
  const numbers = Array.from({ length: 200 }, next);
  const steps = new Set(numbers.slice(1).map((number, index) => number - numbers[index]!));
  assert.ok(steps.size > 5);
});

const someNumber = fc.integer({ min: shelfCount, max: Number.MAX_SAFE_INTEGER });

test('the text of a number is its eleven digits in base 32', () => {
  const digits = '0123456789abcdefghjkmnpqrstvwxyz';
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (number) => {
      let text = '';
      for (let rest = BigInt(number); text.length < 11; rest /= 32n) text = digits.charAt(Number(rest % 32n)) + text;
      assert.equal(numberText(number), text);
    }),
  );
});

test('an id leads back to its compartment and number', () => {
  fc.assert(
    fc.property(someNumber, someNumber, (compartment, number) => {
      const address = parseResourceId(resourceIdText(compartment as Compartment, number as ResourceNumber));
      assert.deepEqual(address, { compartment, number });
    }),
  );
});

test('the id of a Patient is its compartment alone', () => {
  const number = numberSource({ now: () => nowMs })();
  const id = resourceIdText(number as Compartment, number as ResourceNumber);
  assert.equal(id.length, 11);
  assert.equal(id, numberText(number));
});

test('any other text is no id, and never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const address = parseResourceId(text);
      if (address !== undefined) assert.equal(resourceIdText(address.compartment, address.number), text);
    }),
  );
  for (const text of ['', 'zzzzzzzzzzz', '../../etc', '0123456789I', `${'0'.repeat(22)}1`])
    assert.equal(parseResourceId(text), undefined);
  assert.equal(parseVersionId('1'), undefined);
});

test('the id of a Patient leads to a person: no other resource, and no shelf', () => {
  const compartment = numberAtTime(nowMs) as number as Compartment;
  const own = compartment as number as ResourceNumber;
  const other = (own + 1) as ResourceNumber;
  assert.deepEqual(parsePatientId(resourceIdText(compartment, own)), { compartment, number: own });
  assert.equal(parsePatientId(resourceIdText(compartment, other)), undefined);
  const shelf = shelfOf(own);
  assert.equal(parsePatientId(resourceIdText(shelf, shelf as number as ResourceNumber)), undefined);
  assert.equal(parsePatientId('no id'), undefined);
});

test('texts order as their numbers do', () => {
  fc.assert(
    fc.property(someNumber, someNumber, (left, right) => {
      assert.equal(numberText(left) < numberText(right), left < right);
    }),
  );
});

test('a resource about nobody lies on a shelf below every patient', () => {
  const number = numberSource({ now: () => nowMs })();
  assert.ok(isShelf(shelfOf(number)));
  assert.ok(!isShelf(number as Compartment));
});
