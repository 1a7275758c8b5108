/** The order of `$everything`, and the place of a page in it. */
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { newestFirst, type StoredResource } from '#store';
import { keyOf, type SearchKey } from './search/find/order-matches.ts';

export const patientNumber = resourceTypeNumber('Patient');

/** Patients first, then newest first. */
export function placeInEverything(row: StoredResource): SearchKey {
  const key = keyOf(row, [], []);
  return { ...key, values: [row.type === patientNumber ? 1 : 0, ...key.values] };
}

/** As `compareKeys` of both places, without making them: hundreds of rows are compared some thousand times. */
export function comparePlaces(one: StoredResource, other: StoredResource): number {
  if (one.type !== other.type) {
    if (one.type === patientNumber) return -1;
    if (other.type === patientNumber) return 1;
  }
  return newestFirst(one, other);
}
