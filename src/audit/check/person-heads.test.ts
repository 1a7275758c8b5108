/** The heads that the operator's verification keeps in memory are those that a map of objects would hold. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PersonNumber } from '#disclosure';
import { PersonHeads } from './person-heads.ts';

const hashOf = (number: number): string => (number % 2 ** 32).toString(16).padStart(8, '0').repeat(8);

test('a person’s newest number and hash come back, however many persons there are and however large their numbers', () => {
  const persons = fc.array(fc.oneof(fc.maxSafeNat(), fc.nat(50)), { minLength: 1, maxLength: 9_000 });
  fc.assert(
    fc.property(persons, (some) => {
      const heads = new PersonHeads();
      const expected = new Map<number, { personSequence: number; hash: string }>();
      for (const [index, person] of some.entries()) {
        const before = heads.before(person as PersonNumber);
        assert.deepEqual(before, expected.get(person) ?? { personSequence: 0, hash: undefined });
        const head = { personSequence: before.personSequence + 1, hash: hashOf(index) };
        heads.set(person as PersonNumber, head.personSequence, head.hash);
        expected.set(person, head);
      }
      assert.equal(heads.count, expected.size);
      const all = [...heads.all()].map(({ person, count, hash }) => [person, { personSequence: count, hash }] as const);
      assert.deepEqual(new Map(all), expected);
    }),
    { numRuns: 20 },
  );
});
