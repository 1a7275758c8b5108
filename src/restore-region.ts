/** Puts a backup where no region is yet. */
import type { Config } from '#config';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import {
  type Backup,
  type BackupEnd,
  type BackupHead,
  type Log,
  migrate,
  openBackup,
  openRestoreTarget,
  type RestoreTarget,
} from '#platform';
import { logOperation, migrationFolders, schemas } from './back-up-region.ts';
import { regionFault } from './faults.ts';
import { restoreKeys } from './restore-keys.ts';

export interface RestoreRequest {
  readonly config: Config;
  readonly log: Log;
  readonly path: string;
  readonly passphrase: string;
}

export interface Restored extends BackupEnd, BackupHead {
  readonly keys: 'restored' | 'kept';
}

async function fill(
  backup: Backup,
  target: RestoreTarget,
  { config, log }: RestoreRequest,
): Promise<Outcome<Restored>> {
  const { ownerUrl, applicationUrl } = target;
  const migrating = { ownerUrl, applicationUrl, folders: migrationFolders, log };
  const before = await migrate({ ...migrating, only: backup.head.migrations });
  if (!before.ok) return before;
  const loaded = await backup.load(ownerUrl);
  if (!loaded.ok) return loaded;
  const after = await migrate(migrating);
  if (!after.ok) return after;
  // What was backed up may have been recorded by a clock that was ahead: the region asks about it when it starts.
  const logged = await logOperation({ ownerUrl, log, wasAheadUntilMs: Number.POSITIVE_INFINITY }, 'restore');
  if (!logged.ok) return logged;
  const { keptFiles, tables, rows, files } = loaded.value;
  const keys = await restoreKeys(config.keysDirectory, keptFiles);
  return ok({ ...backup.head, tables, rows, files, keys });
}

/** The backup of this region. Faults PLATFORM-019, PLATFORM-020, PLATFORM-022; START-006: it is of another. */
export async function openBackupOf(request: RestoreRequest): Promise<Outcome<Backup>> {
  const { config, path, passphrase } = request;
  const backup = await openBackup(path, passphrase);
  if (!backup.ok || backup.value.head.region === config.region) return backup;
  const rule = `is ${config.region}, and the backup is of ${backup.value.head.region}`;
  return failed(regionFault('START-006', [{ place: 'GOLDTHREAD_REGION', rule }]));
}

/** Everything, or nothing. Faults: those of `openBackupOf`, of a first start, of migrations; PLATFORM-021. */
export async function restoreRegion(request: RestoreRequest): Promise<Outcome<Restored>> {
  const { config, log } = request;
  const backup = await openBackupOf(request);
  if (!backup.ok) return backup;
  const { dataDirectory, databaseUrl } = config;
  const target = await openRestoreTarget({ dataDirectory, databaseUrl, schemas: ['platform', ...schemas], log });
  if (!target.ok) return target;
  let filled: Outcome<Restored> | undefined;
  try {
    filled = await fill(backup.value, target.value, request);
  } finally {
    if (filled?.ok === true) await target.value.finish();
    else await target.value.abandon();
  }
  return filled;
}
