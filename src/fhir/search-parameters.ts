import type { FhirDefinitions, SearchParameterDefinition } from './definitions.ts';
import type { ResourceType } from './resource-types.ts';

/** The search parameters of each resource type by code, those of every resource (`_id`, `_tag`) included. */
export type SearchParameters = (type: ResourceType) => ReadonlyMap<string, SearchParameterDefinition>;

/** R4's own search parameters; each type's map is made when it is first asked for. */
export function createSearchParameters(definitions: FhirDefinitions): SearchParameters {
  const byType = new Map<string, ReadonlyMap<string, SearchParameterDefinition>>();
  return (type) => {
    let parameters = byType.get(type);
    if (parameters === undefined) {
      const bases = searchBasesOf(type);
      parameters = new Map(
        definitions.search.parameters
          .filter(({ expressions }) => bases.some((base) => expressions[base] !== undefined))
          .map((parameter) => [parameter.code, parameter]),
      );
      byType.set(type, parameters);
    }
    return parameters;
  };
}

const plainResources: ReadonlySet<string> = new Set(['Bundle', 'Binary', 'Parameters']);

/** The bases whose parameters a type has: itself and its ancestors (R4 2.27: three types are no DomainResource). */
export function searchBasesOf(type: string): readonly string[] {
  return plainResources.has(type) ? [type, 'Resource'] : [type, 'DomainResource', 'Resource'];
}

/** The parameter's expression for one type; '' where R4 gives none (`_text`, `_content`, `_query`). */
export function expressionFor(parameter: SearchParameterDefinition, type: string): string {
  const { expressions } = parameter;
  return expressions[type] ?? expressions['DomainResource'] ?? expressions['Resource'] ?? '';
}
