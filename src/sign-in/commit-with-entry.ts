/** What is given out and its entry in the log are one transaction: both are there, or neither (decision 97). */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type DatabaseTransaction, lostRace, retryTransactionOutcome } from '#platform';
import { signInFault } from './faults.ts';
import type { SignInDatabase } from './sign-in-database.ts';
import type { RecordSignIn, SignInEvent } from './sign-in-event.ts';

const attempts = 3;

export interface CommitDeps {
  readonly database: Pick<SignInDatabase, 'transaction'>;
  readonly recordSignIn: RecordSignIn;
}

/** What was done, and what the log is told of it: nothing where nothing came of it. */
interface Done<T> {
  readonly value: T;
  readonly event: SignInEvent | undefined;
}

/**
 * Within `work` everything is asked by its `sql`: another connection of the pool would see what was before, and could be
 * waited for by all that hold one. Fault SIGN-IN-018: the log took no entry, and nothing was done.
 */
export async function commitWithEntry<T>(
  { database, recordSignIn }: CommitDeps,
  work: (sql: DatabaseTransaction) => Promise<Done<T>>,
): Promise<Outcome<T>> {
  return retryTransactionOutcome(database, { attempts, isWorthIt: lostRace }, async (sql) => {
    const { value, event } = await work(sql);
    const logged = event === undefined ? ok(true) : await recordSignIn(event, sql);
    return logged.ok ? ok(value) : failed(signInFault('SIGN-IN-018'));
  });
}
