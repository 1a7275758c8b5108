/** What the readers of parameters share. */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import type { ResourceType } from '#fhir/resource-types.ts';
import type { SearchElements } from '#fhir/search-elements.ts';
import type { SearchParameters } from '#fhir/search-parameters.ts';
import { noResultParameters } from '../result-parameters.ts';
import type { Chain, ReadSearch, SearchCriterion } from '../search-criterion.ts';

/** What reading one parameter needs to know of the reader. */
export interface ReadingTools {
  readonly parametersOf: SearchParameters;
  readonly elementsOf: SearchElements;
  readonly extractorFor: ReadSearch['extractorFor'];
  readonly baseUrl: string;
}

export interface WrittenChain {
  readonly type: ResourceType;
  readonly name: string;
  readonly value: string;
  /** How many references lead here. */
  readonly depth: number;
}

/** A chain's way back to its type: `_has` finds by id. */
export function idDefinition(tools: Pick<ReadingTools, 'parametersOf'>, type: ResourceType): SearchParameterDefinition {
  const definition = tools.parametersOf(type).get('_id');
  if (definition === undefined) throw new Error('every type has _id');
  return definition;
}

/** The reference of the searched type by which a chain finds. */
export function codeOfChain(chain: Chain): string {
  return chain.direction === 'reverse' ? '_id' : chain.definition.code;
}

export function chainedTypesOf(chains: readonly Chain[]): ResourceType[] {
  const searches = chains.flatMap((chain) => {
    if (chain.direction === 'forward') return chain.searches;
    return chain.direction === 'reverse' ? [chain.search] : chain.levels.map(({ search }) => search);
  });
  return [...new Set(searches.flatMap((search) => [search.type, ...search.chainedTypes]))];
}

/** A search that a chain leads to. */
export function innerSearch(
  tools: ReadingTools,
  type: ResourceType,
  parts: { readonly criteria?: readonly SearchCriterion[]; readonly chains?: readonly Chain[] },
): ReadSearch {
  const { criteria = [], chains = [] } = parts;
  const codes = [...criteria.map(({ definition }) => definition.code), ...chains.map(codeOfChain)];
  return {
    ...noResultParameters,
    type,
    criteria,
    chains,
    chainedTypes: chainedTypesOf(chains),
    extract: tools.extractorFor(type, codes),
    extractorFor: tools.extractorFor,
    used: [],
  };
}
