/** Writes of machines: the database transaction, the log of the write, the news to open pages. One way for every FHIR write. */
import type { Bundle } from 'fhir/r4.js';
import type { LogEvent } from '#audit';
import type { Source } from '#directory';
import { openSealed, type RequestContext, type Sealed } from '#disclosure';
import type { ResourceType } from '#fhir/resource-types.ts';
import type { Fault, Flaw } from '#kernel/fault.ts';
import { resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type PersonInIndex, personsOfCompartments } from '#patient-index';
import type { Database, DatabaseTransaction } from '#platform';
import { type ApiResource, apiResource } from './answer-api.ts';
import { type FiledEntry, storedRow } from './bundle/answer-bundle.ts';
import type { BundleDependencies, Contributor } from './bundle/bundle-filing.ts';
import {
  type BundleContribution,
  type BundleResult,
  contributeBundle,
  fileEntries,
} from './bundle/contribute-bundle.ts';
import { type BundleKey, filedBefore, noteFiled } from './bundle/filed-bundles.ts';
import type { EntryFlaw, ReadEntry } from './bundle/read-entries.ts';
import type { ClientIds } from './client-ids.ts';
import { recordFault } from './faults.ts';
import { limitTogether } from './limit-together.ts';
import type { ReadDependencies } from './open-record.ts';
import type { ReadingsWithin } from './readings-for-api.ts';
import type { RecordChanges } from './record-changes.ts';

export interface ApiWriteDependencies extends BundleDependencies {
  readonly audit: ReadDependencies['audit'];
  readonly privacy: ReadDependencies['privacy'];
  readonly store: ReadDependencies['store'];
  readonly directory: ReadDependencies['directory'];
  readonly clock: ReadDependencies['clock'];
  readonly changes: RecordChanges;
  readonly clientIds: Pick<ClientIds, 'noteChosen'>;
  readonly readingsWithin: (transaction: DatabaseTransaction) => ReadingsWithin;
}

/** Where a client's contribution goes: its own feed, through the given database. */
export interface ApiTarget {
  readonly source: Source;
  readonly database: Pick<Database, 'transaction'>;
  /** Whether the answer shows what was filed. */
  readonly isShown: boolean;
  readonly api?: Contributor['api'];
}

/** What an answer shows of an entry, where it shows anything: the bytes that were just filed or found. */
export interface ShownEntry {
  readonly filed: FiledEntry;
  readonly shown: ApiResource | undefined;
}

export interface ApiContribution {
  readonly response: Bundle;
  readonly entries: readonly ShownEntry[];
}

export interface BundleTarget extends ApiTarget {
  /** Filing writes into the Bundle, so that each attempt needs its own. */
  readonly readBundle: (attempt: number) => Bundle;
  /** Files it once, however often it is sent with this. */
  readonly key?: BundleKey;
  /** Answers the GET and HEAD of the Bundle, which see what it wrote; a fault undoes everything (R4 3.1.0.11.2). */
  readonly answerReadings?: (within: ReadingsWithin) => Promise<Outcome<void>>;
}

/**
 * A transaction that reads holds one connection and needs a second for the log. Were every connection held so, all would
 * wait for ever; those that only write need none and give theirs back.
 */
const readingTurns = limitTogether(2);

/** Files in a transaction that ends with the log's entry: one entry per request, which says what was written and shown. */
async function fileLogged(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: ApiTarget,
  file: (transaction: DatabaseTransaction, attempt: number) => Promise<Outcome<BundleResult>>,
): Promise<Outcome<ApiContribution>> {
  const committed = await deps.audit.commitLogged(request, target.database, async (transaction, attempt) => {
    const filed = await file(transaction, attempt);
    if (!filed.ok) return filed;
    const { compartments, written } = filed.value;
    const persons = await personsOfCompartments(transaction, compartments);
    const sealed = await sealShown(deps, request, target, { persons, entries: filed.value.entries });
    return ok({ value: { result: filed.value, sealed }, event: writeEvent(persons, written), sealed: [sealed] });
  });
  if (!committed.ok) return committed;
  const { value, receipt } = committed.value;
  deps.directory.markReceived(target.source.number);
  if (value.result.choseIds) deps.clientIds.noteChosen(target.source.number);
  deps.changes.announce(value.result.compartments);
  const shown = openSealed(value.sealed, receipt);
  const { response, entries } = value.result;
  return ok({
    response,
    entries: entries.map((filed) => ({ filed, shown: shown.get(filed.id) })),
  });
}

export function writeEvent(persons: readonly PersonInIndex[], written: number): LogEvent {
  return {
    kind: 'write',
    outcome: 'done',
    persons: persons.map(({ person }) => person),
    decidedBy: ['D23'],
    relationship: 'own-contribution',
    detail: { resources: written },
  };
}

/** Decided as every reading of a client is: what it may not read, such as what nobody may see, is not shown back. */
export async function sealShown(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: ApiTarget,
  filed: { readonly persons: readonly PersonInIndex[]; readonly entries: readonly FiledEntry[] },
): Promise<Sealed<ReadonlyMap<string, ApiResource>>> {
  const decision = deps.privacy.decideSystem(request, filed.persons);
  if (!decision.isGranted) throw new Error('a contribution was filed for somebody who may not contribute');
  const { grant } = decision;
  const rows = target.isShown ? filed.entries.flatMap(({ row }) => (row === undefined ? [] : [storedRow(row)])) : [];
  return deps.store
    .sealKnown(grant, rows)
    .sealAs(
      (shown) => new Map(shown.map((row) => [resourceIdText(row.compartment, row.number), apiResource(grant, row)])),
    );
}

export function contributorOf(deps: Pick<ApiWriteDependencies, 'clock'>, { source, api }: ApiTarget): Contributor {
  return { source, receivedAtMs: deps.clock.now(), ...(api === undefined ? {} : { api }) };
}

/** Whoever knows its key is told what became of it then. */
async function fileOnce(
  deps: ApiWriteDependencies,
  transaction: DatabaseTransaction,
  contribution: BundleContribution,
  key: BundleKey | undefined,
): Promise<Outcome<BundleResult>> {
  if (key === undefined) return contributeBundle(deps, transaction, contribution);
  const before = await filedBefore(transaction, contribution.source.number, key);
  if (!before.ok) return before;
  if (before.value !== undefined) return ok(before.value);
  const filed = await contributeBundle(deps, transaction, contribution);
  if (filed.ok) await noteFiled(transaction, contribution, key, filed.value);
  return filed;
}

/** A transaction Bundle of a client, logged. Faults RECORD-005, RECORD-019, RECORD-020 and those of the log. The Bundle is changed in place. */
export async function contributeBundleForApi(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: BundleTarget,
): Promise<Outcome<ApiContribution>> {
  const contributor = contributorOf(deps, target);
  const { answerReadings, key } = target;
  if (answerReadings === undefined)
    return fileLogged(deps, request, target, (transaction, attempt) =>
      fileOnce(deps, transaction, { ...contributor, bundle: target.readBundle(attempt) }, key),
    );
  return readingTurns(() =>
    fileLogged(deps, request, target, async (transaction, attempt) => {
      const bundle = target.readBundle(attempt);
      const filed = await fileOnce(deps, transaction, { ...contributor, bundle, hasReadings: true }, key);
      if (!filed.ok) return filed;
      const answered = await answerReadings(deps.readingsWithin(transaction));
      return answered.ok ? filed : answered;
    }),
  );
}

/** One create, update, patch or delete of a client, by id or by condition. */
export type ResourceWrite = Omit<ReadEntry, 'index' | 'fullUrl'>;

export interface ResourceWriteTarget extends ApiTarget {
  readonly write: ResourceWrite;
  /** Refuses an update that names no version (attack 38), but for ids that the source chose itself. */
  readonly isVersionRequired: boolean;
}

const entryPlace = /^Bundle\.entry\[0\](?:\.resource: |\.resource$|\.)?/;

/** The same fault in the words of one resource: nobody sent a Bundle. */
function faultOfResource(fault: Fault, type: ResourceType): Fault {
  const codes: readonly string[] = ['RECORD-004', 'RECORD-005', 'RECORD-007', 'RECORD-012', 'RECORD-020'];
  if (!codes.includes(fault.code)) return fault;
  const flaws = (fault.flaws ?? []).map(
    ({ place, rule }): Flaw => ({ place: place.replace(entryPlace, '') || type, rule }),
  );
  const [first] = (fault.flaws ?? []) as readonly EntryFlaw[];
  // What a code says alone is said without a place: "cannot" and "is not" are one answer (attack 45).
  if (first?.code === 'RECORD-013' || fault.code === 'RECORD-020') return recordFault(first!.code!, flaws);
  return first?.code === undefined ? recordFault('RECORD-001', flaws) : recordFault(first.code);
}

/**
 * One resource of a client, logged. Faults: RECORD-001 with the flaws; RECORD-002 when the id is unknown, hidden or
 * another organisation's; RECORD-003, RECORD-004, RECORD-007, RECORD-010, RECORD-012, RECORD-013, RECORD-020; those of the log.
 */
export async function contributeResource(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: ResourceWriteTarget,
): Promise<Outcome<ShownEntry>> {
  const { write, isVersionRequired } = target;
  const contributor = { ...contributorOf(deps, target), isVersionRequired };
  const filed = await fileLogged(deps, request, target, (transaction) =>
    fileEntries(deps, transaction, contributor, [{ ...write, index: 0 }]),
  );
  if (filed.ok) return ok(filed.value.entries[0]!);
  const fault = faultOfResource(filed.fault, write.type);
  if (fault.code !== 'RECORD-002' && fault.code !== 'RECORD-003') return failed(fault);
  const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D4'] });
  return failed(logged.ok ? fault : logged.fault);
}
