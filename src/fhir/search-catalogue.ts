/** R4's search parameters together with those that a region defines itself, which come and go while it runs. */
import type { FhirDefinitions, SearchParameterDefinition } from './definitions.ts';
import { createSearchValueExtractor, type SearchValueExtractor } from './extract-search-values.ts';
import type { ResourceType } from './resource-types.ts';
import { createSearchParameters, type SearchParameters, searchBasesOf } from './search-parameters.ts';

/** `indexName` is another each time it is defined anew: what an earlier definition left in the index means nothing. */
export type OwnSearchParameter = SearchParameterDefinition & { readonly indexName: string };

export interface SearchCatalogue {
  readonly definitions: FhirDefinitions;
  readonly parametersOf: SearchParameters;
  /** Those of the region itself. */
  readonly own: () => readonly OwnSearchParameter[];
  /** Changes with every replacement. */
  readonly revision: () => number;
  readonly replaceOwn: (own: readonly OwnSearchParameter[]) => void;
  /** While rows may stand in the index otherwise than they would be filed today, every parameter is one that is being indexed. */
  readonly distrustIndex: (isDistrusted: boolean) => void;
  /** The same values with those of the region's own parameters, by their names in the index: for who writes. */
  readonly indexing: (extract: SearchValueExtractor) => SearchValueExtractor;
}

export function createSearchCatalogue(definitions: FhirDefinitions): SearchCatalogue {
  const standard = createSearchParameters(definitions);
  const merged = new Map<string, ReadonlyMap<string, SearchParameterDefinition>>();
  let own: readonly OwnSearchParameter[] = [];
  let revision = 0;
  let isDistrusted = false;
  const ownOf = (type: string): OwnSearchParameter[] => {
    const bases = searchBasesOf(type);
    return own.filter(({ expressions }) => bases.some((base) => expressions[base] !== undefined));
  };
  const mergedOf = (type: ResourceType): ReadonlyMap<string, SearchParameterDefinition> => {
    const all = new Map([...standard(type), ...ownOf(type).map((one) => [one.code, one] as const)]);
    if (isDistrusted) for (const [code, one] of all) all.set(code, { ...one, isBeingIndexed: true });
    return all;
  };
  let extractOwn: SearchValueExtractor | undefined;
  const makeExtractor = (): SearchValueExtractor =>
    createSearchValueExtractor(definitions, {
      parametersOf: (type) => new Map(ownOf(type).map((one) => [one.indexName, { ...one, code: one.indexName }])),
    });
  return {
    definitions,
    parametersOf(type) {
      if (own.length === 0 && !isDistrusted) return standard(type);
      const known = merged.get(type) ?? mergedOf(type);
      merged.set(type, known);
      return known;
    },
    distrustIndex(next) {
      isDistrusted = next;
      revision++;
      merged.clear();
    },
    own: () => own,
    revision: () => revision,
    replaceOwn(next) {
      own = next;
      revision++;
      merged.clear();
      extractOwn = undefined;
    },
    indexing: (extract) => (resource) => {
      if (own.length === 0) return extract(resource);
      extractOwn ??= makeExtractor();
      return [...extract(resource), ...extractOwn(resource)];
    },
  };
}
