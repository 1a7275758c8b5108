/**
 * Rows that no hash narrows, or whose hashes are too common to: walked in the order of their creation, newest first, a
 * step at a time, through the index of each source's own (and of what is about nobody), so that no walk is longer than
 * its steps and what others contributed is never passed.
 */
import { AccessGrant, type SourceNumber, type VisibilityRule } from '#disclosure';
import { columns, type ReadDependencies, SealedRows } from './read-resources.ts';
import {
  conditionsText,
  listText,
  markedText,
  type NextParameter,
  numberText,
  type RowConditions,
} from './row-conditions.ts';
import { type FoundRow, foundRow, type RowPlace } from './search-rows.ts';
import { resourceState } from './stored-resource.ts';
import { visibilityText } from './visibility.ts';
import { wholeNumberIn } from './whole-number.ts';

export interface WalkQuery {
  readonly type: number;
  readonly conditions: RowConditions;
  readonly after?: RowPlace;
  /** Rows to give back at most. */
  readonly limit: number;
  /** Rows to pass at most on each way. */
  readonly stepRows: number;
  /** Only rows of these, beside what is about nobody. */
  readonly primaryCodes?: readonly number[];
}

export interface WalkStep {
  /** In order, newest first. */
  readonly rows: SealedRows<FoundRow>;
  /** Where the next step begins; none when all was passed. */
  readonly next: RowPlace | undefined;
}

/** One way through the rows: those of one source, perhaps of one code only, or those about nobody. */
type Way =
  | { readonly source: SourceNumber; readonly primaryCode?: number }
  | { readonly otherThan: readonly SourceNumber[] };

function waysOf(rules: readonly VisibilityRule[], primaryCodes: readonly number[] | undefined): Way[] {
  const own = rules.flatMap((rule) => (rule.compartments === 'any' ? (rule.onlySources ?? []) : []));
  const sources = [...new Set(own)];
  // What is about nobody has no primary code, whoever contributed it.
  if (primaryCodes !== undefined)
    return [
      ...sources.flatMap((source) => primaryCodes.map((primaryCode) => ({ source, primaryCode }))),
      { otherThan: [] },
    ];
  const ways: Way[] = sources.map((source) => ({ source }));
  if (rules.some((rule) => rule.compartments === 'shelves')) ways.push({ otherThan: own });
  return ways;
}

function wayText(way: Way, next: NextParameter): string {
  if ('otherThan' in way) {
    const others = way.otherThan.length === 0 ? '' : ` and not source = any(${listText(way.otherThan, 'int', next)})`;
    return `compartment < 1024${others}`;
  }
  const ofCode = way.primaryCode === undefined ? '' : ` and primary_code = ${numberText(way.primaryCode, next)}`;
  return `source = ${numberText(way.source, next, 'int')}${ofCode}`;
}

function beforeText(after: RowPlace | undefined, next: NextParameter): string {
  if (after === undefined) return '';
  const number = numberText(after.number, next);
  return ` and number <= ${number} and (number < ${number} or compartment < ${numberText(after.compartment, next)})`;
}

type RawRow = readonly (Buffer | null)[];

interface Stretch {
  readonly rows: readonly FoundRow[];
  /** Everything newer than this was passed on this way; none at its end. */
  readonly passedTo: RowPlace | undefined;
}

/** As `columns`, of a row that says only where a way's step ended. */
const placeColumns = columns
  .split(', ')
  .map((name) => (name === 'number' || name === 'compartment' ? name : 'null'))
  .join(', ');
const bodyAt = columns.split(', ').indexOf('body');
const wayAt = columns.split(', ').length + 2;

/**
 * All ways by one statement. What ends a way's step is looked for only where its page was not filled before: PostgreSQL
 * goes on to the second part of a union when the first has given its rows, and not before.
 */
function walkText(
  query: WalkQuery,
  ways: readonly Way[],
  rules: readonly VisibilityRule[],
  next: NextParameter,
): string {
  const limit = numberText(query.limit, next);
  const stepRows = numberText(query.stepRows, next);
  const asked = `type = ${numberText(query.type, next, 'smallint')}${beforeText(query.after, next)}`;
  const marked = markedText(query.conditions, next);
  const shown = `state <> ${resourceState.deleted}${conditionsText(query.conditions, next)} and ${visibilityText(rules, next)}`;
  const texts = ways.map((way, place) => {
    const step = `select * from store.resource where ${wayText(way, next)} and ${asked}
      order by number desc, compartment desc limit ${stepRows}`;
    return `select * from (
      (select ${columns}, clinical_until, ${marked}, ${place} from (${step}) as passed where ${shown} limit ${limit})
      union all
      (select ${placeColumns}, null, null, ${place} from (${step}) as passed offset ${stepRows} - 1)
    ) as way limit ${limit}`;
  });
  return texts.map((one) => `(${one})`).join(' union all ');
}

function stretchOf(rows: readonly RawRow[], limit: number): Stretch {
  const end = rows.findIndex((row) => row[bodyAt] === null);
  if (end >= 0 && end < rows.length - 1) throw new Error('a step ended before its rows');
  const found = (end < 0 ? rows : rows.slice(0, end)).map(foundRow);
  if (found.length === limit) return { rows: found, passedTo: found.at(-1) };
  const place = rows[end];
  return { rows: found, passedTo: place === undefined ? undefined : placeIn(place) };
}

function placeIn(row: RawRow): RowPlace {
  return { compartment: wholeNumberIn(row[0]!), number: wholeNumberIn(row[1]!) };
}

async function stretchesOf(
  deps: ReadDependencies,
  rules: readonly VisibilityRule[],
  query: WalkQuery,
): Promise<readonly Stretch[]> {
  const ways = waysOf(rules, query.primaryCodes);
  if (ways.length === 0) return [];
  const parameters: (string | number)[] = [];
  const text = walkText(query, ways, rules, (value) => `$${parameters.push(value)}`);
  const { sql } = deps.searchDatabase ?? deps.database;
  const rows = (await sql.unsafe(text, parameters, { prepare: true }).raw()) as unknown as RawRow[];
  return ways.map((_way, place) =>
    stretchOf(
      rows.filter((row) => row[wayAt]!.toString('latin1') === String(place)),
      query.limit,
    ),
  );
}

function isNewer(one: RowPlace, other: RowPlace): boolean {
  return one.number > other.number || (one.number === other.number && one.compartment > other.compartment);
}

/** One step on every way, merged: what lies beyond the shortest stretch comes again with the next step. */
export async function walkRows(deps: ReadDependencies, grant: AccessGrant, query: WalkQuery): Promise<WalkStep> {
  const { rules } = AccessGrant.check(grant, deps.clock.now());
  const stretches = await stretchesOf(deps, rules, query);
  let passedTo: RowPlace | undefined;
  for (const stretch of stretches)
    if (stretch.passedTo !== undefined && (passedTo === undefined || isNewer(stretch.passedTo, passedTo)))
      passedTo = stretch.passedTo;
  const boundary = passedTo;
  const merged = stretches
    .flatMap(({ rows }) => rows)
    .filter((row) => boundary === undefined || !isNewer(boundary, row))
    .sort((one, other) => (isNewer(one, other) ? -1 : 1));
  const rows = merged.slice(0, query.limit);
  const last = rows.at(-1);
  const next = merged.length > rows.length ? last : boundary;
  return {
    rows: new SealedRows<FoundRow>(grant, rows),
    next: next === undefined ? undefined : { number: next.number, compartment: next.compartment },
  };
}
