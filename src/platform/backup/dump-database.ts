/** Every table of a database as it stood at one moment, as frames of a backup. */
import type { AnySql } from '../database/database.ts';
import type { BackupFrame } from './backup-frames.ts';

/**
 * How a table is copied where not as it stands: what counts only on this server (the numbers of its transactions), or must not come
 * back (a session). `columns` and `where` name the table by its name without the schema.
 */
export interface TableCopy {
  readonly from?: string;
  /** SQL by column. */
  readonly columns?: Readonly<Record<string, string>>;
  readonly where?: string;
}
export type TableCopies = Readonly<Record<string, TableCopy>>;

interface Table {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** Rows go in frames of about this many bytes. */
const frameBytes = 64 * 1024;
const lineFeed = 0x0a;

/** What others refer to stands before them. */
async function tablesOf(sql: AnySql, schemas: readonly string[]): Promise<readonly Table[]> {
  const rows = await sql<{ table: string; name: string; columns: string[]; needs: string[] }[]>`
    SELECT n.nspname || '.' || c.relname AS table, c.relname AS name,
      array(SELECT attname::text FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns,
      array(SELECT rn.nspname || '.' || r.relname FROM pg_constraint f
        JOIN pg_class r ON r.oid = f.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS needs
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY (${schemas as string[]})
    ORDER BY 1`;
  const sorted: Table[] = [];
  const place = (row: (typeof rows)[number]): void => {
    if (sorted.some(({ table }) => table === row.table)) return;
    for (const need of row.needs) {
      const needed = rows.find(({ table }) => table === need);
      if (needed !== undefined) place(needed);
    }
    sorted.push(row);
  };
  for (const row of rows) place(row);
  return sorted;
}

function copyText({ table, name, columns }: Table, copies: TableCopies): string {
  const { from = table, columns: given = {}, where } = copies[table] ?? {};
  const listed = columns.map((column) => given[column] ?? `${name}.${column}`).join(', ');
  return `COPY (SELECT ${listed} FROM ${from}${where === undefined ? '' : ` WHERE ${where}`}) TO STDOUT`;
}

function rowsIn(bytes: Buffer): number {
  let rows = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) rows++;
  return rows;
}

async function* inFrames(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const part of parts) {
    waiting.push(part);
    size += part.length;
    if (size < frameBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

export interface DumpedCounts {
  tables: number;
  rows: number;
}

/** Needs a transaction that sees one moment. A line feed ends a row in PostgreSQL's text format, and stands nowhere else in it. */
export async function* dumpTables(
  sql: AnySql,
  from: { readonly schemas: readonly string[]; readonly copies: TableCopies },
  counts: DumpedCounts,
): AsyncGenerator<BackupFrame> {
  for (const table of await tablesOf(sql, from.schemas)) {
    counts.tables++;
    yield { kind: 'table', value: { table: table.table, columns: table.columns } };
    const copying = await sql.unsafe(copyText(table, from.copies)).readable();
    for await (const bytes of inFrames(copying as AsyncIterable<Buffer>)) {
      counts.rows += rowsIn(bytes);
      yield { kind: 'bytes', value: bytes };
    }
    // The driver pauses its connection while the stream is full, and goes on only when more of it is asked for: at its end nothing
    // is, and the next statement would wait for ever.
    copying._read(0);
  }
  const sequences = await sql<{ sequence: string; last: string }[]>`
    SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) AS sequence, last_value::text AS last
    FROM pg_sequences WHERE schemaname = ANY (${from.schemas as string[]}) AND last_value IS NOT NULL ORDER BY 1`;
  for (const { sequence, last } of sequences) yield { kind: 'sequence', value: { sequence, last } };
}
