/** Ids that a source chose, each within its own source and type: numbers and names only, never content (decision 18). */
import type { SourceNumber } from '#disclosure';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { type AnySql, type DatabaseTransaction, numberArray } from '#platform';

export interface ClientId {
  readonly type: number;
  readonly clientId: string;
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
}

interface Row {
  type: number;
  client_id: string;
  compartment: number;
  number: number;
}

function clientIdOf(row: Row): ClientId {
  const { type, client_id: clientId, compartment, number } = row;
  return { type, clientId, compartment: compartment as Compartment, number: number as ResourceNumber };
}

/** Which of a source's chosen ids lead where. */
export async function findClientIds(
  sql: AnySql,
  source: SourceNumber,
  wanted: readonly { readonly type: number; readonly clientId: string }[],
): Promise<ClientId[]> {
  if (wanted.length === 0) return [];
  const rows = await sql.unsafe<Row[]>(
    `select type, client_id, compartment, number from store.client_id where source = $1 and (type, client_id) in
       (select * from rows from (unnest(($2::text)::smallint[]), unnest($3::text[])) as key)`,
    [source, numberArray(wanted.map((one) => one.type)), wanted.map((one) => one.clientId)],
    { prepare: true },
  );
  return rows.map(clientIdOf);
}

/** The ids that a source chose for these resources of its own. */
export async function clientIdsOf(
  sql: AnySql,
  source: SourceNumber,
  keys: readonly { readonly compartment: Compartment; readonly number: ResourceNumber }[],
): Promise<ClientId[]> {
  if (keys.length === 0) return [];
  const rows = await sql.unsafe<Row[]>(
    `select type, client_id, compartment, number from store.client_id where (compartment, number) in
       (select * from rows from (unnest(($2::text)::bigint[]), unnest(($3::text)::bigint[])) as key) and source = $1`,
    [source, numberArray(keys.map((key) => key.compartment)), numberArray(keys.map((key) => key.number))],
    { prepare: true },
  );
  return rows.map(clientIdOf);
}

export async function hasClientIds(sql: AnySql, source: SourceNumber): Promise<boolean> {
  const rows = await sql.unsafe('select 1 from store.client_id where source = $1 limit 1', [source], { prepare: true });
  return rows.length > 0;
}

/** An id that another writer of the source chose at the same moment throws: whoever retries finds it. */
export async function writeClientIds(
  transaction: DatabaseTransaction,
  source: SourceNumber,
  rows: readonly ClientId[],
): Promise<void> {
  if (rows.length === 0) return;
  await transaction.unsafe(
    `insert into store.client_id (source, type, client_id, compartment, number)
     select $1, * from rows from (unnest(($2::text)::smallint[]), unnest($3::text[]), unnest(($4::text)::bigint[]),
       unnest(($5::text)::bigint[])) as row`,
    [
      source,
      numberArray(rows.map((row) => row.type)),
      rows.map((row) => row.clientId),
      numberArray(rows.map((row) => row.compartment)),
      numberArray(rows.map((row) => row.number)),
    ],
    { prepare: true },
  );
}
