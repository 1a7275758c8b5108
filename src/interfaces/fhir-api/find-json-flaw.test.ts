/** RFC 8259; design attack 74. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { surveyJson } from '#fhir/written-digits.ts';
import { findJsonFlaw } from './find-json-flaw.ts';
import { readJson } from './read-json.ts';

describe('the place of a flaw in JSON', () => {
  for (const [text, offset] of [
    ['', 0],
    ['{', 1],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['"\n"', 1],
    ['"\\x"', 1],
    ['01', 1],
    ['{} x', 3],
    ['tru', 0],
    ['\ufeff{}', 0],
  ] as const)
    it(`of ${JSON.stringify(text)} is ${offset}`, () => {
      assert.equal(findJsonFlaw(text).offset, offset);
    });

  it('is the end of every text that is JSON: the finder and the parser agree', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.equal(findJsonFlaw(text).offset, text.length);
      }),
    );
  });

  it('lies within the text wherever a sign is taken out, and is no place in what is JSON still', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, seed) => {
        const at = seed % text.length;
        const broken = text.slice(0, at) + text.slice(at + 1);
        let isJson = true;
        try {
          JSON.parse(broken);
        } catch {
          isJson = false;
        }
        const { offset } = findJsonFlaw(broken);
        assert.ok(offset >= 0 && offset <= broken.length);
        if (isJson) assert.equal(offset, broken.length);
      }),
    );
  });
});

describe('reading a body', () => {
  it('counts levels outside texts only', () => {
    assert.equal(surveyJson(Buffer.from('{"a":"[[[[\\"[[["}'), 1).depth, 1);
    assert.equal(surveyJson(Buffer.from('[[]]'), 1).depth, 2);
    assert.equal(surveyJson(Buffer.from('[[],[],[]]'), 2).depth, 2);
  });

  it('attack 74: refuses bytes that are no UTF-8', () => {
    const read = readJson(Buffer.from([0x22, 0xff, 0x22]));
    assert.equal(read.ok ? '' : read.fault.code, 'FHIR-API-009');
  });

  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        const read = readJson(Buffer.from(text));
        assert.deepEqual(read.ok ? read.value : undefined, JSON.parse(text));
      }),
    );
  });
});
