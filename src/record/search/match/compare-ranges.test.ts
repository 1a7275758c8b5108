/** Prefixes of search values: R4 3.1.1.4.6, 3.1.1.4.7, 3.1.1.4.11. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { prefixes, splitPrefix, splitUnescaped, withoutEscapes } from '../search-text.ts';
import { matchesDate, matchesNumber, readSearchedDate, readSearchedNumber } from './compare-ranges.ts';

const searched = { low: 100, high: 199 };
const table: readonly (readonly [string, { low: number; high: number }, string])[] = [
  ['inside', { low: 120, high: 130 }, 'eq ge le ap'],
  ['the same', { low: 100, high: 199 }, 'eq ge le ap'],
  ['before', { low: 10, high: 20 }, 'ne lt le eb'],
  ['after', { low: 300, high: 400 }, 'ne gt ge sa'],
  ['reaching in from before', { low: 50, high: 150 }, 'ne lt le ap'],
  ['reaching out after', { low: 150, high: 250 }, 'ne gt ge ap'],
  ['around', { low: 50, high: 250 }, 'ne gt lt ge le ap'],
  ['open at its end', { low: 120, high: Number.POSITIVE_INFINITY }, 'ne gt ge ap'],
];

describe('a date compared with a searched span', () => {
  for (const [name, found, expected] of table)
    it(`that lies ${name} answers to ${expected}`, () => {
      const answered = prefixes.filter((prefix) => matchesDate(prefix, searched, found, searched.low));
      assert.deepEqual(
        answered,
        prefixes.filter((prefix) => expected.split(' ').includes(prefix)),
      );
    });

  it('is never equal and not equal, nor both after and before', () => {
    const span = fc.tuple(fc.integer(), fc.nat(1000)).map(([low, width]) => ({ low, high: low + width }));
    fc.assert(
      fc.property(span, span, (one, other) => {
        assert.notEqual(matchesDate('eq', one, other, 0), matchesDate('ne', one, other, 0));
        assert.ok(!(matchesDate('sa', one, other, 0) && matchesDate('eb', one, other, 0)));
        if (matchesDate('eq', one, other, 0))
          assert.ok(matchesDate('ge', one, other, 0) && matchesDate('le', one, other, 0));
      }),
    );
  });
});

describe('a searched date', () => {
  it('is read as the standard’s dates are', () => {
    for (const text of ['2026', '2026-02', '2026-02-28', '2026-02-28T10:00:00Z', '2026-02-28T10:00:00.5+01:00']) {
      const span = parseFhirDate(text)!;
      assert.deepEqual(readSearchedDate(text), { low: span.lowMs, high: span.highMs });
    }
  });

  it('may stop at the minute and leave the zone to London, also on the days when the clocks change', () => {
    const at = (text: string) => readSearchedDate(text)?.low;
    assert.equal(at('2026-07-01T10:00'), Date.parse('2026-07-01T09:00:00Z'));
    assert.equal(at('2026-01-01T10:00:30'), Date.parse('2026-01-01T10:00:30Z'));
    assert.equal(at('2026-03-29T10:00'), Date.parse('2026-03-29T09:00:00Z'));
    assert.equal(at('2026-10-25T10:00'), Date.parse('2026-10-25T10:00:00Z'));
    assert.equal(readSearchedDate('2026-07-01T10:00Z')?.high, Date.parse('2026-07-01T10:00:59.999Z'));
  });

  it('is nothing else', () => {
    for (const text of ['', 'today', '2026-13', '2026-02-30', '2026-02-28T25:00', '20260228', '2026-02-28T10'])
      assert.equal(readSearchedDate(text), undefined, text);
  });
});

describe('a searched number', () => {
  it('is as exact as it is written', () => {
    const equals = (text: string, value: number) =>
      matchesNumber('eq', readSearchedNumber(text)!, { low: value, high: value });
    assert.ok(equals('100', 99.5) && equals('100', 100.49) && !equals('100', 100.5) && !equals('100', 99.4));
    assert.ok(equals('100.00', 99.995) && !equals('100.00', 99.99));
    assert.ok(equals('1e2', 149) && equals('1e2', 50) && !equals('1e2', 151));
  });

  it('compares by its value alone', () => {
    const found = { low: 100.2, high: 100.2 };
    const answered = prefixes.filter((prefix) => matchesNumber(prefix, readSearchedNumber('100')!, found));
    assert.deepEqual(answered, ['eq', 'gt', 'ge', 'sa', 'ap']);
  });

  it('is nothing else', () => {
    for (const text of ['', 'x', '1e999', '0x10', '1.', '.5', '1 ', '--1'])
      assert.equal(readSearchedNumber(text), undefined, text);
  });
});

describe('the text of a value', () => {
  it('comes apart at signs that are not escaped, and back', () => {
    assert.deepEqual(splitUnescaped('a\\,b,c', ',').map(withoutEscapes), ['a,b', 'c']);
    const withEscapes = (text: string) => text.replace(/[\\,|$]/g, '\\$&');
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (parts) => {
        assert.deepEqual(splitUnescaped(parts.map(withEscapes).join(','), ',').map(withoutEscapes), parts);
      }),
    );
  });

  it('has a prefix only before a number or a date', () => {
    assert.deepEqual(splitPrefix('ge2026'), { prefix: 'ge', rest: '2026' });
    assert.deepEqual(splitPrefix('general'), { prefix: 'eq', rest: 'general' });
  });
});
