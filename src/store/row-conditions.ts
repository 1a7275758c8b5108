/** What a search asks of a row's columns, as SQL. A row may be marked: then its columns do not say what its text says. */
import { numberArray } from '#platform';

export interface ColumnTest {
  readonly column: 'clinical_time' | 'clinical_until' | 'version';
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: number;
}

/** All tests of one of the lists must hold. Rows with the mark pass: they are tested by their text. */
export interface ColumnCondition {
  readonly anyOf: readonly (readonly ColumnTest[])[];
  readonly mark?: number;
}

export interface RowConditions {
  /** A row holds at least one hash of each list. */
  readonly tokens: readonly (readonly number[])[];
  /** A row holds none of these hashes. */
  readonly withoutTokens: readonly number[];
  readonly columns: readonly ColumnCondition[];
  /** Rows with one of these marks come back as `isMarked`. */
  readonly marks: readonly number[];
}

export const noConditions: RowConditions = { tokens: [], withoutTokens: [], columns: [], marks: [] };

/** Gives a value its place among the parameters of a statement: `$3`. */
export interface NextParameter {
  (value: string | number): string;
  /** Where a statement keeps what it asks in one row: the column that holds the value of an expression. */
  readonly once?: (expression: string) => string;
}

/** Read once and not for every row, and unknown to the planner, which would otherwise plan anew for every value. */
function onceText(expression: string, next: NextParameter): string {
  return next.once?.(expression) ?? `(select ${expression})`;
}

/**
 * What a statement asks, in one row before all others (`asked`): as a subquery each, values cost a statement of many parts 1.5
 * microseconds apiece before its first row (decision 94). All are read, whichever rows are come to.
 */
export function askedOnce() {
  const parameters: (string | number)[] = [];
  const expressions: string[] = [];
  const next: NextParameter = Object.assign((value: string | number) => `$${parameters.push(value)}`, {
    once: (expression: string) => `asked.value_${expressions.push(expression)}`,
  });
  // Fenced: else it would be the values themselves.
  const rowText = (): string =>
    `(select ${expressions.map((one, place) => `${one} as value_${place + 1}`).join(', ')} offset 0) as asked`;
  return { parameters, next, rowText };
}

type NumberType = 'bigint' | 'int' | 'smallint';

/** A list of numbers, read once. */
export function listText(numbers: readonly number[], type: NumberType, next: NextParameter): string {
  return `${onceText(`(${next(numberArray(numbers))}::text)::${type}[]`, next)}::${type}[]`;
}

/** Keys of rows, as `keysIn` gives them for `$1` and `$2`: unknown to the planner like a list. */
export const keysText =
  'rows from (unnest((select ($1::text)::bigint[])), unnest((select ($2::text)::bigint[]))) as key (compartment, number)';

/**
 * The row of each `key`, looked up one by one. Joined or as a list, a plan that was made while there were few rows reads them all, and
 * a reading takes longer for each row that there is, seen or hidden.
 */
export const rowOfKeyText = `select * from store.resource
  where resource.compartment = key.compartment and resource.number = key.number offset 0`;

export function keysIn(keys: readonly { readonly compartment: number; readonly number: number }[]): [string, string] {
  return [numberArray(keys.map((key) => key.compartment)), numberArray(keys.map((key) => key.number))];
}

/** One number, like a list: a plan for any value is then never dearer than one for this value. */
export function numberText(number: number, next: NextParameter, type: NumberType = 'bigint'): string {
  return onceText(`${next(number)}::${type}`, next);
}

/** A column that holds one of the numbers; a list of one is compared without being a list. */
export function amongText(column: string, numbers: readonly number[], type: NumberType, next: NextParameter): string {
  const [only, ...more] = numbers;
  return only !== undefined && more.length === 0
    ? `${column} = ${numberText(only, next, type)}`
    : `${column} = any(${listText(numbers, type, next)})`;
}

/** Comparing one by one is several times faster than `&&`, which the index needs and a row in hand does not. */
const fewHashes = 3;

/** Whether a row holds one of the hashes, for rows that were reached by something else. */
export function holdsText(hashes: readonly number[], next: NextParameter): string {
  if (hashes.length === 0 || hashes.length > fewHashes) return `token && ${listText(hashes, 'bigint', next)}`;
  return `(${hashes.map((hash) => `${numberText(hash, next)} = any(token)`).join(' or ')})`;
}

function columnText(condition: ColumnCondition, next: NextParameter): string {
  const lists = condition.anyOf.map((tests) =>
    tests.map(({ column, operator, value }) => `${column} ${operator} ${numberText(value, next)}`).join(' and '),
  );
  const marked = condition.mark === undefined ? [] : [holdsText([condition.mark], next)];
  return `(${[...lists.map((text) => `(${text})`), ...marked].join(' or ')})`;
}

/** Conditions beside the hashes that are searched: with `and` before each; `''` when nothing is asked. */
export function otherConditionsText(conditions: RowConditions, next: NextParameter): string {
  const parts = conditions.columns.map((condition) => columnText(condition, next));
  if (conditions.withoutTokens.length > 0) parts.push(`not ${holdsText(conditions.withoutTokens, next)}`);
  return parts.map((part) => ` and ${part}`).join('');
}

/** With `and` before each; `''` when nothing is asked. */
export function conditionsText(conditions: RowConditions, next: NextParameter): string {
  const held = conditions.tokens.map((list) => ` and ${holdsText(list, next)}`).join('');
  return `${otherConditionsText(conditions, next)}${held}`;
}

export function markedText(conditions: RowConditions, next: NextParameter): string {
  return conditions.marks.length === 0 ? 'false' : holdsText(conditions.marks, next);
}

/** What the index of hashes is asked with: by subqueries, so that no plan depends on the values. */
export function tokenReachText(conditions: RowConditions, next: NextParameter): string {
  const single = conditions.tokens.filter((list) => list.length === 1).flat();
  const several = conditions.tokens.filter((list) => list.length !== 1);
  return [
    ...(single.length === 0 ? [] : [`token @> ${listText(single, 'bigint', next)}`]),
    ...several.map((list) => `token && ${listText(list, 'bigint', next)}`),
  ].join(' and ');
}
