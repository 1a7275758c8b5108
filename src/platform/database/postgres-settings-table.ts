/** The settings of the embedded PostgreSQL, each with its reason. They are written out afresh at every start. */
import { totalmem } from 'node:os';

export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

const mebibyte = 1024 * 1024;

/** A quarter of the memory we may use (of the container, where there is one), from 32 MB to 1 GB. */
export function sharedBuffersMb(): number {
  const limit = process.constrainedMemory();
  const usable = limit > 0 && limit < totalmem() ? limit : totalmem();
  return Math.max(32, Math.min(1024, Math.floor(usable / 4 / mebibyte)));
}

const durable: readonly Setting[] = [
  { name: 'fsync', value: 'on', reason: 'an acknowledged message survives a power cut' },
  { name: 'synchronous_commit', value: 'on', reason: 'a commit is answered only when it is on disk' },
  { name: 'full_page_writes', value: 'on', reason: 'a page torn by a power cut can be mended' },
  { name: 'max_connections', value: '60', reason: 'the pools of one region, with room for maintenance' },
];

const forTestsOnly: readonly Setting[] = [
  { name: 'fsync', value: 'off', reason: 'a test database is thrown away' },
  { name: 'synchronous_commit', value: 'off', reason: 'a test database is thrown away' },
  { name: 'full_page_writes', value: 'off', reason: 'a test database is thrown away' },
  { name: 'max_connections', value: '240', reason: 'a dozen regions of test files, of up to twenty connections each' },
];

const always: readonly Setting[] = [
  { name: 'listen_addresses', value: '127.0.0.1', reason: 'only this machine may connect' },
  { name: 'unix_socket_directories', value: '', reason: 'no socket file in a folder that others can reach' },
  { name: 'password_encryption', value: 'scram-sha-256', reason: 'passwords are never sent or kept readable' },
  { name: 'wal_compression', value: 'on', reason: 'less to write; the bundled build has pglz only, no lz4' },
  { name: 'max_wal_size', value: '2GB', reason: 'a bulk import is not slowed by checkpoints' },
  { name: 'checkpoint_timeout', value: '15min', reason: 'fewer full pages in the log; recovery stays in seconds' },
  { name: 'jit', value: 'off', reason: 'the bundled build has no JIT, and our queries are short' },
  {
    name: 'autovacuum_vacuum_insert_scale_factor',
    value: '0.02',
    reason: 'tables that only grow get their visibility map early, so index-only scans stay so',
  },
  { name: 'timezone', value: 'UTC', reason: 'every time is kept in UTC' },
  { name: 'log_timezone', value: 'UTC', reason: 'the log reads the same everywhere' },
  { name: 'lc_messages', value: 'C', reason: 'the supervisor reads a few of the messages' },
  { name: 'log_min_messages', value: 'log', reason: 'an error of a statement may quote what somebody typed' },
  { name: 'log_min_error_statement', value: 'panic', reason: 'statements may hold patient data' },
  { name: 'log_error_verbosity', value: 'terse', reason: 'the detail of an error quotes rows' },
  { name: 'log_statement', value: 'none', reason: 'statements may hold patient data' },
  { name: 'log_min_duration_statement', value: '-1', reason: 'statements may hold patient data' },
  { name: 'log_parameter_max_length', value: '0', reason: 'parameters are patient data' },
  { name: 'log_parameter_max_length_on_error', value: '0', reason: 'parameters are patient data' },
  { name: 'log_checkpoints', value: 'off', reason: 'noise' },
];

/** The whole of `postgresql.conf`. `throwAway` is for databases of tests only: it gives up every promise about power cuts. */
export function postgresSettings(throwAway: boolean): readonly Setting[] {
  const memory = {
    name: 'shared_buffers',
    value: `${sharedBuffersMb()}MB`,
    reason: 'a quarter of the memory, 1 GB at most',
  };
  const frugal = { ...memory, value: '64MB', reason: 'test databases are small' };
  return [...(throwAway ? forTestsOnly : durable), throwAway ? frugal : memory, ...always];
}

export function settingsFile(settings: readonly Setting[]): string {
  const lines = settings.map((setting) => `${setting.name} = '${setting.value}'  # ${setting.reason}`);
  return `# Written by Goldthread at every start: changes here are lost.\n${lines.join('\n')}\n`;
}

/** The whole of `pg_hba.conf`: a password from this machine, and nothing else. */
export const accessFile = '# Written by Goldthread at every start.\nhost all all 127.0.0.1/32 scram-sha-256\n';
