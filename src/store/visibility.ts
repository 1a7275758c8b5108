/** Compiles a grant to the predicate that every query on resources carries: what a grant hides is never read. */
import { labelsHiddenFromAll, type TypeNarrowing, type VisibilityRule } from '#disclosure';
import { isShelf } from '#kernel/identity-number.ts';
import { amongText, holdsText, listText, type NextParameter } from './row-conditions.ts';
import type { StoredResource } from './stored-resource.ts';

export interface Predicate {
  readonly text: string;
  readonly parameters: readonly (number | string)[];
}

type Labelled = Pick<StoredResource, 'compartment' | 'contentClass' | 'label' | 'number' | 'source' | 'type'>;

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
    !(rule.withheldSources?.includes(row.source) ?? false) &&
    (rule.onlyNumbers?.includes(row.number) ?? true) &&
    !(rule.withheldNumbers?.includes(row.number) ?? false) &&
    (rule.onlyTypes?.some(({ type }) => type === row.type) ?? true)
  );
}

/** The predicate below, of a row that is in hand; filters within a type are `Narrowing.mayShow`'s to test. `visibility.db.test.ts` holds the two equal. */
export function isVisible(rules: readonly VisibilityRule[], row: Labelled): boolean {
  return rules.some((rule) => isShownBy(rule, row));
}

/** Rows of the past have no hashes: who reads them tests each by `Narrowing.mayShow`. */
function typeClause(types: readonly TypeNarrowing[], hasHashes: boolean, next: NextParameter): string {
  const isWhole = ({ anyOf }: TypeNarrowing): boolean => anyOf === undefined || !hasHashes;
  const whole = types.filter(isWhole).map(({ type }) => type);
  const parts = [amongText('type', whole, 'smallint', next)];
  for (const { type, anyOf = [] } of types.filter((one) => !isWhole(one))) {
    const filters = anyOf.map((filter) => filter.map((hashes) => holdsText(hashes, next)).join(' and '));
    if (filters.length > 0) parts.push(`type = ${next(type)}::int and ((${filters.join(') or (')}))`);
  }
  return `((${parts.join(') or (')}))`;
}

/** Shelves hold what is about nobody. `hasHashes`: the rows have a column of search hashes. */
export function visibilityText(rules: readonly VisibilityRule[], next: NextParameter, hasHashes = true): string {
  const clauses = rules.map((rule) => {
    const parts: string[] = [];
    if (rule.compartments === 'shelves') parts.push('compartment between 0 and 1023');
    else if (rule.compartments !== 'any') parts.push(amongText('compartment', rule.compartments, 'bigint', next));
    else if (rule.onlySources === undefined) throw new Error('a rule over any compartment must name its sources');
    if (rule.contentClasses !== 'all') parts.push(amongText('content_class', rule.contentClasses, 'smallint', next));
    parts.push(`label & ${next(rule.forbiddenLabels | labelsHiddenFromAll)}::int = 0`);
    if (rule.onlySources !== undefined) parts.push(amongText('source', rule.onlySources, 'int', next));
    if (rule.onlyNumbers !== undefined) parts.push(`number = any(${listText(rule.onlyNumbers, 'bigint', next)})`);
    const { withheldSources = [], withheldNumbers = [] } = rule;
    // Whether the person objected or sealed anything must not show in the time of an answer: the statement is the same.
    if (rule.compartments !== 'shelves' || withheldSources.length + withheldNumbers.length > 0) {
      parts.push(`not source = any(${listText(withheldSources, 'int', next)})`);
      parts.push(`not number = any(${listText(withheldNumbers, 'bigint', next)})`);
    }
    if (rule.onlyTypes !== undefined) parts.push(typeClause(rule.onlyTypes, hasHashes, next));
    return `(${parts.join(' and ')})`;
  });
  return clauses.length === 0 ? 'false' : `(${clauses.join(' or ')})`;
}

/** The same for a query whose first free parameter is `firstParameter`. */
export function visibilityPredicate(
  rules: readonly VisibilityRule[],
  firstParameter: number,
  hasHashes = true,
): Predicate {
  const parameters: (number | string)[] = [];
  const next: NextParameter = (value) => `$${firstParameter + parameters.push(value) - 1}`;
  return { text: visibilityText(rules, next, hasHashes), parameters };
}
