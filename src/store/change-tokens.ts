/**
 * Hashes of rows made anew, after what is hashed has changed. For writing: counts come back, never what was read. Rows that
 * somebody else is writing are passed over and come back by their addresses, so that no lock is waited for while others
 * are held.
 */
import { type Database, numberArray } from '#platform';
import { writeFurtherCodes } from './write-resources.ts';

export interface IndexPlace {
  readonly number: number;
  readonly compartment: number;
}

export interface RowToHash extends IndexPlace {
  readonly version: number;
  readonly body: string;
}

/** What a row is found by. */
export interface HashesOfRow {
  readonly tokens: readonly number[];
  readonly primaryCode: number | undefined;
  readonly furtherCodes: readonly number[];
}

export interface HashedBatch {
  readonly seen: number;
  readonly changed: number;
  /** Being written at the time. */
  readonly passedOver: readonly IndexPlace[];
  /** Where to go on; undefined at the end. */
  readonly next: IndexPlace | undefined;
}

/** Every source that has rows, by jumps through the index: a region has few. */
export async function sourcesWithRows({ sql }: Pick<Database, 'sql'>): Promise<number[]> {
  const rows = await sql<{ source: number }[]>`
    with recursive found as (
      (select source from store.resource order by source limit 1)
      union all
      select (select source from store.resource where source > found.source order by source limit 1) from found
      where found.source is not null
    ) select source from found where source is not null`;
  return rows.map(({ source }) => source);
}

function isHashedSo(row: { token: number[]; primary_code: number | null }, hashes: HashesOfRow): boolean {
  const had = new Set(row.token.map(Number));
  return (
    hashes.tokens.length === had.size &&
    hashes.tokens.every((one) => had.has(one)) &&
    (hashes.primaryCode ?? null) === (row.primary_code === null ? null : Number(row.primary_code))
  );
}

/** One batch of a source's rows of a type, newest first, through the index in which searches walk. */
export async function rehashRows(
  { sql }: Pick<Database, 'sql'>,
  asked: { readonly source: number; readonly type: number; readonly after?: IndexPlace; readonly limit: number },
  hashesOf: (row: RowToHash) => HashesOfRow,
): Promise<HashedBatch> {
  const { source, type, limit } = asked;
  const after = asked.after ?? { number: Number.MAX_SAFE_INTEGER, compartment: 0 };
  const rows = await sql<(RowToHash & { token: number[]; primary_code: number | null })[]>`
    select compartment, number, version, body, token, primary_code from store.resource
    where source = ${source} and type = ${type} and number <= ${after.number}::bigint
      and (number < ${after.number}::bigint or compartment < ${after.compartment}::bigint)
    order by number desc, compartment desc limit ${limit}`;
  const hashed = rows.map((row) => ({ ...row, hashes: hashesOf(row) }));
  // Of rows that are passed over too: an entry too many does no harm.
  await writeFurtherCodes(
    sql,
    hashed.map(({ hashes, compartment, number }) => ({ ...hashes, source, type, compartment, number })),
  );
  const changed = hashed.filter((row) => !isHashedSo(row, row.hashes));
  const last = rows.at(-1);
  const next =
    rows.length < limit || last === undefined ? undefined : { number: last.number, compartment: last.compartment };
  if (changed.length === 0) return { seen: rows.length, changed: 0, passedOver: [], next };
  const written = await sql.unsafe<IndexPlace[]>(
    `with row as (
       select row.compartment, row.number, row.version, row.primary_code, row.token::bigint[] as token from rows from (
         unnest(($1::text)::bigint[]), unnest(($2::text)::bigint[]), unnest(($3::text)::bigint[]),
         unnest(($4::text)::bigint[]), string_to_table($5::text, ';')) as row (compartment, number, version, primary_code, token)
     ), free as (
       select resource.compartment, resource.number from store.resource
       join row on resource.compartment = row.compartment and resource.number = row.number
         and resource.version = row.version
       order by 1, 2 for update of resource skip locked
     )
     update store.resource set token = row.token, primary_code = row.primary_code from row join free
       on row.compartment = free.compartment and row.number = free.number
     where resource.compartment = row.compartment and resource.number = row.number
     returning resource.compartment, resource.number`,
    [
      numberArray(changed.map((row) => row.compartment)),
      numberArray(changed.map((row) => row.number)),
      numberArray(changed.map((row) => row.version)),
      numberArray(changed.map((row) => row.hashes.primaryCode)),
      changed.map((row) => numberArray(row.hashes.tokens)).join(';'),
    ],
  );
  const done = new Set(written.map((row) => `${row.compartment}|${row.number}`));
  const passedOver = changed
    .filter((row) => !done.has(`${row.compartment}|${row.number}`))
    .map(({ number, compartment }) => ({ number, compartment }));
  return { seen: rows.length, changed: written.length, passedOver, next };
}

/** One row that was passed over: waits for whoever writes it, holding nothing else. */
export async function rehashRow(
  database: Pick<Database, 'transaction'>,
  { compartment, number }: IndexPlace,
  hashesOf: (row: RowToHash) => HashesOfRow,
): Promise<void> {
  await database.transaction(async (sql) => {
    const [row] = await sql<RowToHash[]>`select compartment, number, version, body from store.resource
      where compartment = ${compartment} and number = ${number} for update`;
    if (row === undefined) return;
    const { tokens, primaryCode } = hashesOf(row);
    await sql.unsafe(
      `update store.resource set token = ($3::text)::bigint[], primary_code = ($4::text)::bigint
       where compartment = $1 and number = $2`,
      [compartment, number, numberArray(tokens), primaryCode === undefined ? null : String(primaryCode)],
    );
  });
}
