/**
 * Rows of a search, chosen in the database: how they are reached is said by the caller and fenced off (`offset 0`), so
 * that no statistics and no value changes the plan; everything else is a filter over what was reached.
 */
import { AccessGrant } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { columns, type ReadDependencies, type ResourceKey, SealedRows, storedResource } from './read-resources.ts';
import {
  conditionsText,
  listText,
  markedText,
  type NextParameter,
  numberArray,
  type RowConditions,
  tokenReachText,
} from './row-conditions.ts';
import { resourceState, type StoredResource } from './stored-resource.ts';
import { visibilityPredicate } from './visibility.ts';
import { wholeNumberIn } from './whole-number.ts';

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
  | { readonly by: 'compartments'; readonly compartments: readonly Compartment[] }
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

function reachText(query: RowQuery, next: NextParameter): string {
  const { reach, types } = query;
  switch (reach.by) {
    case 'compartments':
      return `compartment = any(${listText(reach.compartments, 'bigint', next)})
        and type = any(${listText(types, 'smallint', next)})`;
    case 'keys':
      return `(compartment, number) in (select * from rows from (
        unnest((${next(numberArray(reach.keys.map((key) => key.compartment)))}::text)::bigint[]),
        unnest((${next(numberArray(reach.keys.map((key) => key.number)))}::text)::bigint[])) as key)`;
    case 'identifier':
      return `(compartment, number) in (select compartment, number from store.identifier
        where value_hash = any(${listText(reach.hashes, 'bigint', next)})
        and type = any(${listText(types, 'smallint', next)}))`;
    case 'tokens':
      return tokenReachText(query.conditions, next);
  }
}

function orderText({ order }: RowQuery): string {
  const first = order === undefined ? '' : `${order.column} ${order.isDescending ? 'desc' : 'asc'} nulls last, `;
  return `${first}number desc, compartment desc`;
}

function afterText({ order, after }: RowQuery, next: NextParameter): string {
  if (after === undefined) return '';
  const tie = `(number, compartment) < (${next(after.number)}::bigint, ${next(after.compartment)}::bigint)`;
  if (order === undefined) return `where ${tie}`;
  if (after.value === null || after.value === undefined) return `where ${order.column} is null and ${tie}`;
  const value = `${next(after.value)}::bigint`;
  const beyond = `${order.column} ${order.isDescending ? '<' : '>'} ${value}`;
  return `where (${beyond} or ${order.column} is null or (${order.column} = ${value} and ${tie}))`;
}

function numberOrNone(column: Buffer | null | undefined): number | undefined {
  return column === null || column === undefined ? undefined : wholeNumberIn(column);
}

export function foundRow(row: readonly (Buffer | null)[]): FoundRow {
  return {
    ...storedResource(row),
    clinicalUntilMs: numberOrNone(row[10]),
    isMarked: row[11]?.toString('latin1') === 't',
  };
}

/** One statement: what is reached, filtered and counted; and the rows of one page with their bodies. */
export async function searchRows(deps: ReadDependencies, grant: AccessGrant, query: RowQuery): Promise<RowsFound> {
  const contents = AccessGrant.check(grant, deps.clock.now());
  const parameters: (string | number)[] = [];
  const next: NextParameter = (value) => `$${parameters.push(value)}`;
  const reached = reachText(query, next);
  const types = `type = any(${listText(query.types, 'smallint', next)})`;
  const filters = conditionsText(query.conditions, next);
  const marked = markedText(query.conditions, next);
  const visible = visibilityPredicate(contents.rules, parameters.length + 1);
  parameters.push(...visible.parameters);
  const isByTokens = query.reach.by === 'tokens';
  const fence = isByTokens ? `limit ${reachedMax + 1}` : 'offset 0';
  const text = `with reached as ${isByTokens ? 'materialized' : 'not materialized'} (
      select ${reachedColumns} from store.resource where ${reached} ${fence}
    ), found as materialized (
      select ${foundColumns}, ${marked} as is_marked from reached
      where ${types} and state <> ${resourceState.deleted}${filters} and ${visible.text}
      limit ${next(query.countMax)}
    ), page as materialized (
      select compartment, number, is_marked, row_number() over () as place
      from (select * from found ${afterText(query, next)} order by ${orderText(query)} limit ${next(query.limit)}) as ordered
    )
    select ${columns
      .split(', ')
      .map((name) => `resource.${name}`)
      .join(', ')}, resource.clinical_until, page.is_marked, counted.total, counted.marked,
      ${isByTokens ? '(select count(*) from reached)' : '0'} as reached
    from (select count(*) as total, count(*) filter (where is_marked) as marked from found) as counted
    left join page on true
    left join lateral (select * from store.resource
      where resource.compartment = page.compartment and resource.number = page.number offset 0) as resource on true
    order by page.place`;
  const rows = (await deps.database.sql
    .unsafe(text, parameters, { prepare: true })
    .raw()) as unknown as (Buffer | null)[][];
  const found = rows.filter((row) => row[0] !== null).map(foundRow);
  return {
    rows: new SealedRows<FoundRow>(grant, found),
    total: numberOrNone(rows[0]?.[12]) ?? 0,
    marked: numberOrNone(rows[0]?.[13]) ?? 0,
    isCut: (numberOrNone(rows[0]?.[14]) ?? 0) > reachedMax,
    fetched: found.length,
    last: found.at(-1),
  };
}
