/** Makes a backup: one sealed file with every table of one moment, while the region serves or while it does not. */
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { connectionOptions, isUnavailable, type Sql, sqlStateOf } from '../database/database.ts';
import { postgres } from '../database/postgres-driver.ts';
import { streamDurableFile } from '../durable-file.ts';
import { platformFault } from '../faults.ts';
import { type BackupEnd, type BackupFrame, type KeptFile, writeFrame } from './backup-frames.ts';
import { dumpTables, type TableCopies } from './dump-database.ts';
import { sealBytes } from './sealed-bytes.ts';

export interface WriteBackupOptions {
  readonly path: string;
  readonly passphrase: string;
  /** In the role that owns the tables. */
  readonly ownerUrl: string;
  readonly region: string;
  readonly atMs: number;
  readonly schemas: readonly string[];
  readonly copies: TableCopies;
  /**
   * Kept with the tables, and read before them: the log's checkpoint is replaced with each seal, and one that is newer than the
   * tables signs what they do not hold (AUDIT-005).
   */
  readonly files: readonly KeptFile[];
}

export interface WrittenBackup extends BackupEnd {
  readonly bytes: number;
}

async function* framesOf(sql: Sql, options: WriteBackupOptions, end: BackupEnd): AsyncGenerator<BackupFrame> {
  const counts = end as { tables: number; rows: number; files: number };
  const rows = await sql<{ name: string; sha256: string }[]>`SELECT name, sha256 FROM platform.migration ORDER BY name`;
  const migrations = Object.fromEntries(rows.map(({ name, sha256 }) => [name, sha256]));
  yield { kind: 'head', value: { region: options.region, atMs: options.atMs, migrations } };
  yield* dumpTables(sql, options, counts);
  for (const { bytes, ...file } of options.files) {
    counts.files++;
    yield { kind: 'file', value: file };
    yield { kind: 'bytes', value: bytes };
  }
  yield { kind: 'end', value: { ...counts } };
}

/** Within one transaction, on a connection that does nothing else. */
async function writeTo(file: Writable, options: WriteBackupOptions): Promise<BackupEnd> {
  const sql = postgres(options.ownerUrl, { ...connectionOptions(undefined), max: 1 }) as unknown as Sql;
  const counts = { tables: 0, rows: 0, files: 0 };
  try {
    const seal = await sealBytes(options.passphrase);
    await sql.begin('isolation level repeatable read read only', async (transaction) => {
      const frames = framesOf(transaction as unknown as Sql, options, counts);
      const bytes = async function* (): AsyncGenerator<Buffer> {
        for await (const frame of frames) yield writeFrame(frame);
      };
      await pipeline(bytes(), createGzip({ level: constants.Z_BEST_SPEED }), seal, file);
    });
    return counts;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Durable, and whole, when it comes back; else there is no file. Faults PLATFORM-011, PLATFORM-022. */
export async function writeBackup(options: WriteBackupOptions): Promise<Outcome<WrittenBackup>> {
  const { path } = options;
  let counts: BackupEnd = { tables: 0, rows: 0, files: 0 };
  try {
    const isMade = await streamDurableFile(path, async (file) => {
      counts = await writeTo(file, options);
    });
    if (!isMade) return failed(platformFault('PLATFORM-022', `${path}: EEXIST`));
    return ok({ ...counts, bytes: (await stat(path)).size });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== undefined && /^(open|write|fsync|link)$/.test(syscall))
      return failed(platformFault('PLATFORM-022', `${path}: ${code}`));
    if (isUnavailable(error)) return failed(platformFault('PLATFORM-011', sqlStateOf(error) ?? 'unknown'));
    throw error;
  }
}
