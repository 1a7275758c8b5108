import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type LinearPattern, readLinearPattern } from './linear-pattern.ts';

function pattern(source: string): LinearPattern {
  const read = readLinearPattern(source);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe('a pattern of a regex filter (R4 FilterOperator regex)', () => {
  it('matches the whole value, and says what ECMAScript says of it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        '0',
        '.',
        '\\d',
        '\\w',
        '\\.',
        '[ab]',
        '[^a]',
        '[0-9]',
        '[a-]',
        '(?:ab)',
        '(a|b)',
        '(|a)',
      ),
    );
    const repeated = fc
      .tuple(piece, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?'))
      .map((parts) => parts.join(''));
    const source = fc.array(
      fc.array(repeated, { maxLength: 4 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 3 },
    );
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '0', '.', '-', 'é'), maxLength: 6 });
    fc.assert(
      fc.property(source, fc.array(text, { minLength: 1, maxLength: 8 }), (alternatives, texts) => {
        const written = alternatives.join('|');
        const expected = new RegExp(`^(?:${written})$`, 'u');
        for (const one of texts)
          assert.equal(pattern(written).matches(one), expected.test(one), `${written} on ${one}`);
      }),
      { numRuns: 400 },
    );
  });

  it('attack 75: answers at once where a matcher that tries again would take years', () => {
    const text = `${'a'.repeat(5_000)}!`;
    for (const source of ['(a+)+', '(a*)*', '(a|a)*', '(a|aa)+', '(.*a){20}', '([a-z]+)*c'])
      assert.equal(pattern(source).matches(text), false);
  });

  it('attack 75: is refused in words when it is too large or looks around', () => {
    for (const source of [
      '((a{100}){100}){100}',
      'a'.repeat(201),
      '(?=a)',
      '(?<n>a)',
      '\\1',
      '(a',
      'a)',
      '[a',
      'a{2,1}',
      'a{999}',
      '*',
      '\\b',
    ])
      assert.equal(typeof readLinearPattern(source), 'string', source);
  });
});
