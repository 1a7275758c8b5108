/** What a search asks of a row's columns, as SQL. A row may be marked: then its columns do not say what its text says. */

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
export type NextParameter = (value: string | number) => string;

export function numberArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}

/**
 * A list of numbers as a subquery: read once and not for every row, and unknown to the planner, which would otherwise
 * plan anew for every list.
 */
export function listText(numbers: readonly number[], type: 'bigint' | 'int' | 'smallint', next: NextParameter): string {
  return `(select (${next(numberArray(numbers))}::text)::${type}[])::${type}[]`;
}

/** One number, unknown to the planner like a list: a plan for any value is then never dearer than one for this value. */
export function numberText(number: number, next: NextParameter): string {
  return `(select ${next(number)}::bigint)`;
}

function hashes(numbers: readonly number[], next: NextParameter): string {
  return listText(numbers, 'bigint', next);
}

function columnText(condition: ColumnCondition, next: NextParameter): string {
  const lists = condition.anyOf.map((tests) =>
    tests.map(({ column, operator, value }) => `${column} ${operator} ${numberText(value, next)}`).join(' and '),
  );
  const marked = condition.mark === undefined ? [] : [`token && ${hashes([condition.mark], next)}`];
  return `(${[...marked, ...lists.map((text) => `(${text})`)].join(' or ')})`;
}

/** With `and` before each; `''` when nothing is asked. */
export function conditionsText(conditions: RowConditions, next: NextParameter): string {
  const parts = conditions.tokens.map((list) => `token && ${hashes(list, next)}`);
  if (conditions.withoutTokens.length > 0) parts.push(`not token && ${hashes(conditions.withoutTokens, next)}`);
  parts.push(...conditions.columns.map((condition) => columnText(condition, next)));
  return parts.map((part) => ` and ${part}`).join('');
}

export function markedText(conditions: RowConditions, next: NextParameter): string {
  return conditions.marks.length === 0 ? 'false' : `token && ${hashes(conditions.marks, next)}`;
}

/** What the index of hashes is asked with: by subqueries, so that no plan depends on the values. */
export function tokenReachText(conditions: RowConditions, next: NextParameter): string {
  const single = conditions.tokens.filter((list) => list.length === 1).flat();
  const several = conditions.tokens.filter((list) => list.length !== 1);
  return [
    ...(single.length === 0 ? [] : [`token @> ${hashes(single, next)}`]),
    ...several.map((list) => `token && ${hashes(list, next)}`),
  ].join(' and ');
}
