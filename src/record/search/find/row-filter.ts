/** A search as a test of single resources: what a filter of a scope (`?category=`) lets through. */
import type { TokenFilter } from '#disclosure';
import type { Resource } from '#fhir/resource-types.ts';
import { isMatch } from '../match/is-match.ts';
import type { ReadSearch } from '../search-criterion.ts';
import { compileConditions } from './compile-conditions.ts';

export interface RowFilter {
  /** Finds every row that passes, and perhaps more. */
  readonly tokens: TokenFilter;
  /** The exact test, of the stored bytes. */
  readonly passes: (body: Buffer) => boolean;
}

/** For searches by tokens: nothing in them depends on the time or on who the patient is. */
const anyContext = { nowMs: 0, patientKey: (id: string): string => id };

/** Undefined where one resource by itself does not say whether it passes: a chain, or what only a terminology knows. */
export function compileRowFilter(search: ReadSearch, baseUrl: string): RowFilter | undefined {
  const isPlain = search.criteria.every(({ modifier, leadsTo }) => modifier === undefined && leadsTo === undefined);
  if (!isPlain || search.chains.length > 0) return undefined;
  const { conditions } = compileConditions(search, { baseUrl, answered: new Set(), isTextStripped: false });
  return {
    tokens: conditions.tokens,
    passes: (body) => isMatch(search, JSON.parse(body.toString('utf8')) as Resource, anyContext),
  };
}
