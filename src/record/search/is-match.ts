/** Whether what a resource holds answers to every criterion of a search (R4 3.1.1.4.3: parameters add up). */
import type { SearchValue } from '#fhir/search-values.ts';
import type { MatchContext } from './match-value.ts';
import type { ReadSearch } from './read-search.ts';

export function isMatch(
  search: Pick<ReadSearch, 'criteria'>,
  values: readonly SearchValue[],
  context: MatchContext,
): boolean {
  return search.criteria.every(({ definition, modifier, texts, matchers }) => {
    const own = values.filter((value) => value.parameter === definition.code);
    if (modifier === 'missing') return (own.length === 0) === (texts[0] === 'true');
    const isFound = own.some((value) => matchers.some((matcher) => matcher(value, context)));
    return modifier === 'not' ? !isFound : isFound;
  });
}
