/** RFC 8259; FHIR R4 2.6.2; design attack 74. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findJsonFlaw } from './find-json-flaw.ts';
import { readSentJson } from './sent-json.ts';
import { surveyJson } from './written-digits.ts';

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

  const flawOf = (json: string | Buffer): string => {
    const read = readSentJson(Buffer.from(json));
    return read.ok ? '' : `${read.flaw.place}: ${read.flaw.rule}`;
  };

  it('attack 74: refuses bytes that are no UTF-8', () => {
    assert.match(flawOf(Buffer.from([0x22, 0xff, 0x22])), /UTF-8/);
  });

  for (const [what, text, offset] of [
    ['side by side', '{"a":1,"a":2}', 7],
    ['with the same value', '{"a":{},"b":[],"a":{}}', 15],
    ['deep inside', '{"a":[{"b":{"c":":","d":"\\"c\\":","c":1}}]}', 33],
    ['with a letter by its number', '{"status":1,"st\\u0061tus":2}', 12],
    ['that names a prototype', '{"__proto__":1,"a":2,"__proto__":3}', 21],
    ['that is empty', '{"":1,"":2}', 6],
    ['that is a number', '{"1":{"1":1},"1":2}', 13],
  ] as const)
    it(`attack 74: refuses a name twice in one object, ${what} (R4 2.6.2)`, () => {
      assert.match(flawOf(text), new RegExp(`\\(offset ${offset}\\): must not name a member`));
    });

  it('takes a name again in another object, and colons in texts and names', () => {
    for (const text of ['[{"a":1},{"a":2}]', '{"a":{"a":{"a":"a:\\":"}}}', '{"a:":1,"a":":"}', '":"', '[]', '7'])
      assert.equal(flawOf(text), '', text);
  });

  it('gives what JSON.parse gives, and refuses no name that stands once', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        const read = readSentJson(Buffer.from(text));
        assert.deepEqual(read.ok ? read.value : undefined, JSON.parse(text));
      }),
    );
  });
});

it('a mark of the byte order, which no editor shows, is named (RFC 8259, 8.1)', () => {
  const read = readSentJson(Buffer.from('\ufeff{"a":1}'));
  assert.ok(!read.ok);
  assert.match(read.flaw.rule, /byte order mark/);
});
