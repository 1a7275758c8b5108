// A page of $everything begins after a place: rows are sorted as their places are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StoredResource } from '#store';
import { comparePlaces, patientNumber, placeInEverything } from './order-everything.ts';
import { compareKeys } from './search/find/order-matches.ts';

const row = fc.record({
  type: fc.constantFrom(patientNumber, patientNumber - 1, patientNumber + 1),
  clinicalTimeMs: fc.constantFrom(undefined, -5, 0, 5, 1_700_000_000_000),
  number: fc.integer({ min: 1, max: 3 }),
  compartment: fc.integer({ min: 1, max: 3 }),
});

test('rows are sorted in the order of their places', () => {
  fc.assert(
    fc.property(row, row, (one, other) => {
      const [left, right] = [one, other] as unknown as [StoredResource, StoredResource];
      const wanted = compareKeys(placeInEverything(left), placeInEverything(right), []);
      assert.equal(Math.sign(comparePlaces(left, right)), Math.sign(wanted));
    }),
  );
});
