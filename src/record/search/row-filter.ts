/** A search as a test of single resources: what a filter of a scope (`?category=`) lets through. */
import type { TokenFilter } from '#disclosure';
import type { Resource } from '#fhir/resource-types.ts';
import { isMatch } from './is-match.ts';
import { narrowingHashes } from './narrow-by-hash.ts';
import type { ReadSearch } from './read-search.ts';

export interface RowFilter {
  /** Finds every row that passes, and perhaps more. */
  readonly tokens: TokenFilter;
  /** The exact test, of the stored bytes. */
  readonly passes: (body: Buffer) => boolean;
}

/** For searches by tokens: nothing in them depends on the time or on who the patient is. */
const anyContext = { nowMs: 0, patientKey: (id: string): string => id };

export function compileRowFilter(search: ReadSearch, baseUrl: string): RowFilter {
  return {
    tokens: narrowingHashes(search, baseUrl),
    passes: (body) => isMatch(search, search.extract(JSON.parse(body.toString('utf8')) as Resource), anyContext),
  };
}
