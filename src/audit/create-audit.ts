/** Puts the log together from its parts. */
import { randomUUID } from 'node:crypto';
import type { PersonNumber, Receipt, RequestContext, Sealed } from '#disclosure';
import { pressReceipt } from '#disclosure/for-audit';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, type DatabaseTransaction, type Log, settledWithin } from '#platform';
import { type Appender, createAppender } from './append-entries.ts';
import { compromisedDays, inspectLog, type LogInspection, lastInspection } from './check/inspect-log.ts';
import type { LogVerifier } from './check/verify-in-thread.ts';
import {
  appendTimeoutMs,
  commitAlone,
  commitTogether,
  insertDrafts,
  type Logged,
  recordWithin,
  unnamedPerson,
} from './commit-logged.ts';
import { createProofs, type LogProofKeys, type LogPublication } from './create-proofs.ts';
import { deriveLeaves } from './derive-leaves.ts';
import { auditFault } from './faults.ts';
import { listForPersons } from './list-for-persons.ts';
import { listLooks } from './list-looks.ts';
import { disclosureDraft, type EntryDraft, eventAndDisclosureDraft, eventDraft } from './log-body.ts';
import type {
  DisclosureExtra,
  DoneWork,
  EventRequest,
  LogEvent,
  LogFigures,
  LogPage,
  LogPageRequest,
  LogReconciliation,
  LookPage,
  Refusal,
} from './log-event.ts';
import type { CompromisedDay } from './queries/compromised-days.ts';
import type { PastInspection } from './queries/inspections.ts';
import type { LooksWanted } from './queries/select-looks.ts';
import { readFigures, readHeadNumber, reconcile } from './reconcile.ts';
import { takeTurns } from './take-turns.ts';
import type { PersonProofRequest } from './tree/prove-person.ts';
import type { SealedTree } from './tree/seal-tree.ts';
import type { LogFile } from './verify/log-file.ts';

export interface AuditDeps {
  /** May be a small pool of its own, so that the log never queues behind reads. */
  readonly database: Pick<Database, 'sql' | 'transaction'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Without them the log is written and derived, and never sealed. */
  readonly proofs?: LogProofKeys;
  /** Goes through the whole log beside the thread that answers; left out, it is gone through on this one. */
  readonly verifier?: LogVerifier;
}

export interface Audit {
  /**
   * Logs one answer: persons, items and grounds come from the sealed values. The receipt comes once the entry is
   * committed and flushed. An answer that discloses nobody has its entry too. Throws when a grant was made for another
   * request. Faults: AUDIT-001 to AUDIT-004; then nothing opens.
   */
  recordDisclosure(
    request: RequestContext,
    sealed: readonly Sealed<unknown>[],
    extra?: DisclosureExtra,
  ): Promise<Outcome<Receipt>>;
  /** Await it before the refusal is answered. Faults: AUDIT-001, AUDIT-002, AUDIT-004. */
  recordRefusal(request: RequestContext, refusal: Refusal): Promise<Outcome<void>>;
  /**
   * The one entry of a request that was refused somebody and still is answered with what is about nobody. Throws when
   * something sealed is about a person, who would read of a refusal. Faults as `recordDisclosure`.
   */
  recordRefusalAndDisclosure(
    request: RequestContext,
    refusal: Refusal,
    sealed: readonly Sealed<unknown>[],
  ): Promise<Outcome<Receipt>>;
  /**
   * Runs `work` in a transaction whose last statement is its log entry: both are there, or neither. The receipt comes
   * once both are committed. Work that lost a race is undone and runs again, three times at most; work that failed as a
   * value leaves nothing behind. Faults: those of `work`; AUDIT-001, AUDIT-003, AUDIT-004: then nothing was done.
   */
  commitLogged<T>(
    request: RequestContext,
    database: Pick<Database, 'transaction'>,
    work: (transaction: DatabaseTransaction, attempt: number) => Promise<Outcome<DoneWork<T>>>,
  ): Promise<Outcome<Logged<T>>>;
  /**
   * The same for several requests whose work shares one transaction: an entry and a receipt for each, in their order. All
   * are done, or none.
   */
  commitLoggedTogether<T>(
    requests: readonly RequestContext[],
    database: Pick<Database, 'transaction'>,
    work: (transaction: DatabaseTransaction, attempt: number) => Promise<Outcome<readonly DoneWork<T>[]>>,
  ): Promise<Outcome<readonly Logged<T>[]>>;
  /**
   * Sign-ins, break-glass and whatever else is no disclosure. Given a transaction, the entry is there when that is
   * committed: a fault that comes back has ended it, and it has to be undone. Faults: AUDIT-001, AUDIT-002, AUDIT-004.
   */
  recordEvent(request: EventRequest, event: LogEvent, within?: DatabaseTransaction): Promise<Outcome<void>>;
  /**
   * Entries of what a transaction does beside what it was asked for, in that transaction: both are there, or neither. Throws
   * where the log takes none, so that the transaction leaves nothing behind.
   */
  recordWithin(
    transaction: DatabaseTransaction,
    entries: readonly { readonly request: EventRequest; readonly event: LogEvent }[],
  ): Promise<void>;
  /**
   * Whether entries are taken: the last that came was. Where it was not, another is written to see, since whoever is not ready is
   * asked nothing else. No longer than five seconds.
   */
  isTaking(): Promise<boolean>;
  /** Derives what can be derived now; gives the number of leaves. Faults: AUDIT-001. */
  deriveLeaves(): Promise<Outcome<{ readonly derived: number }>>;
  /** The log of these persons, newest first, nothing missing. Faults: AUDIT-001. */
  listForPersons(persons: readonly PersonNumber[], page: LogPageRequest): Promise<Outcome<LogPage>>;
  /** The highest number of this person's entries, found apart from any list of them. Faults: AUDIT-001. */
  headNumber(person: PersonNumber): Promise<Outcome<number>>;
  /** Derives and seals now. Faults: AUDIT-001, AUDIT-005; AUDIT-007 without keys. */
  seal(): Promise<Outcome<SealedTree>>;
  /** What came of the last seal, asked for or due; undefined before the first and without keys. */
  lastSeal(): Outcome<SealedTree> | undefined;
  /** One person's log with its proofs. Faults: AUDIT-001, AUDIT-005, AUDIT-006; AUDIT-007 without keys. */
  provePerson(request: PersonProofRequest): Promise<Outcome<LogFile>>;
  /** What is public of the log; undefined without keys. */
  readonly publication: LogPublication | undefined;
  /** A few index look-ups: for readiness and metrics. Faults: AUDIT-001. */
  figures(): Promise<Outcome<LogFigures>>;
  /** What members of staff looked at, by time and by who asked. Faults: AUDIT-001. */
  listLooks(wanted: LooksWanted): Promise<Outcome<LookPage>>;
  /** Compares the newest entries with their leaves: for doctor. Faults: AUDIT-001. */
  reconcile(): Promise<Outcome<LogReconciliation>>;
  /** Goes through the whole log, and marks the days that do not hold. Faults: AUDIT-001; AUDIT-007 without keys. */
  inspect(): Promise<Outcome<LogInspection>>;
  /** What came of the last time, before this start too, and when it was; undefined before the first. Faults: AUDIT-001. */
  lastInspection(): Promise<Outcome<PastInspection | undefined>>;
  /** Days that were marked, oldest first. Faults: AUDIT-001. */
  compromisedDays(): Promise<Outcome<readonly CompromisedDay[]>>;
  /** Derives four times a second from now on, and seals when it is due. */
  start(): void;
  /** No more deriving by itself; waits for the one under way, and ends a look through the log. */
  stop(): Promise<void>;
}

/** So often that a run is short: what comes in a second, done in one go, was most of the slowest hundredth of all answers. */
const deriveEveryMs = 250;
/** A page does not wait longer for a long backlog: what is not derived stands on it without its number. */
const listWaitMs = 1_000;

export function createAudit(deps: AuditDeps): Audit {
  const appender = createAppender({ ...deps, timeoutMs: appendTimeoutMs });
  const derive = takeTurns(() => deriveLeaves(deps));
  const proofs = deps.proofs === undefined ? undefined : createProofs({ ...deps, keys: deps.proofs, derive });
  const append = async (draft: EntryDraft) => withoutPlace(await appender.append(draft));
  let timer: NodeJS.Timeout | undefined;
  const deriveAndSeal = async (): Promise<void> => {
    const derived = await derive();
    if (derived.ok) await proofs?.sealIfDue(derived.value.derived);
  };
  return {
    async recordDisclosure(request, sealed, extra = {}) {
      const draft = disclosureDraft(request, sealed, extra.kind ?? 'disclosure', extra.detail);
      if (draft === undefined) return unnamedPerson(deps, request);
      const outcome = await appender.append(draft);
      return outcome.ok ? ok(pressReceipt(outcome.value, sealed)) : outcome;
    },
    recordRefusal: async (request, refusal) =>
      append(eventDraft(request, { ...refusal, kind: 'refusal', outcome: 'refused' })),
    recordRefusalAndDisclosure: (request, refusal, sealed) =>
      refuseAndDisclose({ ...deps, appender }, request, refusal, sealed),
    commitLogged: (request, database, work) => commitAlone({ ...deps, request }, database, work),
    commitLoggedTogether: (requests, database, work) => commitTogether(deps, requests, database, work),
    recordEvent: (request, event, within) => recordEvent({ ...deps, append }, eventDraft(request, event), within),
    recordWithin,
    isTaking: async () => !appender.isFailing() || (await append(takenAgain(deps.clock.now()))).ok,
    deriveLeaves: derive,
    async listForPersons(persons, page) {
      if (page.beforeLeaf === undefined) await settledWithin(derive(), listWaitMs);
      return listForPersons(deps, persons, page);
    },
    listLooks: (wanted) => listLooks(deps, wanted),
    headNumber: (person) => readHeadNumber(deps, person),
    seal: async () => proofs?.seal() ?? failed(auditFault('AUDIT-007')),
    lastSeal: () => proofs?.lastSeal(),
    provePerson: async (request) => proofs?.provePerson(request) ?? failed(auditFault('AUDIT-007')),
    publication: proofs?.publication,
    figures: () => readFigures(deps),
    reconcile: () => reconcile(deps),
    inspect: async () =>
      deps.proofs === undefined ? failed(auditFault('AUDIT-007')) : inspectLog({ ...deps, keys: deps.proofs }),
    lastInspection: () => lastInspection(deps),
    compromisedDays: () => compromisedDays(deps),
    start() {
      timer ??= setInterval(() => void deriveAndSeal(), deriveEveryMs);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await deps.verifier?.stop();
      await derive.underWay();
      await proofs?.stop();
    },
  };
}

function withoutPlace(outcome: Outcome<number>): Outcome<void> {
  return outcome.ok ? ok(undefined) : outcome;
}

async function recordEvent(
  deps: AuditDeps & { readonly append: (draft: EntryDraft) => Promise<Outcome<void>> },
  draft: EntryDraft,
  within: DatabaseTransaction | undefined,
): Promise<Outcome<void>> {
  if (within === undefined) return deps.append(draft);
  const inserted = await insertDrafts(deps, within, [draft]);
  return inserted.ok ? ok(undefined) : inserted;
}

function takenAgain(atMs: number): EntryDraft {
  const request = { requestId: randomUUID(), route: 'readiness', atMs };
  return eventDraft(request, { kind: 'administration', outcome: 'done', detail: { act: 'log-taken-again' } });
}

async function refuseAndDisclose(
  deps: AuditDeps & { readonly appender: Appender },
  request: RequestContext,
  refusal: Refusal,
  sealed: readonly Sealed<unknown>[],
): Promise<Outcome<Receipt>> {
  if (sealed.some(({ grant }) => grant.personByCompartment.size > 0)) throw new Error('a refusal discloses nobody');
  const event: LogEvent = { ...refusal, kind: 'refusal', outcome: 'refused' };
  const draft = eventAndDisclosureDraft(request, event, sealed);
  if (draft === undefined) return unnamedPerson(deps, request);
  const outcome = await deps.appender.append(draft);
  return outcome.ok ? ok(pressReceipt(outcome.value, sealed)) : outcome;
}
