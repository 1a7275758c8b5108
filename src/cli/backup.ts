/** `backup` and `restore`: the whole region in one sealed file, and back where no region is yet. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createLog } from '#platform';
import { backUpRegion, readPassphrase } from '../back-up-region.ts';
import { openBackupOf, type RestoreRequest, restoreRegion } from '../restore-region.ts';
import { configOf, print, succeeded } from './command-line.ts';

interface BackupOptions {
  readonly passphraseFile: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

async function requestOf(file: string, options: BackupOptions): Promise<RestoreRequest> {
  const passphrase = succeeded(await readPassphrase(options.passphraseFile));
  return { config: configOf(), log: createLog({ level: 'error' }), path: resolve(file), passphrase };
}

function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

async function backUp(file: string, options: BackupOptions): Promise<void> {
  const request = await requestOf(file, options);
  const { tables, rows, files, bytes } = succeeded(await backUpRegion(request));
  if (options.json === true) print(JSON.stringify({ file: request.path, tables, rows, files, bytes }));
  else print(`${request.path}: ${rows} rows of ${tables} tables and ${files} files of keys, ${bytes} bytes.`);
}

async function check(request: RestoreRequest, options: BackupOptions): Promise<void> {
  const backup = succeeded(await openBackupOf(request));
  const { region, atMs } = backup.head;
  const counts = succeeded(await backup.check());
  if (options.json === true) print(JSON.stringify({ region, atMs, ...counts }));
  else print(`Whole: ${region} at ${timeText(atMs)}, ${counts.rows} rows of ${counts.tables} tables.`);
}

async function restore(file: string, options: BackupOptions): Promise<void> {
  const request = await requestOf(file, options);
  if (options.check === true) return check(request, options);
  const restored = succeeded(await restoreRegion(request));
  const { region, atMs, tables, rows, files, keys } = restored;
  if (options.json === true) return print(JSON.stringify({ region, atMs, tables, rows, files, keys }));
  print(`Restored ${region} as it was at ${timeText(atMs)}: ${rows} rows of ${tables} tables.`);
  print(
    keys === 'restored'
      ? `${files} files of keys came with it.`
      : 'The keys directory held keys, which were left as they are.',
  );
  print('What was taken away since is there again: follow docs/runbooks/restore.md before readers return.');
}

export function addBackupCommands(program: Command): void {
  const passphrase = ['--passphrase-file <file>', 'its first line opens the backup: 16 characters at least'] as const;
  program
    .command('backup')
    .description('the whole region in one sealed file, while it serves or while it is stopped')
    .argument('<file>', 'a new file')
    .requiredOption(...passphrase)
    .option('--json', 'print JSON')
    .action(backUp);
  program
    .command('restore')
    .description('a backup into a data directory without a database, or into an empty database')
    .argument('<file>')
    .requiredOption(...passphrase)
    .option('--check', 'only whether it is whole and opens; nothing is restored')
    .option('--json', 'print JSON')
    .action(restore);
}
