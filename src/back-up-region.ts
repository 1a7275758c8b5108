/** A backup of the whole region, while it serves or while it does not: what of each module, and its entry in the log. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditCopies, createAudit } from '#audit';
import type { Config } from '#config';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import {
  embeddedAddress,
  findMigrationFolders,
  type Log,
  openDatabase,
  platformFault,
  startEmbeddedPostgres,
  type TableCopies,
  type WrittenBackup,
  writeBackup,
} from '#platform';
import { recordCopies } from '#record';
import { signInCopies } from '#sign-in';
import { regionFault } from './faults.ts';
import { readKeyFiles } from './read-key-files.ts';
import { openRegionClock } from './region-clock.ts';

export const migrationFolders = findMigrationFolders(fileURLToPath(new URL('.', import.meta.url)));
/** Decision 10: a module's schema has its name. What only lists migrations is made by those. */
export const schemas = migrationFolders.map((folder) => basename(dirname(folder)).replaceAll('-', '_'));
const copies: TableCopies = { ...auditCopies, ...recordCopies, ...signInCopies };

const leastCharacters = 16;

/** The first line of a file. Fault START-005. */
export async function readPassphrase(path: string): Promise<Outcome<string>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const passphrase = text?.split(/\r?\n/)[0]?.trim();
  if (passphrase === undefined) return failed(regionFault('START-005', [{ place: path, rule: 'cannot be read' }]));
  if (passphrase.length < leastCharacters)
    return failed(regionFault('START-005', [{ place: path, rule: `needs ${leastCharacters} characters at least` }]));
  return ok(passphrase);
}

interface Reached {
  readonly ownerUrl: string;
  readonly close: () => Promise<void>;
}

/** The server, the embedded database that runs, or the one that does not and is started for this. */
async function reachDatabase({ databaseUrl, dataDirectory }: Config, log: Log): Promise<Outcome<Reached>> {
  if (databaseUrl !== undefined) return ok({ ownerUrl: databaseUrl, close: async () => undefined });
  if (!existsSync(join(dataDirectory, 'postgresql')))
    return failed(platformFault('PLATFORM-003', `${dataDirectory} holds no database`));
  const started = await startEmbeddedPostgres({ dataDirectory, log });
  if (started.ok) return ok({ ownerUrl: started.value.url, close: started.value.stop });
  const running = started.fault.code === 'PLATFORM-005' ? await embeddedAddress(dataDirectory) : undefined;
  return running === undefined ? started : ok({ ownerUrl: running, close: async () => undefined });
}

export interface OperationToLog {
  readonly ownerUrl: string;
  readonly log: Log;
  readonly wasAheadUntilMs: number | undefined;
}

/** Nothing leaves a region, or comes into it, without an entry: gives its moment by the region's clock (decision 100). Faults: START-008, since a back-dated entry is none; those of the log. */
export async function logOperation(operation: OperationToLog, act: 'backup' | 'restore'): Promise<Outcome<number>> {
  const { ownerUrl, log, wasAheadUntilMs } = operation;
  const database = openDatabase({ ownerUrl, poolSize: 1, log });
  try {
    const time = await openRegionClock({ database, wasAheadUntilMs });
    if (!time.ok) return time;
    const { clock } = time.value;
    const atMs = clock.now();
    const logged = await createAudit({ database, clock, log }).recordEvent(
      { requestId: randomUUID(), route: act, atMs },
      { kind: 'administration', outcome: 'done', detail: { by: 'operator', act } },
    );
    return logged.ok ? ok(atMs) : logged;
  } finally {
    await database.close();
  }
}

export interface BackUpRequest {
  readonly config: Config;
  readonly log: Log;
  readonly path: string;
  readonly passphrase: string;
}

/** Faults: those of the database and of the log; PLATFORM-022; START-009, before anything is made. */
export async function backUpRegion(request: BackUpRequest): Promise<Outcome<WrittenBackup>> {
  const { config, log, path, passphrase } = request;
  const files = await readKeyFiles(config.keysDirectory);
  if (!files.ok) return files;
  const reached = await reachDatabase(config, log);
  if (!reached.ok) return reached;
  const { ownerUrl, close } = reached.value;
  try {
    const logged = await logOperation({ ownerUrl, log, wasAheadUntilMs: config.clockWasAheadUntilMs }, 'backup');
    if (!logged.ok) return logged;
    const { region } = config;
    const atMs = logged.value;
    return await writeBackup({ path, passphrase, ownerUrl, region, atMs, schemas, copies, files: files.value });
  } finally {
    await close();
  }
}
