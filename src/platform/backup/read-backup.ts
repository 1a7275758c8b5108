/** Reads a backup: its head, whether it is whole, and its way into a database. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable, pipeline as throughPipes } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { connectionOptions, type Sql } from '../database/database.ts';
import { postgres } from '../database/postgres-driver.ts';
import { platformFault } from '../faults.ts';
import { type BackupEnd, type BackupFrame, type BackupHead, readFrames } from './backup-frames.ts';
import { type Loaded, loadTables } from './load-database.ts';
import { openBytes, SealBroken } from './sealed-bytes.ts';

export interface Backup {
  readonly head: BackupHead;
  /** Reads it to its end. Faults PLATFORM-019, PLATFORM-020. */
  check(): Promise<Outcome<BackupEnd>>;
  /** Into a database that has had its migrations: everything or nothing. Faults PLATFORM-020. */
  load(ownerUrl: string): Promise<Outcome<Loaded>>;
}

const wordsOf: Readonly<Record<SealBroken['kind'], string>> = {
  'no-backup': 'it is no backup',
  passphrase: '',
  changed: 'its bytes were changed',
  'cut-off': 'it was cut off',
};

async function orBroken<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return ok(await work());
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    const { kind } = error;
    return failed(platformFault(kind === 'passphrase' ? 'PLATFORM-019' : 'PLATFORM-020', wordsOf[kind]));
  }
}

function framesOf(path: string, passphrase: string): AsyncGenerator<BackupFrame> {
  // Whoever reads on hears of what breaks; the callback is for nobody.
  const bytes = throughPipes(createReadStream(path), openBytes(passphrase), createGunzip(), () => undefined);
  return readFrames(Readable.from(bytes as AsyncIterable<Buffer>));
}

async function checkFrames(frames: AsyncIterable<BackupFrame>): Promise<BackupEnd> {
  let end: BackupEnd | undefined;
  for await (const frame of frames) if (frame.kind === 'end') end = frame.value;
  if (end === undefined) throw new SealBroken('cut-off');
  return end;
}

async function loadInto(ownerUrl: string, frames: AsyncIterable<BackupFrame>): Promise<Loaded> {
  let broken: unknown;
  const noted = async function* (): AsyncGenerator<BackupFrame> {
    try {
      yield* frames;
    } catch (error) {
      broken = error;
      throw error;
    }
  };
  const connect = (): Sql => postgres(ownerUrl, { ...connectionOptions(undefined), max: 1 }) as unknown as Sql;
  const [sql, aside] = [connect(), connect()];
  try {
    return (await sql.begin((transaction) => loadTables(transaction, aside, noted()))) as Loaded;
  } catch (error) {
    // The connection may have ended with the copy that was abandoned: what is wrong is the file.
    throw broken ?? error;
  } finally {
    await Promise.all([sql.end({ timeout: 5 }), aside.end({ timeout: 5 })]);
  }
}

/** Faults PLATFORM-019 (passphrase), PLATFORM-020 (not whole), PLATFORM-022 (the file cannot be read). */
export async function openBackup(path: string, passphrase: string): Promise<Outcome<Backup>> {
  try {
    await (await open(path, 'r')).close();
  } catch (error) {
    return failed(platformFault('PLATFORM-022', `${path}: ${(error as NodeJS.ErrnoException).code}`));
  }
  const head = await orBroken(async () => {
    for await (const frame of framesOf(path, passphrase)) {
      if (frame.kind !== 'head') break;
      return frame.value;
    }
    throw new SealBroken('no-backup');
  });
  if (!head.ok) return head;
  return ok({
    head: head.value,
    check: () => orBroken(() => checkFrames(framesOf(path, passphrase))),
    load: (ownerUrl) => orBroken(() => loadInto(ownerUrl, framesOf(path, passphrase))),
  });
}
