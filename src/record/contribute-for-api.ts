/** Writes of machines: the database transaction, the log of the write, the news to open pages. One way for every FHIR write. */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import type { LogEvent } from '#audit';
import type { Source } from '#directory';
import { labelsHiddenFromAll, openSealed, type RequestContext, type Sealed } from '#disclosure';
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Fault, Flaw } from '#kernel/fault.ts';
import { numberText, parseResourceId, resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type PersonInIndex, personsOfCompartments } from '#patient-index';
import type { Database, DatabaseTransaction } from '#platform';
import { type LocatedResource, locateByNumber } from '#store';
import { type ApiResource, apiResource } from './answer-api.ts';
import { type FiledEntry, storedRow } from './answer-bundle.ts';
import { type BundleDependencies, type BundleResult, contributeBundle } from './contribute-bundle.ts';
import { recordFault } from './faults.ts';
import type { ReadDependencies } from './open-record.ts';
import type { RecordChanges } from './record-changes.ts';

export interface ApiWriteDependencies extends BundleDependencies {
  readonly audit: ReadDependencies['audit'];
  readonly privacy: ReadDependencies['privacy'];
  readonly store: ReadDependencies['store'];
  readonly directory: ReadDependencies['directory'];
  readonly clock: ReadDependencies['clock'];
  readonly changes: RecordChanges;
}

/** Where a client's contribution goes: its own feed, through the given database. */
export interface ApiTarget {
  readonly source: Source;
  readonly database: Pick<Database, 'transaction'>;
  /** Whether the answer shows what was filed. */
  readonly isShown: boolean;
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

/** A transaction Bundle of a client, logged. Faults RECORD-005 and those of the log. The Bundle is changed in place. */
export async function contributeBundleForApi(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: ApiTarget & {
    /** Filing writes into the Bundle, so that each attempt needs its own. */
    readonly readBundle: (attempt: number) => Bundle;
  },
): Promise<Outcome<ApiContribution>> {
  const { source } = target;
  const receivedAtMs = deps.clock.now();
  return fileLogged(deps, request, target, (transaction, attempt) =>
    contributeBundle(deps, transaction, { source, bundle: target.readBundle(attempt), receivedAtMs }),
  );
}

/** One create, update or delete. `condition` is the query of If-None-Exist or of a conditional update. */
export type ResourceWrite =
  | { readonly method: 'POST'; readonly resource: Resource; readonly condition?: string }
  | { readonly method: 'PUT'; readonly resource: Resource; readonly condition: string }
  | {
      readonly method: 'PUT';
      readonly resource: Resource;
      readonly id: string;
      readonly ifMatch: string | undefined;
    }
  | {
      readonly method: 'DELETE';
      readonly type: ResourceType;
      readonly id: string;
      readonly ifMatch: string | undefined;
    };

export interface ResourceWriteTarget extends ApiTarget {
  readonly write: ResourceWrite;
  /** Refuses an update that names no version (attack 38). */
  readonly isVersionRequired: boolean;
}

export function entryOf(write: ResourceWrite): BundleEntry {
  if (write.method === 'DELETE') return { request: { method: 'DELETE', url: `${write.type}/${write.id}` } };
  const resource = write.resource as unknown as NonNullable<BundleEntry['resource']>;
  const type = write.resource.resourceType;
  if (write.method === 'POST')
    return {
      resource,
      request: {
        method: 'POST',
        url: type,
        ...(write.condition === undefined ? {} : { ifNoneExist: write.condition }),
      },
    };
  const url = 'id' in write ? `${type}/${write.id}` : `${type}?${write.condition}`;
  return { resource, request: { method: 'PUT', url } };
}

const entryPlace = /^Bundle\.entry\[0\](?:\.resource: |\.resource$|\.)?/;

/** The same fault in the words of one resource: nobody sent a Bundle. */
function faultOfResource(fault: Fault, type: ResourceType): Fault {
  if (fault.code !== 'RECORD-005') return fault;
  if (fault.flaws?.some((flaw) => flaw.rule === 'the condition matches more than one resource'))
    return recordFault('RECORD-007');
  const flaws = (fault.flaws ?? []).map(
    (flaw): Flaw => ({ place: flaw.place.replace(entryPlace, '') || type, rule: flaw.rule }),
  );
  return recordFault('RECORD-001', flaws);
}

type Owned = { readonly row: LocatedResource };

/**
 * The row that an update or deletion names. Unknown, hidden and another organisation's are one answer (attack 45); only
 * what this organisation sent by another of its feeds is refused by name.
 */
async function ownedRow(
  deps: ApiWriteDependencies,
  transaction: DatabaseTransaction,
  target: ResourceWriteTarget,
  named: { readonly type: ResourceType; readonly id: string; readonly ifMatch: string | undefined },
): Promise<Outcome<Owned>> {
  const address = parseResourceId(named.id);
  const [row] = address === undefined ? [] : await locateByNumber(transaction, [address]);
  const owner = row === undefined ? undefined : deps.directory.source(row.source);
  const isOwn =
    row !== undefined &&
    row.type === resourceTypeNumber(named.type) &&
    owner?.organisation.code === target.source.organisation.code &&
    (row.label & labelsHiddenFromAll) === 0;
  if (!isOwn) return failed(recordFault('RECORD-002'));
  if (row.source !== target.source.number) return failed(recordFault('RECORD-003'));
  if (named.ifMatch !== undefined && !matchesVersion(named.ifMatch, numberText(row.version)))
    return failed(recordFault('RECORD-004'));
  return ok({ row });
}

/** If-Match of RFC 9110, 13.1.1: a list of entity tags or `*`; FHIR's are weak and compared as what they hold. */
export function matchesVersion(header: string, versionId: string): boolean {
  return header
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag.replace(/^W\//, '') === `"${versionId}"`);
}

async function checkNamed(
  deps: ApiWriteDependencies,
  transaction: DatabaseTransaction,
  target: ResourceWriteTarget,
): Promise<Outcome<LocatedResource | undefined>> {
  const { write } = target;
  if (!('id' in write)) return ok(undefined);
  const type = write.method === 'DELETE' ? write.type : (write.resource.resourceType as ResourceType);
  const owned = await ownedRow(deps, transaction, target, { type, id: write.id, ifMatch: write.ifMatch });
  if (!owned.ok || write.method === 'DELETE') return owned.ok ? ok(owned.value.row) : owned;
  if (target.isVersionRequired && write.ifMatch === undefined) return failed(recordFault('RECORD-010'));
  return ok(owned.value.row);
}

/**
 * One resource of a client, as a Bundle of one, logged. Faults: RECORD-001 with the flaws; RECORD-002 when the id is
 * unknown, hidden or another organisation's; RECORD-003, RECORD-004, RECORD-007, RECORD-010; those of the log.
 */
export async function contributeResource(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: ResourceWriteTarget,
): Promise<Outcome<ShownEntry>> {
  const { write, source } = target;
  const type = write.method === 'DELETE' ? write.type : (write.resource.resourceType as ResourceType);
  const receivedAtMs = deps.clock.now();
  const filed = await fileLogged(deps, request, target, async (transaction) => {
    const before = await checkNamed(deps, transaction, target);
    if (!before.ok) return before;
    const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [entryOf(write)] };
    return contributeBundle(deps, transaction, { source, bundle, receivedAtMs });
  });
  return filed.ok ? ok(filed.value.entries[0]!) : failed(faultOfResource(filed.fault, type));
}
