/** The SQL of the region's own search parameters. */
import type { SearchParameter } from 'fhir/r4.js';
import type { AnySql, Database } from '#platform';

export type ParameterState = 'draft' | 'indexing' | 'ready' | 'retired';

export interface StoredParameter {
  readonly id: string;
  readonly resource: SearchParameter;
  readonly version: number;
  readonly changedMs: number;
  readonly generation: number;
  readonly state: ParameterState;
  readonly indexed: number;
}

interface Row {
  id: string;
  resource: SearchParameter;
  version: number;
  changed_ms: number;
  generation: number;
  state: ParameterState;
  indexed: number;
}

function storedOf(row: Row): StoredParameter {
  const { changed_ms: changedMs, ...rest } = row;
  return { ...rest, changedMs };
}

const columns = 'id, resource, version, changed_ms, generation, state, indexed';

export async function selectParameters(sql: AnySql): Promise<StoredParameter[]> {
  const rows = await sql.unsafe<Row[]>(`select ${columns} from record.search_parameter order by generation, id`);
  return rows.map(storedOf);
}

/** One definition is written at a time, so that two never take one name. */
export async function lockParameters(sql: AnySql): Promise<void> {
  await sql`select pg_advisory_xact_lock(7005)`;
}

export interface ParameterToWrite {
  readonly id: string;
  readonly resource: SearchParameter;
  readonly changedMs: number;
  readonly changedBy: string;
  readonly state: ParameterState;
  /** It means something else than before: its values get a new name in the index. */
  readonly isAnother: boolean;
}

export async function upsertParameter(sql: AnySql, given: ParameterToWrite): Promise<void> {
  const { id, changedMs, changedBy, state, isAnother } = given;
  const resource = sql.json(given.resource as never);
  if (!isAnother) {
    await sql`update record.search_parameter set resource = ${resource}, version = version + 1, changed_ms = ${changedMs},
      changed_by = ${changedBy} where id = ${id}`;
    return;
  }
  const [before] = await sql<
    { version: number }[]
  >`delete from record.search_parameter where id = ${id} returning version`;
  await sql`insert into record.search_parameter (id, resource, version, changed_ms, changed_by, state)
    values (${id}, ${resource}, ${(before?.version ?? 0) + 1}, ${changedMs}, ${changedBy}, ${state})`;
}

export async function deleteParameter(sql: AnySql, id: string): Promise<boolean> {
  const rows = await sql`delete from record.search_parameter where id = ${id} returning id`;
  return rows.length > 0;
}

/** False when it has become another, or is gone. */
export async function noteIndexed({ sql }: Database, generation: number, indexed: number): Promise<boolean> {
  const rows = await sql`update record.search_parameter set indexed = ${indexed}
    where generation = ${generation} and state = 'indexing' returning id`;
  return rows.length > 0;
}

export async function markReady({ sql }: Database, generation: number): Promise<void> {
  await sql`update record.search_parameter set state = 'ready' where generation = ${generation} and state = 'indexing'`;
}

/** The number of the next transaction: all that wrote without the new definition have a lower one. */
export async function nextTransaction({ sql }: Database): Promise<string> {
  const [row] = await sql<{ id: string }[]>`select pg_current_xact_id()::text as id`;
  return row?.id ?? '0';
}

export async function haveEndedBefore({ sql }: Database, transaction: string): Promise<boolean> {
  const [row] = await sql<{ ended: boolean }[]>`
    select pg_snapshot_xmin(pg_current_snapshot()) > (${transaction}::text)::xid8 as ended`;
  return row?.ended === true;
}
