/** Entries of work that is committed with them: both are there, or neither. */
import type { Receipt, RequestContext } from '#disclosure';
import { pressReceipt } from '#disclosure/for-audit';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import {
  type Database,
  type DatabaseTransaction,
  errorFields,
  isUnavailable,
  type Log,
  lostRace,
  retryTransactionOutcome,
} from '#platform';
import { auditFault } from './faults.ts';
import { type EntryDraft, eventAndDisclosureDraft, eventDraft } from './log-body.ts';
import type { DoneWork, EventRequest, LogEvent } from './log-event.ts';
import { CounterBehindLog, insertEntries } from './queries/insert-entries.ts';

interface CommitDependencies {
  readonly log: Log;
}

export const appendTimeoutMs = 5_000;
const attempts = 3;

/** What was done, and the proof that it is in the log. */
export interface Logged<T> {
  readonly value: T;
  readonly receipt: Receipt;
}

export async function recordWithin(
  transaction: DatabaseTransaction,
  entries: readonly { readonly request: EventRequest; readonly event: LogEvent }[],
): Promise<void> {
  if (entries.length === 0) return;
  const drafts = entries.map(({ request, event }) => eventDraft(request, event));
  await insertEntries(transaction, drafts, appendTimeoutMs);
}

export async function commitAlone<T>(
  { request, ...deps }: CommitDependencies & { readonly request: RequestContext },
  database: Pick<Database, 'transaction'>,
  work: (transaction: DatabaseTransaction, attempt: number) => Promise<Outcome<DoneWork<T>>>,
): Promise<Outcome<Logged<T>>> {
  const committed = await commitTogether(deps, [request], database, async (transaction, attempt) => {
    const done = await work(transaction, attempt);
    return done.ok ? ok([done.value]) : done;
  });
  return committed.ok ? ok(committed.value[0]!) : committed;
}

export async function commitTogether<T>(
  deps: CommitDependencies,
  requests: readonly RequestContext[],
  database: Pick<Database, 'transaction'>,
  work: (transaction: DatabaseTransaction, attempt: number) => Promise<Outcome<readonly DoneWork<T>[]>>,
): Promise<Outcome<readonly Logged<T>[]>> {
  const retrying = { attempts, isWorthIt: lostRace };
  const committed = await retryTransactionOutcome(database, retrying, async (transaction, attempt) => {
    const done = await work(transaction, attempt);
    if (!done.ok) return done;
    if (done.value.length !== requests.length) throw new Error('work was done for other requests than asked for it');
    const positions = await insertWithin(deps, requests, transaction, done.value);
    return positions.ok ? ok({ done: done.value, positions: positions.value }) : positions;
  });
  if (!committed.ok) return committed;
  const { done, positions } = committed.value;
  return ok(done.map(({ value, sealed }, index) => ({ value, receipt: pressReceipt(positions[index]!, sealed) })));
}

/** The entries of work that is not committed yet, in its transaction. */
async function insertWithin(
  deps: CommitDependencies,
  requests: readonly RequestContext[],
  transaction: DatabaseTransaction,
  done: readonly DoneWork<unknown>[],
): Promise<Outcome<readonly number[]>> {
  const drafts: EntryDraft[] = [];
  for (const [index, request] of requests.entries()) {
    const { event, sealed } = done[index]!;
    const draft = eventAndDisclosureDraft(request, event, sealed);
    if (draft === undefined) return unnamedPerson(deps, request);
    drafts.push(draft);
  }
  // After those whose positions are given back.
  for (const [index, request] of requests.entries())
    for (const event of done[index]!.beside ?? []) drafts.push(eventDraft(request, event));
  return insertDrafts(deps, transaction, drafts);
}

/** A value where the log takes none; throws where the connection or a race was lost, which is the whole transaction's. */
export async function insertDrafts(
  deps: CommitDependencies,
  transaction: DatabaseTransaction,
  drafts: readonly EntryDraft[],
): Promise<Outcome<readonly number[]>> {
  try {
    return ok(await insertEntries(transaction, drafts, appendTimeoutMs));
  } catch (error) {
    if (isUnavailable(error) || lostRace(error)) throw error;
    const code = error instanceof CounterBehindLog ? 'AUDIT-004' : 'AUDIT-001';
    deps.log.error('the access log could not be written', { code, count: drafts.length, ...errorFields(error) });
    return failed(auditFault(code));
  }
}

export function unnamedPerson(deps: CommitDependencies, request: RequestContext): Outcome<never> {
  deps.log.error('a grant let through an item whose person it does not name', {
    code: 'AUDIT-003',
    requestId: request.requestId,
    route: request.route,
  });
  return failed(auditFault('AUDIT-003'));
}
