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
  rowOfKeyText,
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
  /** Only rows with one of these codes, beside what is about nobody. */
  readonly codes?: readonly number[];
}

export interface WalkStep {
  /** In order, newest first. */
  readonly rows: SealedRows<FoundRow>;
  /** Where the next step begins; none when all was passed. */
  readonly next: RowPlace | undefined;
  /** Rows passed on the longest way: a page that is filled is counted by its rows alone. */
  readonly passed: number;
}

/** One way through the rows: those of one source, perhaps with one code only, or those about nobody. */
type Way =
  | { readonly by: 'source'; readonly source: SourceNumber }
  | { readonly by: 'primary code' | 'further code'; readonly source: SourceNumber; readonly code: number }
  | { readonly by: 'shelf'; readonly otherThan: readonly SourceNumber[] };

function waysOf(rules: readonly VisibilityRule[], codes: readonly number[] | undefined): Way[] {
  const own = rules.flatMap((rule) => (rule.compartments === 'any' ? (rule.onlySources ?? []) : []));
  const sources = [...new Set(own)];
  if (codes !== undefined) {
    const ways = (['primary code', 'further code'] as const).flatMap((by) =>
      sources.flatMap((source) => codes.map((code): Way => ({ by, source, code }))),
    );
    // What is about nobody is not kept by its codes, whoever contributed it.
    return [...ways, { by: 'shelf', otherThan: [] }];
  }
  const ways: Way[] = sources.map((source) => ({ by: 'source', source }));
  if (rules.some((rule) => rule.compartments === 'shelves')) ways.push({ by: 'shelf', otherThan: own });
  return ways;
}

interface AskedOfStep {
  readonly type: string;
  /** With `and` before it. */
  readonly before: string;
  readonly stepRows: string;
}

const inOrder = 'order by number desc, compartment desc limit';

/** What is reached on a way, from its newest on. */
function stepText(way: Way, { type, before, stepRows }: AskedOfStep, next: NextParameter): string {
  const rest = `type = ${type}${before} ${inOrder} ${stepRows}`;
  const sourceText = (source: SourceNumber): string => `source = ${numberText(source, next, 'int')}`;
  switch (way.by) {
    case 'source':
      return `select * from store.resource where ${sourceText(way.source)} and ${rest}`;
    case 'primary code':
      return `select * from store.resource
        where ${sourceText(way.source)} and primary_code = ${numberText(way.code, next)} and ${rest}`;
    case 'further code':
      return `select resource.* from (select compartment, number from store.further_code
        where ${sourceText(way.source)} and code = ${numberText(way.code, next)} and ${rest}) as key
        cross join lateral (${rowOfKeyText}) as resource`;
    case 'shelf': {
      const { otherThan } = way;
      const others = otherThan.length === 0 ? '' : ` and not source = any(${listText(otherThan, 'int', next)})`;
      return `select * from store.resource where compartment < 1024${others} and ${rest}`;
    }
  }
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
  /** Rows passed, as far as they were counted. */
  readonly passed: number;
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
  const asked = { type: numberText(query.type, next, 'smallint'), before: beforeText(query.after, next), stepRows };
  const marked = markedText(query.conditions, next);
  const visible = visibilityText(rules, next, { types: [query.type] });
  const shown = `state <> ${resourceState.deleted}${conditionsText(query.conditions, next)} and ${visible}`;
  const texts = ways.map((way, place) => {
    const step = stepText(way, asked, next);
    return `select * from (
      (select ${columns}, clinical_until, ${marked}, ${place} from (${step}) as passed where ${shown} limit ${limit})
      union all
      (select ${placeColumns}, null, null, ${place} from (${step}) as passed offset ${stepRows} - 1)
    ) as way limit ${limit}`;
  });
  return texts.map((one) => `(${one})`).join(' union all ');
}

function stretchOf(rows: readonly RawRow[], { limit, stepRows }: WalkQuery): Stretch {
  const end = rows.findIndex((row) => row[bodyAt] === null);
  if (end >= 0 && end < rows.length - 1) throw new Error('a step ended before its rows');
  const found = (end < 0 ? rows : rows.slice(0, end)).map(foundRow);
  const place = rows[end];
  if (place !== undefined) return { rows: found, passedTo: placeIn(place), passed: stepRows };
  return { rows: found, passedTo: found.length === limit ? found.at(-1) : undefined, passed: found.length };
}

function placeIn(row: RawRow): RowPlace {
  return { compartment: wholeNumberIn(row[0]!), number: wholeNumberIn(row[1]!) };
}

async function stretchesOf(
  deps: ReadDependencies,
  rules: readonly VisibilityRule[],
  query: WalkQuery,
): Promise<readonly Stretch[]> {
  const ways = waysOf(rules, query.codes);
  if (ways.length === 0) return [];
  const parameters: (string | number)[] = [];
  const text = walkText(query, ways, rules, (value) => `$${parameters.push(value)}`);
  const { sql } = deps.searchDatabase ?? deps.database;
  const rows = (await sql.unsafe(text, parameters, { prepare: true }).raw()) as unknown as RawRow[];
  return ways.map((_way, place) =>
    stretchOf(
      rows.filter((row) => row[wayAt]!.toString('latin1') === String(place)),
      query,
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
    .sort((one, other) => other.number - one.number || other.compartment - one.compartment)
    // A row may have two of the codes.
    .filter((row, place, all) => {
      const before = all[place - 1];
      return row.number !== before?.number || row.compartment !== before.compartment;
    });
  const rows = merged.slice(0, query.limit);
  const last = rows.at(-1);
  const next = merged.length > rows.length ? last : boundary;
  return {
    rows: new SealedRows<FoundRow>(grant, rows),
    next: next === undefined ? undefined : { number: next.number, compartment: next.compartment },
    passed: Math.max(0, ...stretches.map(({ passed }) => passed)),
  };
}
