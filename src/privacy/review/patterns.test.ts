// UK-13: 91 members of staff look at one record within three days of a month of 200,000 looks: an alert on the first day.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersonNumber } from '#disclosure';
import { findPatterns, hourInLondon, type Look, type LookContext } from './patterns.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 9, 1);

/** A small generator of its own, so that the month is the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const context: LookContext = {
  isSameFamilyName: () => false,
  isSameHome: () => false,
  isProtected: () => false,
  hasContact: () => true,
  usualHoursOf: () => new Set(),
  nowMs: start + 30 * dayMs,
};

const look = (changes: Partial<Look> = {}): Look => ({
  atMs: start + 10 * 3_600_000,
  person: 1 as PersonNumber,
  issuer: 'issuer',
  staffId: 'nurse-1',
  staffName: 'Ruth Coyle',
  organisation: 'ZX41',
  relationship: 'admission',
  ...changes,
});

/** Working hours; each reader has patients of their own, with some seen by several. */
function aMonth(random: () => number): Look[] {
  return Array.from({ length: 200_000 }, () => {
    const reader = Math.floor(random() * 1500);
    const day = Math.floor(random() * 30);
    const person = Math.floor(random() * 60_000) + 100;
    return look({
      atMs: start + day * dayMs + (7 + random() * 12) * 3_600_000,
      staffId: `staff-${reader}`,
      person: person as PersonNumber,
      organisation: `ZX${reader % 5}`,
    });
  });
}

test('UK-13: 91 viewers within three days are an alert on the first day, among 200,000 looks with no false one', () => {
  const random = randomFrom(7);
  const month = aMonth(random);
  const victim = 42 as PersonNumber;
  const snooping = Array.from({ length: 91 }, (_, index) =>
    look({
      atMs: start + 12 * dayMs + Math.floor(index / 31) * dayMs + (8 + random() * 10) * 3_600_000,
      staffId: `snoop-${index}`,
      person: victim,
    }),
  );
  const found = findPatterns([...month, ...snooping], context);
  const first = found.find((one) => one.kind === 'many-viewers' && one.person === victim);
  assert.equal(Math.floor(first!.atMs / dayMs), Math.floor((start + 12 * dayMs) / dayMs));
  assert.match(first!.reasons[0]!, /31 members of staff/);
  const others = found.filter((one) => one.person !== victim);
  assert.equal(others.length, 0, `${others.length} false alerts in 200,000 looks`);
});

const kinds = (looks: readonly Look[], changes: Partial<LookContext> = {}): string[] =>
  findPatterns(looks, { ...context, ...changes }).map(({ kind }) => kind);

test('each pattern is found, and is silent without its cause', () => {
  assert.deepEqual(kinds([look()]), []);
  assert.deepEqual(kinds([look()], { isSameFamilyName: () => true }), ['same-surname']);
  assert.deepEqual(kinds([look()], { isSameHome: () => true }), ['same-address']);
  assert.deepEqual(kinds([look()], { isProtected: () => true }), ['full-protection']);
  assert.deepEqual(kinds([look({ relationship: 'self-claimed' })], { hasContact: () => false }), ['no-encounter']);
  assert.deepEqual(
    kinds([look({ relationship: 'self-claimed' })], { hasContact: () => false, nowMs: start + dayMs }),
    [],
    'a contact may still follow',
  );
  const night = look({ atMs: Date.UTC(2026, 0, 10, 3) });
  assert.deepEqual(kinds([night]), ['odd-hours']);
  assert.deepEqual(kinds([night], { usualHoursOf: () => new Set([3]) }), []);
  const people = Array.from({ length: 150 }, (_, index) => look({ person: (index + 1) as PersonNumber }));
  assert.deepEqual(kinds(people), ['volume']);
  assert.deepEqual(kinds(people.slice(1)), []);
});

test('a look again on the same day is no second alert', () => {
  assert.deepEqual(kinds([look(), look()], { isSameFamilyName: () => true }), ['same-surname']);
});

test('hours are those of London, in summer too', () => {
  assert.equal(hourInLondon(Date.UTC(2026, 6, 1, 23, 30)), 0);
  assert.equal(hourInLondon(Date.UTC(2026, 0, 1, 23, 30)), 23);
});
