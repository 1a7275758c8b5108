/** What the readers of parameters share. */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import type { ResourceType } from '#fhir/resource-types.ts';
import type { SearchParameters } from '#fhir/search-parameters.ts';
import type { Chain, ReadSearch } from './search-criterion.ts';

/** What reading one parameter needs to know of the reader. */
export interface ReadingTools {
  readonly parametersOf: SearchParameters;
  readonly extractorFor: ReadSearch['extractorFor'];
  readonly baseUrl: string;
}

/** A chain's way back to its type: `_has` finds by id. */
export function idDefinition(tools: Pick<ReadingTools, 'parametersOf'>, type: ResourceType): SearchParameterDefinition {
  const definition = tools.parametersOf(type).get('_id');
  if (definition === undefined) throw new Error('every type has _id');
  return definition;
}

export function chainedTypesOf(chains: readonly Chain[]): ResourceType[] {
  const searches = chains.flatMap((chain) => (chain.direction === 'forward' ? chain.searches : [chain.search]));
  return [...new Set(searches.flatMap((search) => [search.type, ...search.chainedTypes]))];
}
