// UK-19: ages as data, from midnight in Europe/London.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageAt, londonDate } from './age.ts';
import { type AuthorityTerms, isAuthorityActive } from './authority.ts';

const at = (text: string): number => Date.parse(text);

test('a birthday begins at midnight in London, in summer and in winter', () => {
  assert.equal(ageAt('2015-07-10', at('2026-07-09T22:59:59Z')), 10);
  assert.equal(ageAt('2015-07-10', at('2026-07-09T23:00:00Z')), 11);
  assert.equal(ageAt('2015-12-10', at('2026-12-09T23:59:59Z')), 10);
  assert.equal(ageAt('2015-12-10', at('2026-12-10T00:00:00Z')), 11);
});

test('a birthday on a night when the clocks change begins at that night’s midnight', () => {
  assert.equal(ageAt('2015-03-29', at('2026-03-28T23:59:59Z')), 10);
  assert.equal(ageAt('2015-03-29', at('2026-03-29T00:00:00Z')), 11);
  assert.equal(ageAt('2015-10-25', at('2026-10-24T22:59:59Z')), 10);
  assert.equal(ageAt('2015-10-25', at('2026-10-24T23:00:00Z')), 11);
  assert.equal(londonDate(at('2026-10-24T23:30:00Z')), '2026-10-25');
});

test('who was born on 29 February is older on 1 March of other years', () => {
  assert.equal(ageAt('2016-02-29', at('2027-02-28T23:59:59Z')), 10);
  assert.equal(ageAt('2016-02-29', at('2027-03-01T00:00:00Z')), 11);
  assert.equal(ageAt('2016-02-29', at('2028-02-29T00:00:00Z')), 12);
});

const terms: AuthorityTerms = {
  legalBasis: 'parental-responsibility',
  classes: [],
  startsMs: at('2026-01-01T00:00:00Z'),
  endsMs: undefined,
  reviewMs: at('2027-01-01T00:00:00Z'),
  decidedAtAge: 8,
};
const now = at('2026-06-01T12:00:00Z');

test('an authority counts from its approval until its end, and not past its review', () => {
  assert.equal(isAuthorityActive(terms, '2018-01-01', now), true);
  assert.equal(isAuthorityActive({ ...terms, startsMs: undefined }, '2018-01-01', now), false);
  assert.equal(isAuthorityActive({ ...terms, startsMs: now + 1 }, '2018-01-01', now), false);
  assert.equal(isAuthorityActive({ ...terms, endsMs: now }, '2018-01-01', now), false);
  assert.equal(isAuthorityActive({ ...terms, reviewMs: now }, '2018-01-01', now), false);
  assert.equal(isAuthorityActive({ ...terms, reviewMs: undefined }, '2018-01-01', now), false);
});

test('at 11 and 13 a parent’s authority stops until it is decided again, and at 16 for good; an adult’s consent does not', () => {
  const born = (years: number): string => `${2026 - years}-06-01`;
  for (const [age, decidedAtAge, isActive] of [
    [10, 8, true],
    [11, 8, false],
    [11, 11, true],
    [13, 11, false],
    [13, 13, true],
    [16, 16, false],
  ] as const)
    assert.equal(isAuthorityActive({ ...terms, decidedAtAge }, born(age), now), isActive, `${age}, ${decidedAtAge}`);
  assert.equal(isAuthorityActive(terms, undefined, now), false);
  assert.equal(isAuthorityActive({ ...terms, legalBasis: 'consent' }, born(80), now), true);
});
