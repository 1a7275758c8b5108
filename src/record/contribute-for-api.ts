/** Writes of machines: the database transaction, the log of the write, the news to open pages. One way for every FHIR write. */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import type { Source } from '#directory';
import { labelsHiddenFromAll, type PersonNumber, type RequestContext } from '#disclosure';
import { isResourceType, type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Fault, Flaw } from '#kernel/fault.ts';
import { type Compartment, isShelf, numberText, parseResourceId } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, type DatabaseTransaction, sqlStateOf } from '#platform';
import { type LocatedResource, locateByNumber, resourceState } from '#store';
import { type BundleDependencies, type BundleResult, contributeBundle } from './contribute-bundle.ts';
import { recordFault } from './faults.ts';
import type { ReadDependencies } from './open-record.ts';
import type { RecordChanges } from './record-changes.ts';

export interface ApiWriteDependencies extends BundleDependencies {
  readonly audit: ReadDependencies['audit'];
  readonly patientIndex: ReadDependencies['patientIndex'];
  readonly directory: ReadDependencies['directory'];
  readonly clock: ReadDependencies['clock'];
  readonly changes: RecordChanges;
}

/** Where a client's contribution goes: its own feed, through the given database. */
export interface ApiTarget {
  readonly source: Source;
  readonly database: Pick<Database, 'transaction'>;
}

/** serialization_failure, deadlock_detected, unique_violation of a number that was drawn twice. */
const worthAnotherTry: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);
const attemptsMax = 3;

/** Undoes the database transaction of a contribution that failed as a value. */
class Refused extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.code);
    this.fault = fault;
  }
}

async function inTransaction<T>(
  database: ApiTarget['database'],
  work: (transaction: DatabaseTransaction) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  for (let attempt = 1; ; attempt++)
    try {
      return await database.transaction(async (transaction) => {
        const outcome = await work(transaction);
        if (!outcome.ok) throw new Refused(outcome.fault);
        return outcome;
      });
    } catch (error) {
      if (error instanceof Refused) return failed(error.fault);
      if (attempt >= attemptsMax || !worthAnotherTry.has(sqlStateOf(error) ?? '')) throw error;
    }
}

async function personsOf(
  deps: Pick<ApiWriteDependencies, 'patientIndex'>,
  compartments: readonly Compartment[],
): Promise<PersonNumber[]> {
  const persons = new Set<PersonNumber>();
  for (const compartment of compartments) {
    const person = await deps.patientIndex.personOfCompartment(compartment);
    if (person !== undefined) persons.add(person.person);
  }
  return [...persons];
}

/**
 * The write's own entry follows the commit: an entry in the same transaction would wait for a connection of the pool
 * that the transaction itself holds. A write that could not be logged is answered as unavailable; it stands in the
 * record under its source all the same.
 */
async function logWrite(
  deps: ApiWriteDependencies,
  request: RequestContext,
  result: BundleResult,
): Promise<Outcome<BundleResult>> {
  deps.changes.announce(result.compartments);
  const persons = await personsOf(deps, result.compartments);
  const logged = await deps.audit.recordEvent(request, {
    kind: 'write',
    outcome: 'done',
    persons,
    decidedBy: ['D23'],
    relationship: 'own-contribution',
    detail: { resources: result.written },
  });
  return logged.ok ? ok(result) : logged;
}

/** A transaction Bundle of a client, logged. Faults RECORD-005 and those of the log. The Bundle is changed in place. */
export async function contributeBundleForApi(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: ApiTarget & { readonly bundle: Bundle },
): Promise<Outcome<BundleResult>> {
  const { source, bundle } = target;
  const receivedAtMs = deps.clock.now();
  const filed = await inTransaction(target.database, (transaction) =>
    contributeBundle(deps, transaction, { source, bundle, receivedAtMs }),
  );
  if (!filed.ok) return filed;
  deps.directory.markReceived(source.number);
  return logWrite(deps, request, filed.value);
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

export interface ResourceWriteResult {
  readonly outcome: 'created' | 'present' | 'updated' | 'deleted' | 'deleted-before';
  readonly type: ResourceType;
  readonly id: string;
  /** None of a deletion. */
  readonly versionId: string | undefined;
}

function entryOf(write: ResourceWrite): BundleEntry {
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

/** An update stays about whom it was about (attack 34): moving a resource to another patient is a deletion and a creation. */
function movesPatient(deps: ApiWriteDependencies, resource: Resource, row: LocatedResource): boolean {
  const compartments = deps.patientCompartment
    .subjectReferencesOf(resource)
    .flatMap((reference) => (reference.type === 'Patient' && reference.id !== undefined ? [reference.id] : []))
    .map((id) => parseResourceId(id)?.compartment);
  if (compartments.length === 0)
    return !isShelf(row.compartment) && resource.resourceType !== 'Patient' && wasAboutSomebody(deps, row);
  return compartments.some((compartment) => compartment !== row.compartment);
}

function wasAboutSomebody(deps: ApiWriteDependencies, row: LocatedResource): boolean {
  return deps.patientCompartment.subjectReferencesOf(JSON.parse(row.body) as Resource).length > 0;
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
  if (movesPatient(deps, write.resource, owned.value.row))
    return failed(recordFault('RECORD-001', [{ place: type, rule: 'must stay about the same patient' }]));
  return ok(owned.value.row);
}

const locationForm = /^([A-Za-z]+)\/([^/]+)\/_history\/([^/]+)$/;

function resultOf(write: ResourceWrite, before: LocatedResource | undefined, filed: BundleResult): ResourceWriteResult {
  const response = filed.response.entry?.[0]?.response;
  const match = locationForm.exec(response?.location ?? '');
  if (write.method === 'DELETE')
    return {
      outcome: before?.state === resourceState.deleted ? 'deleted-before' : 'deleted',
      type: write.type,
      id: write.id,
      versionId: undefined,
    };
  const [, type = '', id = '', versionId = ''] = match ?? [];
  if (!isResourceType(type)) throw new Error('a filed entry has no location');
  const isCreated = response?.status.startsWith('201') === true;
  const isPresent = write.method === 'POST' && !isCreated;
  return { outcome: isCreated ? 'created' : isPresent ? 'present' : 'updated', type, id, versionId };
}

/**
 * One resource of a client, as a Bundle of one, logged. Faults: RECORD-001 with the flaws; RECORD-002 when the id is
 * unknown, hidden or another organisation's; RECORD-003, RECORD-004, RECORD-007, RECORD-010; those of the log.
 */
export async function contributeResource(
  deps: ApiWriteDependencies,
  request: RequestContext,
  target: ResourceWriteTarget,
): Promise<Outcome<ResourceWriteResult>> {
  const { write, source } = target;
  const type = write.method === 'DELETE' ? write.type : (write.resource.resourceType as ResourceType);
  const receivedAtMs = deps.clock.now();
  const filed = await inTransaction(target.database, async (transaction) => {
    const before = await checkNamed(deps, transaction, target);
    if (!before.ok) return before;
    const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [entryOf(write)] };
    const result = await contributeBundle(deps, transaction, { source, bundle, receivedAtMs });
    return result.ok ? ok({ before: before.value, result: result.value }) : result;
  });
  if (!filed.ok) return failed(faultOfResource(filed.fault, type));
  deps.directory.markReceived(source.number);
  const logged = await logWrite(deps, request, filed.value.result);
  return logged.ok ? ok(resultOf(write, filed.value.before, logged.value)) : logged;
}
