/**
 * Whether commits come through. With a synchronous standby that is away, PostgreSQL keeps each commit waiting, by no limit of its
 * own (`statement_timeout` does not count there). Whatever waits so long is ended, and answered as of a database that is lost (decision 104).
 */
import type { Fault } from '#kernel/fault.ts';
import { platformFault } from '../faults.ts';
import type { Log } from '../log.ts';
import type { AnySql, Database } from './database.ts';

/** One process of the server that waits for a standby to confirm its commit. */
export interface CommitWait {
  readonly process: number;
  /** Tells one wait of a process from its next. */
  readonly since: string;
  readonly isTrial: boolean;
}

export interface CommitWatchOptions {
  /** One connection of its own for the commit that tells whether others would come through. */
  readonly trial: Database;
  readonly endProcesses: (processes: readonly number[]) => Promise<void>;
  readonly cutPools: () => void;
  readonly cutTrial: () => void;
  readonly log: Log;
  /** So often a wait is seen before commits are said to wait. */
  readonly seenAtMost: number;
}

export interface CommitWatch {
  /** Whatever waits now; called about once a second, while the server answers. */
  heard(waits: readonly CommitWait[]): void;
  /** Fault PLATFORM-024 while commits wait. */
  fault(): Fault | undefined;
}

/** Within a statement: its commit is flushed and confirmed, whatever a role or a pool has set; what is stricter stays. */
export const strictCommitSql = `set_config('synchronous_commit',
  CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on'
    ELSE current_setting('synchronous_commit') END, true)`;

/** A commit that has to reach the standby, and changes no table. The words stand in its text, where the server shows them. */
async function commitStrictly(sql: AnySql, words: string): Promise<void> {
  const text = `SELECT ${strictCommitSql}, pg_logical_emit_message(true, 'goldthread', '${words}')`;
  await sql.unsafe(text, [], { prepare: true });
}

/** Stands in the text of the statement that tries, where the server shows it. */
const trialWords = 'whether a commit comes through';

/** Of this database, whichever process of Goldthread said them: the role that logs in sees its own and may end them. */
export const listCommitWaits = (sql: AnySql): Promise<readonly CommitWait[]> => sql<CommitWait[]>`
  SELECT pid AS process, query_start::text AS since, query LIKE ${`%${trialWords}%`} AS "isTrial"
  FROM pg_stat_activity
  WHERE wait_event = 'SyncRep' AND datname = current_database() AND application_name = 'goldthread'`;

/**
 * Ended, not cancelled: a commit whose wait is cancelled is told to its client as done. Who is ended hears nothing, and the transaction,
 * which is in the primary's log, stands there.
 */
export async function endCommitWaits(sql: AnySql, processes: readonly number[]): Promise<void> {
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid = ANY (${processes as number[]}) AND wait_event = 'SyncRep'`;
}

/**
 * Comes back once a commit has reached the standby, and with it all that was committed before: for whoever answers by what is there
 * already. What was ended while it waited stands on the primary, and may be nowhere else. Throws as a lost database does.
 */
export const confirmCommits = (sql: AnySql): Promise<void> => commitStrictly(sql, 'what is there already');

export function watchCommits(options: CommitWatchOptions): CommitWatch {
  const { trial, endProcesses, cutPools, cutTrial, log, seenAtMost } = options;
  let seen: ReadonlyMap<string, number> = new Map();
  let isStanding = false;
  /** 0: none is under way. */
  let turnsOfTrial = 0;

  const comeThrough = (): void => {
    if (isStanding) log.info('commits come through again');
    isStanding = false;
  };
  const tryAgain = (): void => {
    turnsOfTrial += 1;
    // The server ends one that waits too long; this one is on a connection that no longer leads there.
    if (turnsOfTrial > 2 * seenAtMost) cutTrial();
    if (turnsOfTrial > 1) return;
    const over = (): void => {
      turnsOfTrial = 0;
    };
    // One that is ended says nothing: the next turn tries again.
    commitStrictly(trial.sql, trialWords)
      .then(comeThrough, () => undefined)
      .finally(over);
  };
  return {
    heard(waits) {
      const keyOf = ({ process, since }: CommitWait): string => `${process} ${since}`;
      seen = new Map(waits.map((wait) => [keyOf(wait), (seen.get(keyOf(wait)) ?? 0) + 1]));
      const isLong = (wait: CommitWait): boolean => (seen.get(keyOf(wait)) ?? 0) >= seenAtMost;
      if (!isStanding && waits.some(isLong)) {
        isStanding = true;
        log.error('commits wait for a synchronous standby: what waits for them is ended', { code: 'PLATFORM-024' });
      }
      if (!isStanding) return;
      // Each that is cut here would go on waiting in the server, which has places for so many: so it is ended there too.
      const ending = waits.filter((wait) => !wait.isTrial || isLong(wait)).map(({ process }) => process);
      cutPools();
      if (ending.length > 0) void endProcesses(ending).catch(() => undefined);
      tryAgain();
    },
    fault: () => (isStanding ? platformFault('PLATFORM-024', '') : undefined),
  };
}
