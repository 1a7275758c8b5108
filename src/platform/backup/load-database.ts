/** Puts the tables of a backup into a database that has had the same migrations: all of them, or none. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { AnySql, Sql } from '../database/database.ts';
import type { BackupEnd, BackupFile, BackupFrame, KeptFile } from './backup-frames.ts';
import { SealBroken } from './sealed-bytes.ts';

export interface Loaded extends BackupEnd {
  readonly keptFiles: readonly KeptFile[];
}

const plainName = /^[a-z_]+\.[a-z_0-9]+$/;

function checkedName(name: string): string {
  if (!plainName.test(name)) throw new Error('a backup names a table that is none of ours');
  return name;
}

/** Where the bytes that come next belong. */
class Receiver {
  readonly #sql: AnySql;
  readonly tables: string[] = [];
  readonly files: (BackupFile & { readonly parts: Buffer[] })[] = [];
  #copying: Writable | undefined;

  constructor(sql: AnySql) {
    this.#sql = sql;
  }

  async table(name: string, columns: readonly string[]): Promise<void> {
    await this.close();
    const table = checkedName(name);
    this.tables.push(table);
    // Triggers count what changes; the counts come by the backup themselves.
    await this.#sql.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await this.#sql.unsafe(`TRUNCATE ${table} CASCADE`);
    const listed = columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ');
    this.#copying = await this.#sql.unsafe(`COPY ${table} (${listed}) FROM STDIN`).writable();
  }

  async file(file: BackupFile): Promise<void> {
    await this.close();
    this.files.push({ ...file, parts: [] });
  }

  async bytes(bytes: Buffer): Promise<void> {
    if (this.#copying === undefined) this.files.at(-1)?.parts.push(Buffer.from(bytes));
    else if (!this.#copying.write(bytes)) await once(this.#copying, 'drain');
  }

  /** Ends a copy that will not be whole, so that its transaction can be undone. */
  async abandon(error: Error): Promise<void> {
    const copying = this.#copying;
    this.#copying = undefined;
    if (copying === undefined) return;
    const ended = finished(copying).catch(() => undefined);
    copying.destroy(error);
    await ended;
  }

  async close(): Promise<void> {
    const copying = this.#copying;
    this.#copying = undefined;
    if (copying === undefined) return;
    copying.end();
    await finished(copying);
  }
}

/** New entries must have a higher number of their transaction than any that came: a new server counts from the beginning. */
async function passTransactionIds(sql: AnySql, aside: Sql): Promise<void> {
  const columns = await sql<{ table: string; column: string }[]>`
    SELECT n.nspname || '.' || c.relname AS table, a.attname AS column FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.atttypid = 'xid8'::regtype AND c.relkind = 'r' AND n.nspname !~ '^pg_' AND NOT a.attisdropped`;
  for (const { table, column } of columns) {
    const [row] = await sql.unsafe<{ largest: string | null }[]>(
      `SELECT max(${column}::text::numeric)::text AS largest FROM ${checkedName(table)}`,
    );
    if (row?.largest == null) continue;
    await aside.unsafe(`DO $$ BEGIN
      PERFORM set_config('synchronous_commit', 'off', false);
      WHILE pg_current_xact_id() <= '${BigInt(row.largest)}'::xid8 LOOP COMMIT; END LOOP;
    END $$`);
  }
}

async function receiveFrame(receiver: Receiver, sql: AnySql, frame: BackupFrame): Promise<void> {
  if (frame.kind === 'bytes') return receiver.bytes(frame.value);
  if (frame.kind === 'file') return receiver.file(frame.value);
  if (frame.kind === 'table') return receiver.table(frame.value.table, frame.value.columns);
  await receiver.close();
  if (frame.kind === 'sequence')
    await sql`SELECT setval(${frame.value.sequence}::text::regclass, ${frame.value.last}::text::bigint)`;
}

/** `sql` is a transaction, `aside` another connection. Throws `SealBroken` when the frames end before their end. */
export async function loadTables(sql: AnySql, aside: Sql, frames: AsyncIterable<BackupFrame>): Promise<Loaded> {
  const receiver = new Receiver(sql);
  let end: BackupEnd | undefined;
  try {
    for await (const frame of frames) {
      await receiveFrame(receiver, sql, frame);
      if (frame.kind === 'end') end = frame.value;
    }
    if (end === undefined) throw new SealBroken('cut-off');
  } catch (error) {
    await receiver.abandon(error as Error);
    throw error;
  }
  for (const table of receiver.tables) await sql.unsafe(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  await passTransactionIds(sql, aside);
  const keptFiles = receiver.files.map(({ parts, ...file }) => ({ ...file, bytes: Buffer.concat(parts) }));
  return { ...end, keptFiles };
}
