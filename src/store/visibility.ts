/** Compiles a grant to the predicate that every query on resources carries: what a grant hides is never read. */
import { labelsHiddenFromAll, type VisibilityRule } from '#disclosure';
import { isShelf } from '#kernel/identity-number.ts';
import type { StoredResource } from './stored-resource.ts';

export interface Predicate {
  readonly text: string;
  readonly parameters: readonly (number | string)[];
}

function numberArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}

type Labelled = Pick<StoredResource, 'compartment' | 'contentClass' | 'label' | 'source'>;

function isShownBy(rule: VisibilityRule, row: Labelled): boolean {
  if (rule.compartments === 'any' && rule.onlySources === undefined)
    throw new Error('a rule over any compartment must name its sources');
  const isThere =
    rule.compartments === 'any' ||
    (rule.compartments === 'shelves' ? isShelf(row.compartment) : rule.compartments.includes(row.compartment));
  return (
    isThere &&
    (rule.contentClasses === 'all' || rule.contentClasses.includes(row.contentClass)) &&
    (row.label & (rule.forbiddenLabels | labelsHiddenFromAll)) === 0 &&
    (rule.onlySources?.includes(row.source) ?? true) &&
    !(rule.withheldSources?.includes(row.source) ?? false)
  );
}

/** The predicate below, of a row that is in hand. `visibility.db.test.ts` holds the two equal. */
export function isVisible(rules: readonly VisibilityRule[], row: Labelled): boolean {
  return rules.some((rule) => isShownBy(rule, row));
}

/** `firstParameter` is the number of the first free parameter of the query. Shelves hold what is about nobody. */
export function visibilityPredicate(rules: readonly VisibilityRule[], firstParameter: number): Predicate {
  const parameters: (number | string)[] = [];
  const next = (value: number | string): string => {
    parameters.push(value);
    return `$${firstParameter + parameters.length - 1}`;
  };
  const clauses = rules.map((rule) => {
    const parts: string[] = [];
    if (rule.compartments === 'shelves') parts.push('compartment between 0 and 1023');
    else if (rule.compartments !== 'any')
      parts.push(`compartment = any(${next(numberArray(rule.compartments))}::text::bigint[])`);
    else if (rule.onlySources === undefined) throw new Error('a rule over any compartment must name its sources');
    if (rule.contentClasses !== 'all')
      parts.push(`content_class = any(${next(numberArray(rule.contentClasses))}::text::smallint[])`);
    parts.push(`label & ${next(rule.forbiddenLabels | labelsHiddenFromAll)}::int = 0`);
    if (rule.onlySources !== undefined) parts.push(`source = any(${next(numberArray(rule.onlySources))}::text::int[])`);
    if (rule.withheldSources !== undefined && rule.withheldSources.length > 0)
      parts.push(`not source = any(${next(numberArray(rule.withheldSources))}::text::int[])`);
    if (rule.onlyNumbers !== undefined)
      parts.push(`number = any(${next(numberArray(rule.onlyNumbers))}::text::bigint[])`);
    if (rule.withheldNumbers !== undefined && rule.withheldNumbers.length > 0)
      parts.push(`not number = any(${next(numberArray(rule.withheldNumbers))}::text::bigint[])`);
    return `(${parts.join(' and ')})`;
  });
  return { text: clauses.length === 0 ? 'false' : `(${clauses.join(' or ')})`, parameters };
}
