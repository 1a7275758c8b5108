/**
 * Rows that no hash narrows, or whose hashes are too common to: walked in the order of their creation, newest first, a
 * step at a time, through the index of each source's own (and of what is about nobody), so that no walk is longer than
 * its steps and what others contributed is never passed. PostgreSQL merges the ways while it walks them: each gives rows only
 * as far as the page needs, and what is asked of a row stands in the statement once, however many ways there are.
 */
import { AccessGrant, type SourceNumber, type VisibilityRule } from '#disclosure';
import { type ReadDependencies, SealedRows } from './read-resources.ts';
import {
  askedOnce,
  conditionsText,
  listText,
  markedText,
  type NextParameter,
  numberText,
  type RowConditions,
  rowOfKeyText,
} from './row-conditions.ts';
import { type FoundRow, foundRow, foundText, type RowPlace } from './search-rows.ts';
import { columns, inTable, joinedText, numbersIn, type SentRow } from './sent-rows.ts';
import { resourceState } from './stored-resource.ts';
import { visibilityText } from './visibility.ts';

export interface WalkQuery {
  readonly type: number;
  readonly conditions: RowConditions;
  readonly after?: RowPlace;
  /** Rows to give back at most. */
  readonly limit: number;
  /** Rows to pass at most, on all ways together. */
  readonly stepRows: number;
  /** Only rows with one of these codes, beside what is about nobody. */
  readonly codes?: readonly number[];
}

export interface WalkStep {
  /** In order, newest first. */
  readonly rows: SealedRows<FoundRow>;
  /** Where the next step begins; none when all was passed. */
  readonly next: RowPlace | undefined;
  /** Rows passed: a page that is filled is counted by its rows alone. */
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

/** What rules and conditions ask, and the page shows. */
const passedColumns = `${columns}, clinical_until, token`;
const withoutKey = (of: string): string =>
  passedColumns
    .split(', ')
    .slice(2)
    .map((name) => `${of}.${name}`)
    .join(', ');

const inOrder = 'order by number desc, compartment desc';

/** What is reached on a way, from its newest on. */
function stepText(way: Way, { type, before, stepRows }: AskedOfStep, next: NextParameter): string {
  const rest = `type = ${type}${before} ${inOrder} limit ${stepRows}`;
  const sourceText = (source: SourceNumber): string => `source = ${numberText(source, next, 'int')}`;
  switch (way.by) {
    case 'source':
      return `select ${passedColumns} from store.resource where ${sourceText(way.source)} and ${rest}`;
    case 'primary code':
      return `select ${passedColumns} from store.resource
        where ${sourceText(way.source)} and primary_code = ${numberText(way.code, next)} and ${rest}`;
    case 'further code':
      // In the order of the keys, which PostgreSQL would not know of the rows that they lead to.
      return `select key.compartment, key.number, ${withoutKey('row')} from (
        select compartment, number from store.further_code
          where ${sourceText(way.source)} and code = ${numberText(way.code, next)} and ${rest}) as key
        cross join lateral (${rowOfKeyText}) as row order by key.number desc, key.compartment desc`;
    case 'shelf': {
      const { otherThan } = way;
      const others = otherThan.length === 0 ? '' : ` and not source = any(${listText(otherThan, 'int', next)})`;
      return `select ${passedColumns} from store.resource where compartment < 1024${others} and ${rest}`;
    }
  }
}

function beforeText(after: RowPlace | undefined, next: NextParameter): string {
  if (after === undefined) return '';
  const number = numberText(after.number, next);
  return ` and number <= ${number} and (number < ${number} or compartment < ${numberText(after.compartment, next)})`;
}

/**
 * What ends the step is looked for only where the page was not filled before: PostgreSQL goes on to the second part of a
 * union when the first has given its rows, and not before.
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
  const steps = ways.map((way) => `(${stepText(way, asked, next)})`).join(' union all ');
  const passed = `(select * from (${steps}) as way ${inOrder} limit ${stepRows}) as passed`;
  const marked = markedText(query.conditions, next);
  const visible = visibilityText(rules, next, { types: [query.type] });
  const shown = `state <> ${resourceState.deleted}${conditionsText(query.conditions, next)} and ${visible}`;
  return `(
      (select ${foundText(inTable('passed'), marked)} from ${passed} where ${shown} limit ${limit})
      union all
      (select ${joinedText(['number', 'compartment'])}, null from ${passed} offset ${stepRows} - 1)
      limit ${limit}) as walked`;
}

/** A row may have two of the codes, and is met on both ways one after the other. */
function eachOnce(rows: readonly FoundRow[]): readonly FoundRow[] {
  return rows.filter(({ number, compartment }, place) => {
    const before = rows[place - 1];
    return number !== before?.number || compartment !== before.compartment;
  });
}

function placeOf(row: FoundRow | undefined): RowPlace | undefined {
  return row === undefined ? undefined : { number: row.number, compartment: row.compartment };
}

function placeSent([numbers]: SentRow): RowPlace {
  const [number, compartment] = numbersIn(numbers);
  return { number: number!, compartment: compartment! };
}

/** One step, on all ways at once. */
export async function walkRows(deps: ReadDependencies, grant: AccessGrant, query: WalkQuery): Promise<WalkStep> {
  const { rules } = AccessGrant.check(grant, deps.clock.now());
  const ways = waysOf(rules, query.codes);
  if (ways.length === 0) return { rows: new SealedRows<FoundRow>(grant, []), next: undefined, passed: 0 };
  const asked = askedOnce();
  const walkedText = walkText(query, ways, rules, asked.next);
  const text = `select walked.* from ${asked.rowText()} cross join lateral ${walkedText}`;
  const { sql } = deps.searchDatabase ?? deps.database;
  const walked = (await sql.unsafe(text, asked.parameters, { prepare: true }).raw()) as unknown as SentRow[];
  const end = walked.findIndex(([, body]) => body === null);
  if (end >= 0 && end < walked.length - 1) throw new Error('a step ended before its rows');
  const found = (end < 0 ? walked : walked.slice(0, end)).map(foundRow);
  return {
    rows: new SealedRows<FoundRow>(grant, eachOnce(found)),
    next: end < 0 ? (found.length === query.limit ? placeOf(found.at(-1)) : undefined) : placeSent(walked[end]!),
    passed: end < 0 ? found.length : query.stepRows,
  };
}
