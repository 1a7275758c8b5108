/** What a search is asked with and what it holds while it looks. */
import type { AccessGrant } from '#disclosure';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import type { SearchValue } from '#fhir/search-values.ts';
import type { PersonInIndex } from '#patient-index';
import type { StoredResource } from '#store';
import { stripLocation } from '../strip-location.ts';
import type { SearchKey } from './order-matches.ts';
import type { ReadSearch } from './read-search.ts';

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

export interface SearchMatch {
  readonly group: SearchGroup;
  readonly row: StoredResource;
  readonly values: readonly SearchValue[];
  readonly key: SearchKey;
}

/** As the caller would get it: what is stripped must not be found by either (attack 49). */
export function shownResource(grant: AccessGrant, row: StoredResource): Resource {
  const resource = JSON.parse(row.body.toString('utf8')) as Resource;
  return grant.stripLocation ? stripLocation(resource) : resource;
}
