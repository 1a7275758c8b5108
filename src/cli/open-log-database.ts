/** The region's own database, for a command that only reads: its address, or that of the embedded one while it runs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config';
import { createLog, type Database, openDatabase } from '#platform';
import { CommandFailed } from './command-line.ts';
import { commandFault } from './faults.ts';

async function embeddedAddress(dataDirectory: string): Promise<string> {
  try {
    const passwords = await readFile(join(dataDirectory, 'database-passwords.json'), 'utf8');
    const { owner } = JSON.parse(passwords) as { readonly owner: string };
    const processFile = await readFile(join(dataDirectory, 'postgresql/postmaster.pid'), 'utf8');
    const port = processFile.split('\n')[3]?.trim() ?? '';
    return `postgres://goldthread:${owner}@127.0.0.1:${port}/goldthread`;
  } catch {
    throw new CommandFailed(commandFault('CLI-003', [{ place: dataDirectory, rule: 'no running database' }]));
  }
}

/** Works in the application's role, which cannot change the log. */
export async function openLogDatabase(config: Config): Promise<Database> {
  const ownerUrl = config.databaseUrl ?? (await embeddedAddress(config.dataDirectory));
  return openDatabase({ ownerUrl, poolSize: 2, log: createLog({ level: 'error' }) });
}
