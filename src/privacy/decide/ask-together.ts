/**
 * One row of facts for each question. A lone question is a plain statement; questions of one moment share one that gives a
 * row for each, by its place. Both are made of the same text, so that they cannot come to say different things.
 */
import { type Database, lookUpTrips, shareSettledTrips } from '#platform';

type ColumnType = 'text' | 'bigint';
type Columns = Readonly<Record<string, ColumnType>>;

/** How a statement names the values of the question that it answers. */
export type AskedText<Asked extends Columns> = { readonly [Column in keyof Asked]: string };
type AskedValues<Asked extends Columns> = {
  readonly [Column in keyof Asked]: Asked[Column] extends 'bigint' ? number : string;
};

export interface SharedFacts<Question, Asked extends Columns, Row, Reply> {
  readonly columns: Asked;
  /** What is selected: subqueries over the question's values, one row. */
  readonly text: (asked: AskedText<Asked>) => string;
  readonly valuesOf: (question: Question) => AskedValues<Asked>;
  readonly replyOf: (row: Row) => Reply;
}

/** Values may be any text, so that none of them can end its own place in the list. */
function arrayLiteral(values: readonly (string | number)[]): string {
  return `{${values.map((value) => `"${String(value).replace(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`;
}

function named<Asked extends Columns>(columns: Asked, nameOf: (column: string, at: number) => string) {
  const names = Object.keys(columns).map((column, at) => [column, nameOf(column, at)]);
  return Object.fromEntries(names) as AskedText<Asked>;
}

/** What the planner cannot see it does not plan anew for (decision 32). */
function sharedText<Asked extends Columns>(columns: Asked, text: (asked: AskedText<Asked>) => string): string {
  const lists = Object.values(columns).map((type, at) => `unnest((select ($${at + 1}::text)::${type}[]))`);
  const quoted = Object.keys(columns).map((column) => `"${column}"`);
  return `select asked.place::int as place, ${text(named(columns, (column) => `asked."${column}"`))}
    from rows from (${lists.join(', ')}) with ordinality as asked (${quoted.join(', ')}, place)`;
}

/** Undefined where there was no row. A question that cannot be asked fails alone. */
export function askTogether<Question, Asked extends Columns, Row, Reply>(
  { sql }: Pick<Database, 'sql'>,
  facts: SharedFacts<Question, Asked, Row, Reply>,
): (question: Question) => Promise<Reply | undefined> {
  const columns = Object.keys(facts.columns);
  const aloneText = `select ${facts.text(named(facts.columns, (column, at) => `$${at + 1}::${facts.columns[column]}`))}`;
  const togetherText = sharedText(facts.columns, facts.text);
  const valuesIn = (question: Question): (string | number)[] => {
    const values = facts.valuesOf(question);
    return columns.map((column) => values[column]!);
  };
  const replyFrom = (row: Row | undefined): Reply | undefined => (row === undefined ? undefined : facts.replyOf(row));

  const askAlone = async (question: Question): Promise<Reply | undefined> => {
    const rows = await sql.unsafe(aloneText, valuesIn(question), { prepare: true });
    return replyFrom(rows[0] as Row | undefined);
  };
  const askAll = async (questions: readonly Question[]): Promise<PromiseSettledResult<Reply | undefined>[]> => {
    const asked = questions.map(valuesIn);
    const lists = columns.map((_, at) => arrayLiteral(asked.map((values) => values[at]!)));
    const rows = await sql.unsafe<(Row & { place: number })[]>(togetherText, lists, { prepare: true });
    const byPlace = new Map<number, Row>(rows.map((row) => [row.place, row]));
    return questions.map((_, at) => ({ status: 'fulfilled', value: replyFrom(byPlace.get(at + 1)) }));
  };
  return shareSettledTrips(async (questions: readonly Question[]) => {
    const apart = () => Promise.allSettled(questions.map(askAlone));
    return questions.length === 1 ? apart() : askAll(questions).catch(apart);
  }, lookUpTrips);
}
