/** RFC 8785, JSON Canonicalization Scheme. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

test('members stand in the order of their UTF-16 code units, at every depth, without spaces (3.2.3)', () => {
  const value = { é: 1, b: [{ z: null, a: 'x' }], '10': true, '9': false, Z: 0.5, '\u{1f600}': 2, '\uffff': 3 };
  assert.equal(
    canonicalJson(value),
    '{"10":true,"9":false,"Z":0.5,"b":[{"a":"x","z":null}],"é":1,"\u{1f600}":2,"\uffff":3}',
  );
});

test('a member that is undefined is not there, and a number that JSON lacks is a bug', () => {
  assert.equal(canonicalJson({ a: undefined, b: 1 }), '{"b":1}');
  assert.throws(() => canonicalJson({ a: Number.NaN }));
});

test('the form can be made again from what it says, whatever order the members came in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = canonicalJson(value as JsonValue);
      const reversed = Object.fromEntries(Object.entries(value).reverse()) as JsonValue;
      assert.equal(canonicalJson(JSON.parse(text) as JsonValue), text);
      assert.equal(canonicalJson(reversed), text);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
  );
});
