/** HL7 v2 chapter 2, 2.7: escape sequences. What comes of them in messages is in `parse-message.test.ts`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { escapeText, unescapeText } from './escape.ts';

describe('escape sequences', () => {
  it('written by delimiters of any plane and size escape these and nothing else', () => {
    const letters = ['\u00a7', '\u20ac', '\u2022', '\u0100', '\t', '\x01'];
    const some = fc
      .shuffledSubarray(letters, { minLength: 5 })
      .map(([field = '', component = '', repetition = '', mark = '', subcomponent = '', truncation = '']) => ({
        ...{ field, component, repetition, escape: mark, subcomponent, truncation },
      }));
    const text = fc.string({ unit: fc.constantFrom(...letters, ...' 012x9a') });
    fc.assert(
      fc.property(text, some, (sent, delimiters) => {
        const escaped = escapeText(sent, delimiters);
        assert.equal(unescapeText(escaped, delimiters), sent);
        assert.equal(escaped.includes(' '), sent.includes(' '));
        for (const letter of [delimiters.field, delimiters.component, delimiters.repetition, delimiters.subcomponent])
          assert.ok(!escaped.includes(letter));
      }),
    );
  });
});
