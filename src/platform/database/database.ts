/** Connections of the running region, in the role `goldthread_app`, which may do little. */
import type Driver from 'postgres';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { errorFields, type Log } from '../log.ts';
import { postgres } from './postgres-driver.ts';

/** Numbers of 53 bits live in `bigint` columns, so int8 is read as a JavaScript number. */
type Types = { readonly bigint: number | bigint };
export type Sql = Driver.Sql<Types>;
/** `Sql` within one transaction; what takes it may be called with either. */
export type DatabaseTransaction = Driver.TransactionSql<Types>;
export type AnySql = Sql | DatabaseTransaction;

export interface DatabaseOptions {
  /** Where the database is. */
  readonly ownerUrl: string;
  /** With a login of the application role; left out, we log in as the owner and change to that role at once. */
  readonly applicationUrl?: string | undefined;
  readonly poolSize: number;
  readonly log: Log;
  /** How long a statement waits for a lock; left out, for as long as a statement may take. Not where filing waits its turn (decision 93). */
  readonly lockTimeoutMs?: number;
  /** Hears the text of each statement, never its parameters: for tests that look at what is asked. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

export interface Database {
  /** The pool. Each call takes any free connection; connections come back by themselves after the server restarts. */
  readonly sql: Sql;
  /** Runs `work` in one transaction; an exception undoes it and is thrown on. */
  transaction<T>(work: (sql: DatabaseTransaction) => Promise<T>): Promise<T>;
  /**
   * Hears NOTIFY on a connection of its own. After a lost connection it listens again by itself and calls
   * `onListening`: notices may have been missed, so that is when to look for yourself.
   */
  listen(channel: string, onNotice: (payload: string) => void, onListening?: () => void): Promise<() => Promise<void>>;
  /** Whether the database answers within two seconds; fault PLATFORM-011. */
  ping(): Promise<Outcome<void>>;
  /** Ends every connection at once, as a network would; whoever waits is thrown `error`. The next statement opens a new one. */
  cut(error: Error & { readonly code: string }): void;
  /** Lets running statements end for five seconds. */
  close(): Promise<void>;
}

/** The same database as one transaction of it sees it: for readings that must see what the transaction wrote. */
export function databaseWithin(database: Database, transaction: DatabaseTransaction): Database {
  return {
    ...database,
    sql: transaction as unknown as Sql,
    transaction: () => {
      throw new Error('a reading within a transaction began another');
    },
  };
}

const statementTimeoutMs = 30_000;
const idleInTransactionTimeoutMs = 60_000;
const pingTimeoutMs = 2_000;
const longestReconnectPauseSeconds = 1;

const lostConnection = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  // SQLSTATE: admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

/** Whether an exception says that the database cannot be reached: answer "unavailable". Anything else is a bug or a constraint. */
export function isUnavailable(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code !== undefined && (lostConnection.has(code) || /^08...$/.test(code));
}

/** The SQLSTATE of an exception that came from PostgreSQL (such as `23505`), or the code of a network error. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** PostgreSQL's int8, exactly. */
const int8: Driver.PostgresType<number | bigint> = {
  to: 20,
  from: [20],
  serialize: (value: number | bigint) => value.toString(),
  parse: (text: string) => {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  },
};

/** Connection settings that are the same for every pool of ours. */
export function connectionOptions(
  role: string | undefined,
): Driver.Options<{ bigint: Driver.PostgresType<number | bigint> }> {
  const connection: Record<string, string | number> = { application_name: 'goldthread', TimeZone: 'UTC' };
  if (role !== undefined) connection['options'] = `-c role=${role}`;
  return {
    types: { bigint: int8 },
    connect_timeout: 10,
    // The driver's own pause grows to 20 seconds: long after a failover is over, statements would still wait for it.
    backoff: (tries: number) => (0.5 + Math.random() / 2) * Math.min(2 ** tries / 100, longestReconnectPauseSeconds),
    // A notice may quote data; nobody reads them.
    onnotice: () => undefined,
    connection: connection as Driver.ConnectionParameters,
  };
}

/** The driver has it by decision 91. */
export function cutterOf(sql: Sql): Pick<Database, 'cut'> {
  return { cut: (error) => (sql as unknown as { cut(reason: Error): void }).cut(error) };
}

/** Opens a pool; it connects when first used, so nothing fails here. */
export function openDatabase(options: DatabaseOptions): Database {
  const own = options.applicationUrl !== undefined;
  const settings = connectionOptions(own ? undefined : 'goldthread_app');
  const sql: Sql = postgres(options.applicationUrl ?? options.ownerUrl, {
    ...settings,
    max: options.poolSize,
    ...(options.onStatement === undefined
      ? {}
      : { debug: (_connection: number, text: string) => options.onStatement?.(text) }),
    connection: {
      ...settings.connection,
      statement_timeout: statementTimeoutMs,
      lock_timeout: options.lockTimeoutMs ?? 0,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      // A plan is kept for as long as its connection, and a table that was small when it was made may be a region's next minute
      // (decision 60). Where no index leads to the rows, they are still read one by one.
      enable_seqscan: 'off',
    },
  }) as unknown as Sql;
  return {
    sql,
    transaction: async (work) => (await sql.begin((inner) => work(inner))) as Awaited<ReturnType<typeof work>>,
    async listen(channel, onNotice, onListening) {
      const listening = await sql.listen(channel, onNotice, onListening);
      return () => listening.unlisten();
    },
    ping: () => ping(sql, options.log),
    ...cutterOf(sql),
    close: () => sql.end({ timeout: 5 }),
  };
}

async function ping(sql: Sql, log: Log): Promise<Outcome<void>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), pingTimeoutMs);
  });
  try {
    const ask = () => sql`SELECT 1`.then(() => 'here' as const);
    // The first statement after a restart of the server may meet a connection that has just been lost: asked once more.
    const answer = ask().catch((error: unknown) => (isUnavailable(error) ? ask() : Promise.reject(error)));
    // The statement may still fail after we stopped waiting for it.
    answer.catch(() => undefined);
    const outcome = await Promise.race([answer, late]);
    return outcome === 'here' ? ok(undefined) : failed(platformFault('PLATFORM-011', 'no answer in 2 seconds'));
  } catch (error) {
    log.warn('the database does not answer', errorFields(error));
    return failed(platformFault('PLATFORM-011', sqlStateOf(error) ?? 'unknown'));
  } finally {
    clearTimeout(timer);
  }
}
