/** The region's own database, for a command that only reads: its address, or that of the embedded one while it runs. */
import type { Config } from '#config';
import { createLog, type Database, embeddedAddress, openDatabase } from '#platform';
import { CommandFailed } from './command-line.ts';
import { commandFault } from './faults.ts';

/** Works in the application's role, which cannot change the log. */
export async function openLogDatabase(config: Config): Promise<Database> {
  const ownerUrl = config.databaseUrl ?? (await embeddedAddress(config.dataDirectory));
  if (ownerUrl === undefined)
    throw new CommandFailed(commandFault('CLI-003', [{ place: config.dataDirectory, rule: 'no running database' }]));
  return openDatabase({ ownerUrl, poolSize: 2, log: createLog({ level: 'error' }) });
}
