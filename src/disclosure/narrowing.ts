/**
 * What a token lets through (SMART App Launch 2.2, scopes): an intersection with whatever the caller may see, never a
 * right of its own. It travels with the request, and each grant of the request is cut down to it when it is made.
 */
import type { PersonNumber } from './person-number.ts';

/** Resources of one type, or of those only that pass one of the filters of the scopes (`?category=`). */
export interface TypeNarrowing {
  readonly type: number;
  /** Filters of which one must pass, as lists of hashes: a row holds at least one of each list. */
  readonly anyOf?: readonly TokenFilter[];
}

export type TokenFilter = readonly (readonly number[])[];

export interface Narrowing {
  /** The one person that the token is about (launch context); whomever the caller may see where undefined. */
  readonly person?: PersonNumber;
  /** Types that are not named are not there; all types where undefined. */
  readonly types?: readonly TypeNarrowing[];
  /** The exact test of one resource, where a type has filters: versions of the past have no hashes to be found by. */
  readonly mayShow?: (type: number, body: Buffer) => boolean;
}
