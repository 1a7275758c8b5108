/**
 * Which of a resource's codes its row is kept in order by. A CodeableConcept may say one thing in several systems (R4 datatypes, CodeableConcept):
 * one of them leads, and is found in the order of creation; the others are found by their hashes.
 */
import type { SearchValue } from '#fhir/search-values.ts';

/** The search parameter whose codes these are. */
export const primaryCodeParameter = 'code';

/** What records of the NHS are searched by: SNOMED CT (SCCI0034), then LOINC. */
const searchedFirst: readonly (string | undefined)[] = ['http://snomed.info/sct', 'http://loinc.org'];

export interface RowCodes {
  readonly primary: string | undefined;
  /** Beside the primary one. */
  readonly further: readonly string[];
}

function rankOf(system: string | undefined): number {
  const rank = searchedFirst.indexOf(system);
  return rank < 0 ? searchedFirst.length : rank;
}

/** The first code of the system that is searched first; whatever the system, each code once. */
export function codesOfRow(values: readonly SearchValue[]): RowCodes {
  let primary: string | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  const codes = new Set<string>();
  for (const value of values) {
    if (value.kind !== 'token' || value.parameter !== primaryCodeParameter || value.code === undefined) continue;
    codes.add(value.code);
    const rank = rankOf(value.system);
    if (rank < bestRank) [primary, bestRank] = [value.code, rank];
  }
  if (primary !== undefined) codes.delete(primary);
  return { primary, further: [...codes] };
}
