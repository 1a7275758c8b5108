/** The plans of a statement as a test asks for them: what each touches, and how often one is made. */
import assert from 'node:assert/strict';
import type { TestDatabase } from '#platform';

type Owner = TestDatabase['owner'];

export interface AskedStatement {
  readonly text: string;
  readonly parameters: readonly (string | number)[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

export async function planOf(
  owner: Owner,
  statement: AskedStatement,
  mode: 'force_generic_plan' | 'force_custom_plan',
): Promise<PlanNode[]> {
  const values = statement.parameters.map((value) => (typeof value === 'number' ? value : `'${value}'`));
  return owner.begin(async (sql) => {
    await sql.unsafe(`set local plan_cache_mode = ${mode}`);
    await sql.unsafe(`prepare looked_at as ${statement.text}`);
    const call = values.length === 0 ? 'looked_at' : `looked_at(${values.join(',')})`;
    const rows = await sql.unsafe(`explain (analyze, format json) execute ${call}`);
    await sql.unsafe('deallocate looked_at');
    return nodesOf((rows[0] as unknown as { 'QUERY PLAN': { Plan: PlanNode }[] })['QUERY PLAN'][0]!.Plan);
  }) as Promise<PlanNode[]>;
}

/** How often a statement that is asked again and again is planned for its values: PostgreSQL tries five times, and should then see that it gains nothing. */
async function plannedAnew(owner: Owner, { text, parameters }: AskedStatement): Promise<number> {
  const values = parameters.map((value) => (typeof value === 'number' ? value : `'${value}'`));
  return owner.begin(async (sql) => {
    await sql.unsafe(`prepare looked_at as ${text}`);
    for (let times = 0; times < 12; times++)
      await sql.unsafe(values.length === 0 ? 'execute looked_at' : `execute looked_at(${values.join(',')})`);
    const [row] = await sql<{ custom_plans: number }[]>`
      select custom_plans from pg_prepared_statements where name = 'looked_at'`;
    await sql.unsafe('deallocate looked_at');
    return row!.custom_plans;
  }) as Promise<number>;
}

/** No statement is planned again and again, scans a table, or touches more rows than `rowsMax`, whether the planner knows the values or not. */
export async function holdPlans(owner: Owner, statements: readonly AskedStatement[], rowsMax: number): Promise<void> {
  for (const statement of statements) {
    assert.ok((await plannedAnew(owner, statement)) <= 5, `planned again and again: ${statement.text}`);
    for (const mode of ['force_generic_plan', 'force_custom_plan'] as const) {
      const nodes = await planOf(owner, statement, mode);
      const scanned = nodes.filter(
        (node) => node['Node Type'].includes('Seq Scan') && node['Relation Name'] !== undefined,
      );
      assert.deepEqual(
        scanned.map((node) => node['Relation Name']),
        [],
        statement.text,
      );
      const touched = nodes
        .filter((node) => node['Relation Name'] !== undefined)
        .map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']);
      assert.ok(
        Math.max(0, ...touched) <= rowsMax,
        `${Math.max(...touched)} rows of ${rowsMax}: ${mode} ${statement.text}`,
      );
    }
  }
}
