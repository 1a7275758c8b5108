/** The data types that a search parameter's expression leads to: some modifiers and comparisons depend on them. */
import type { FhirDefinitions, SearchParameterDefinition } from './definitions.ts';
import { parseSearchExpression } from './search-expression.ts';
import { expressionFor } from './search-parameters.ts';
import { growPath, newTrieNode, withoutRoot } from './search-trie.ts';

export type SearchElements = (type: string, parameter: SearchParameterDefinition) => ReadonlySet<string>;

/** Empty for what has no expression of its own (`_text`). */
export function createSearchElements(definitions: FhirDefinitions): SearchElements {
  const kept = new WeakMap<SearchParameterDefinition, Map<string, ReadonlySet<string>>>();
  const find = (type: string, parameter: SearchParameterDefinition): ReadonlySet<string> => {
    const expression = expressionFor(parameter, type);
    const structure = definitions.types.get(type);
    if (expression === '' || structure === undefined) return new Set();
    const leaves = parseSearchExpression(expression).flatMap((path) =>
      growPath(definitions, { node: newTrieNode(), type }, withoutRoot(path, structure)),
    );
    return new Set(leaves.map((leaf) => leaf.type));
  };
  return (type, parameter) => {
    const byType = kept.get(parameter) ?? new Map<string, ReadonlySet<string>>();
    kept.set(parameter, byType);
    const known = byType.get(type) ?? find(type, parameter);
    byType.set(type, known);
    return known;
  };
}
