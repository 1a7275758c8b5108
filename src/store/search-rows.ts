/**
 * Rows of a search, chosen in the database: how they are reached is said by the caller and fenced off (`offset 0`), so
 * that no statistics and no value changes the plan; everything else is a filter over what was reached.
 */
import { AccessGrant, type VisibilityRule } from '#disclosure';
import { type Compartment, isShelf } from '#kernel/identity-number.ts';
import type { Database } from '#platform';
import { type ReadDependencies, type ResourceKey, SealedRows } from './read-resources.ts';
import {
  amongText,
  conditionsText,
  listText,
  markedText,
  type NextParameter,
  numberText,
  otherConditionsText,
  type RowConditions,
  rowOfKeyText,
  tokenReachText,
} from './row-conditions.ts';
import {
  columns,
  furtherAt,
  inTable,
  joinedText,
  numbersIn,
  orNone,
  resourceOf,
  type SentRow,
  sentText,
} from './sent-rows.ts';
import { resourceState, type StoredResource } from './stored-resource.ts';
import { visibilityText } from './visibility.ts';

/**
 * Rows that the index of hashes may lead to, whoever contributed them: what is commoner in the region is not passed row by
 * row, however few of them the caller may see.
 */
export const reachedMax = 20_000;

/** A row that a search found. */
export interface FoundRow extends StoredResource {
  readonly clinicalUntilMs: number | undefined;
  /** Its columns do not say what its text says: test it by its text. */
  readonly isMarked: boolean;
}

export type RowReach =
  | {
      readonly by: 'compartments';
      readonly compartments: readonly Compartment[];
      /** Only rows with one of these codes; of records, since what lies on a shelf is not kept by its codes. */
      readonly codes?: readonly number[];
    }
  | { readonly by: 'keys'; readonly keys: readonly ResourceKey[] }
  /** Hashes of business identifiers. */
  | { readonly by: 'identifier'; readonly hashes: readonly number[] }
  /** The hashes of the conditions themselves, of which there is one at least. */
  | { readonly by: 'tokens' };

/** Where a page ended: the values of its last row. */
export interface RowPlace {
  /** Of the column that the rows are ordered by; null where it has none. */
  readonly value?: number | null;
  readonly number: number;
  readonly compartment: number;
}

export interface RowOrder {
  readonly column: 'clinical_time' | 'clinical_until' | 'version';
  readonly isDescending: boolean;
}

export interface RowQuery {
  readonly reach: RowReach;
  readonly types: readonly number[];
  readonly conditions: RowConditions;
  /** Without: the newest first, by when they were made, which no update changes. */
  readonly order?: RowOrder;
  readonly after?: RowPlace;
  /** Rows to give back. */
  readonly limit: number;
  /** Rows to count at most: what is beyond is not looked at. */
  readonly countMax: number;
}

export interface RowsFound {
  readonly rows: SealedRows<FoundRow>;
  /** How many rows there are in all, `countMax` at most. */
  readonly total: number;
  /** How many of them are marked. */
  readonly marked: number;
  /** The index led to more rows than are looked at: what was found is not all. */
  readonly isCut: boolean;
  /** Rows of the page as the query gave them, before what only their text can tell was left out. */
  readonly fetched: number;
  readonly last: ResourceKey | undefined;
}

/** All but the body: what rules and conditions ask. */
const reachedColumns =
  'compartment, number, type, version, source, content_class, label, state, clinical_time, clinical_until, token';
const foundColumns = 'compartment, number, version, clinical_time, clinical_until';

const numbersText = (numbers: readonly number[], next: NextParameter): string => listText(numbers, 'bigint', next);

function reachText({ reach, types, conditions }: RowQuery, next: NextParameter): string {
  switch (reach.by) {
    case 'compartments':
      return `${amongText('compartment', reach.compartments, 'bigint', next)}
        and ${amongText('type', types, 'smallint', next)}`;
    case 'keys':
      return `(compartment, number) in (select * from rows from (
        unnest(${numbersText(
          reach.keys.map((key) => key.compartment),
          next,
        )}),
        unnest(${numbersText(
          reach.keys.map((key) => key.number),
          next,
        )})) as key)`;
    case 'identifier':
      return `(compartment, number) in (select compartment, number from store.identifier
        where ${amongText('value_hash', reach.hashes, 'bigint', next)}
        and ${amongText('type', types, 'smallint', next)})`;
    case 'tokens':
      return tokenReachText(conditions, next);
  }
}

function orderText({ order }: RowQuery): string {
  const first = order === undefined ? '' : `${order.column} ${order.isDescending ? 'desc' : 'asc'} nulls last, `;
  return `order by ${first}number desc, compartment desc`;
}

function afterText({ order, after }: RowQuery, next: NextParameter): string {
  if (after === undefined) return '';
  const tie = `(number, compartment) < (${numberText(after.number, next)}, ${numberText(after.compartment, next)})`;
  if (order === undefined) return `where ${tie}`;
  if (after.value === null || after.value === undefined) return `where ${order.column} is null and ${tie}`;
  const value = numberText(after.value, next);
  const beyond = `${order.column} ${order.isDescending ? '<' : '>'} ${value}`;
  return `where (${beyond} or ${order.column} is null or (${order.column} = ${value} and ${tie}))`;
}

/** Rules about nobody's resources say nothing of a person's records. */
function rulesFor({ reach }: RowQuery, rules: readonly VisibilityRule[]): readonly VisibilityRule[] {
  if (reach.by !== 'compartments' || reach.compartments.some(isShelf)) return rules;
  return rules.filter(({ compartments }) => compartments !== 'shelves');
}

function isFoundText(query: RowQuery, rules: readonly VisibilityRule[], next: NextParameter): string {
  const types = query.reach.by === 'compartments' ? '' : `${amongText('type', query.types, 'smallint', next)} and `;
  // What the index of hashes leads to holds them.
  const filters = (query.reach.by === 'tokens' ? otherConditionsText : conditionsText)(query.conditions, next);
  const visible = visibilityText(rulesFor(query, rules), next, query);
  return `${types}state <> ${resourceState.deleted}${filters} and ${visible}`;
}

/** With `codes`: by the index of a person's rows, in which the code stands too, and by the table of codes beside the primary one. */
function reachedText(query: RowQuery, next: NextParameter): string {
  const wanted = `${columns}, clinical_until, token`;
  const all = `select ${wanted} from store.resource where ${reachText(query, next)}`;
  const { reach, types } = query;
  if (reach.by !== 'compartments' || reach.codes === undefined) return `${all} offset 0`;
  const isOfCode = amongText('primary_code', reach.codes, 'bigint', next);
  const keys = `select compartment, number from store.further_code
    where ${amongText('compartment', reach.compartments, 'bigint', next)} and ${amongText('type', types, 'smallint', next)}
      and ${amongText('code', reach.codes, 'bigint', next)} group by compartment, number offset 0`;
  return `(${all} and ${isOfCode} offset 0) union all (select ${wanted} from (
    select resource.* from (${keys}) as key cross join lateral (${rowOfKeyText}) as resource
  ) as beside where (${isOfCode}) is not true)`;
}

/** Rows of which a person has hundreds at most travel with their bodies: nothing is looked up twice. */
function fewText(query: RowQuery, rules: readonly VisibilityRule[], next: NextParameter): string {
  const marked = markedText(query.conditions, next);
  const reached = reachedText(query, next);
  const found = `select ${columns}, clinical_until, ${marked} as is_marked from (${reached}) as reached
    where ${isFoundText(query, rules, next)} limit ${numberText(query.countMax, next)}`;
  if (query.limit === 0)
    return `select ${joinedText(['count(*)', 'count(*) filter (where is_marked)'])} from (${found}) as found`;
  const counted = `select *, count(*) over () as total, count(*) filter (where is_marked) over () as marked
    from (${found}) as found`;
  // Within the page: else what is sent is made of all rows before they are put in order.
  return `select ${foundText(inTable('page'), 'is_marked', ['total', 'marked'])} from (
    select * from (${counted}) as counted ${afterText(query, next)} ${orderText(query)} limit ${numberText(query.limit, next)}
  ) as page ${orderText(query)}`;
}

/** What a statement gives in the end for each `FoundRow`, with its counts. */
export function foundText(of: (column: string) => string, isMarked: string, counts: readonly string[] = []): string {
  return sentText(of, [orNone(of('clinical_until')), `(${isMarked})::int`, ...counts]);
}

export function foundRow([numbersSent, body]: SentRow): FoundRow {
  const numbers = numbersIn(numbersSent);
  return {
    ...resourceOf(numbers, body),
    clinicalUntilMs: numbers[furtherAt],
    isMarked: numbers[furtherAt + 1] === 1,
  };
}

/**
 * Hashes may lead to many rows, of which a page shows few: bodies are looked up for the page alone, and what was reached
 * is counted.
 */
function manyText(query: RowQuery, rules: readonly VisibilityRule[], next: NextParameter): string {
  const reached = reachText(query, next);
  const marked = markedText(query.conditions, next);
  return `with reached as materialized (
      select ${reachedColumns} from store.resource where ${reached} limit ${reachedMax + 1}
    ), found as materialized (
      select ${foundColumns}, ${marked} as is_marked from reached
      where ${isFoundText(query, rules, next)} limit ${numberText(query.countMax, next)}
    ), page as materialized (
      select compartment, number, is_marked, row_number() over () as place from (
        select * from found ${afterText(query, next)} ${orderText(query)} limit ${numberText(query.limit, next)}) as ordered
    )
    select ${foundText(inTable('resource'), 'page.is_marked', ['counted.total', 'counted.marked', '(select count(*) from reached)'])}
    from (select count(*) as total, count(*) filter (where is_marked) as marked from found) as counted
    left join page on true
    left join lateral (select * from store.resource
      where resource.compartment = page.compartment and resource.number = page.number offset 0) as resource on true
    order by page.place`;
}

async function ask(
  database: Database,
  textOf: (query: RowQuery, rules: readonly VisibilityRule[], next: NextParameter) => string,
  query: RowQuery,
  rules: readonly VisibilityRule[],
): Promise<SentRow[]> {
  const parameters: (string | number)[] = [];
  const text = textOf(query, rules, (value) => `$${parameters.push(value)}`);
  return (await database.sql.unsafe(text, parameters, { prepare: true }).raw()) as unknown as SentRow[];
}

interface Counts {
  readonly total: number;
  readonly marked: number;
  readonly isCut: boolean;
}

/** The last of a row's numbers: where there is no resource, but for them it has hardly any. */
function countsIn(row: SentRow | undefined, counts: 2 | 3): Counts {
  const [total = 0, marked = 0, reached = 0] = row === undefined ? [] : numbersIn(row[0]).slice(-counts);
  return { total, marked, isCut: reached > reachedMax };
}

/** By the connections of whole records: one person may have hundreds of rows, and look-ups by key wait for nobody. */
async function askFew(
  deps: ReadDependencies,
  query: RowQuery,
  rules: readonly VisibilityRule[],
): Promise<[readonly SentRow[], Counts]> {
  const database = deps.recordDatabase ?? deps.database;
  const rows = query.limit === 0 ? [] : await ask(database, fewText, query, rules);
  const [first] = rows;
  // Nothing after a place says nothing of how many there are before it.
  if (first !== undefined || (query.limit > 0 && query.after === undefined)) return [rows, countsIn(first, 2)];
  const [counts] = await ask(database, fewText, { ...query, limit: 0 }, rules);
  return [rows, countsIn(counts, 2)];
}

async function askMany(
  deps: ReadDependencies,
  query: RowQuery,
  rules: readonly VisibilityRule[],
): Promise<[readonly SentRow[], Counts]> {
  const rows = await ask(deps.searchDatabase ?? deps.database, manyText, query, rules);
  return [rows.filter(([, body]) => body !== null), countsIn(rows[0], 3)];
}

/** What is reached, filtered and counted, and the rows of one page with their bodies, by one statement. */
export async function searchRows(deps: ReadDependencies, grant: AccessGrant, query: RowQuery): Promise<RowsFound> {
  const { rules } = AccessGrant.check(grant, deps.clock.now());
  const [rows, counts] = await (query.reach.by === 'tokens' ? askMany : askFew)(deps, query, rules);
  const found = rows.map(foundRow);
  return { rows: new SealedRows<FoundRow>(grant, found), ...counts, fetched: found.length, last: found.at(-1) };
}
