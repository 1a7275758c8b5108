/** Compiles a grant to the predicate that every query on resources carries: what a grant hides is never read. */
import { classesThatName, labelsHiddenFromAll, type VisibilityRule } from '#disclosure';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { type Compartment, isShelf } from '#kernel/identity-number.ts';
import { isTellingText, recordsShownText } from './records-shown-text.ts';
import type { NextParameter } from './row-conditions.ts';
import { besideOf, rulesText } from './rule-text.ts';
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

const naming: ReadonlySet<number> = new Set(classesThatName);
/** Of which alone a row can be of a class that names. */
export const namingTypes: ReadonlySet<number> = new Set((['Patient', 'Provenance'] as const).map(resourceTypeNumber));
const noneShown: ReadonlySet<Compartment> = new Set();

/**
 * The predicate below, of a row that is in hand; filters within a type are `Narrowing.mayShow`'s to test. `visibility.db.test.ts` holds
 * the two equal. `shown`: records of which something else is known to be shown (`recordsShownIn`); without, what only names is not.
 */
export function isVisible(rules: readonly VisibilityRule[], row: Labelled, shown = noneShown): boolean {
  const mayName = !naming.has(row.contentClass) || shown.has(row.compartment);
  return rules.some((rule) => (mayName || rule.onlyBeside === undefined) && isShownBy(rule, row));
}

/** The records of which these rows, all that they hold, show something else than whose they are. */
export function recordsShownIn(rules: readonly VisibilityRule[], rows: readonly Labelled[]): ReadonlySet<Compartment> {
  const beside = besideOf(rules) ?? [];
  const telling = rows.filter((row) => !naming.has(row.contentClass) && isVisible(beside, row));
  return new Set(telling.map(({ compartment }) => compartment));
}

/**
 * Shelves hold what is about nobody. `types`: of which alone the rows are; any where undefined. `hasHashes`: the rows have a column of search hashes; those of the past, which have none, are read
 * beside their present one, which passed all of this.
 *
 * PostgreSQL reads a list when a row first comes to it. What a rule asks of rows that the one before it hides must therefore be no
 * list of its own: that something is hidden would be told by the reading of it (attack 46; measured, 8 microseconds).
 */
export function visibilityText(
  rules: readonly VisibilityRule[],
  next: NextParameter,
  { hasHashes = true, types }: { readonly hasHashes?: boolean; readonly types?: readonly number[] } = {},
): string {
  const text = rulesText(rules, hasHashes, next);
  const beside = besideOf(rules);
  if (beside === undefined || !hasHashes) return text;
  // The question alone, never asked, made a search about a person a tenth dearer.
  if (types !== undefined && !types.some((type) => namingTypes.has(type))) return `(${text} and ${isTellingText})`;
  const named = rules.filter((rule) => rule.onlyBeside === undefined && rule.compartments !== 'shelves');
  const alone = named.length === 0 ? '' : ` or ${rulesText(named, hasHashes, next)}`;
  return `(${text} and (${isTellingText}${alone} or compartment = any(${recordsShownText(beside, next)})))`;
}

/** The same for a query whose first free parameter is `firstParameter`. */
export function visibilityPredicate(
  rules: readonly VisibilityRule[],
  firstParameter: number,
  hasHashes = true,
): Predicate {
  const parameters: (number | string)[] = [];
  const next: NextParameter = (value) => `$${firstParameter + parameters.push(value) - 1}`;
  return { text: visibilityText(rules, next, { hasHashes }), parameters };
}
