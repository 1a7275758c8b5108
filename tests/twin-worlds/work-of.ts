/** What the database does for an answer: counted, where a time would be a matter of chance. */
import { type AskedStatement, planOf } from '../../src/store/testing/plan-statement.ts';
import { type Asked, askWorld } from './ask-both.ts';
import type { World } from './world.ts';

export interface StatementWork {
  readonly text: string;
  /** Rows that came back, and the bytes in them. */
  readonly rows: number;
  readonly bytes: number;
  /** Rows of tables that were come to, shown or not. */
  readonly touched: number;
  /** Parts of the plan that were run at all. */
  readonly partsRun: number;
}

type RawRows = readonly (readonly (Buffer | null)[])[];
type Ask = (text: string, parameters: (string | number)[], options?: object) => { raw(): PromiseLike<RawRows> };

/** Every statement that locates, decides and reads: what makes leaves of the log meanwhile is none of it. */
async function statementsOf(world: World, asked: Asked): Promise<AskedStatement[]> {
  const { sql } = world.database;
  const statements: AskedStatement[] = [];
  const askedAs = sql.unsafe;
  sql.unsafe = ((text: string, parameters: (string | number)[], options: object) => {
    if (/ (patient_index|privacy|store)\./.test(text)) statements.push({ text, parameters });
    return askedAs.call(sql, text, parameters, options as never);
  }) as never;
  try {
    await askWorld(world, asked);
  } finally {
    sql.unsafe = askedAs;
  }
  return statements;
}

async function workOfStatement(world: World, statement: AskedStatement): Promise<StatementWork> {
  // Planned as the region plans it: by its own connections.
  const { sql } = world.database;
  const rows = await (sql.unsafe as unknown as Ask)(statement.text, [...statement.parameters], { prepare: true }).raw();
  const nodes = await planOf(sql, statement, 'force_generic_plan');
  const touched = nodes
    .filter((node) => node['Relation Name'] !== undefined)
    .map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']);
  return {
    text: statement.text,
    rows: rows.length,
    bytes: rows.flat().reduce((sum, value) => sum + (value?.length ?? 0), 0),
    touched: touched.reduce((sum, count) => sum + count, 0),
    partsRun: nodes.filter((node) => node['Actual Loops'] > 0).length,
  };
}

/** Asked once before, so that what is kept between requests is kept. */
export async function workOf(world: World, asked: Asked): Promise<StatementWork[]> {
  await askWorld(world, asked);
  const work: StatementWork[] = [];
  for (const statement of await statementsOf(world, asked)) work.push(await workOfStatement(world, statement));
  return work;
}
