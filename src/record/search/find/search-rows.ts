/** What a search is asked with and what it holds while it looks. */
import type { AccessGrant } from '#disclosure';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import type { SearchValue } from '#fhir/search-values.ts';
import { type Compartment, resourceIdText } from '#kernel/identity-number.ts';
import type { PersonInIndex } from '#patient-index';
import type { FoundRow, SealedRows, StoredResource } from '#store';
import { stripLocation } from '../../strip-location.ts';
import type { ReadSearch } from '../search-criterion.ts';
import type { MatchContext } from '../value-matcher.ts';
import type { SearchKey } from './order-matches.ts';

export interface ApiSearch {
  readonly search: ReadSearch;
  readonly baseUrl: string;
  /** The page that follows this key; the first page without. */
  readonly after?: SearchKey;
  /** Whether the token lets resources of this type through at all: asked for what is included. */
  readonly mayRead: (type: ResourceType) => boolean;
}

/** One grant and whom it is about. Rows of different grants never meet but in the answer. */
export interface SearchGroup {
  readonly grant: AccessGrant;
  readonly persons: readonly PersonInIndex[];
}

/** The matches that one grant shows on a page. */
export interface GroupMatches {
  readonly group: SearchGroup;
  readonly rows: SealedRows<FoundRow>;
}

/** One page, its rows in the order of the answer. */
export interface FoundPage {
  readonly parts: readonly GroupMatches[];
  /** None where it was not counted. */
  readonly total: number | undefined;
  readonly next: SearchKey | undefined;
  /** Where the rows of several parts stand in the answer, by `compartment|number`. */
  readonly places?: ReadonlyMap<string, number>;
}

/** As the caller would get it: what is stripped must not be found by either (attack 49). */
export function shownResource(grant: AccessGrant, row: StoredResource): Resource {
  const resource = JSON.parse(row.body.toString('utf8')) as Resource;
  return grant.stripLocation ? stripLocation(resource) : resource;
}

export function valuesOf(search: ReadSearch, grant: AccessGrant, row: StoredResource): SearchValue[] {
  return search.extract(shownResource(grant, row));
}

/** A reference to any of a person's records is a reference to the person, but for those whose Patient is not there for the caller. */
export function patientKeys(
  persons: readonly PersonInIndex[],
  hidden: ReadonlySet<Compartment>,
): MatchContext['patientKey'] {
  const keys = new Map<string, string>();
  for (const { person, records } of persons)
    for (const { compartment } of records.filter((one) => !hidden.has(one.compartment)))
      keys.set(resourceIdText(compartment, compartment as number as never), `person ${person}`);
  return (id) => keys.get(id) ?? id;
}
