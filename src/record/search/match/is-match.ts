/** Whether what a resource holds answers to every criterion of a search (R4 3.1.1.4.17: parameters add up). */
import type { Resource } from '#fhir/resource-types.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import type { MatchContext } from '../value-matcher.ts';

export function isMatch(
  search: Pick<ReadSearch, 'criteria' | 'extract'>,
  resource: Resource,
  context: MatchContext,
): boolean {
  const values = search.extract(resource);
  const isMet = ({
    definition,
    modifier,
    texts,
    matchers,
    resourceTest,
    containedTest,
    anyOf,
  }: SearchCriterion): boolean => {
    if (anyOf !== undefined) return anyOf.some(isMet);
    if (resourceTest !== undefined) return resourceTest(resource);
    const own = values.filter((value) => value.parameter === definition.code);
    if (modifier === 'missing') return (own.length === 0) === (texts[0] === 'true');
    const isFound = own.some((value) => {
      if (matchers.some((matcher) => matcher(value, context))) return true;
      if (containedTest === undefined || value.kind !== 'reference' || value.contained === undefined) return false;
      return containedTest(resource, value.contained, context);
    });
    return modifier === 'not' ? !isFound : isFound;
  };
  return search.criteria.every(isMet);
}
