/** Which records an export is about, a few hundred at a time, and what each set holds: numbers only, under a grant. */
import type { RequestContext } from '#disclosure';
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import { type Compartment, isShelf, parseResourceId, shelfCount, type VersionNumber } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import type { Decision } from '#privacy';
import type { ApiDependencies } from '../answer-api.ts';
import { nobody, readForApi } from '../answer-api.ts';
import { recordFault } from '../faults.ts';

/** Records that are looked at together; each set gives one file for each of its types. */
const recordsPerSet = 1_000;

export interface RecordSet {
  readonly compartments: readonly Compartment[];
  readonly types: readonly ResourceType[];
  readonly deletedTypes: readonly ResourceType[];
  /** None: this was the last. */
  readonly next: Compartment | undefined;
}

export interface RecordSetRequest {
  /** The records that the walk has come to; 0 at its beginning. */
  readonly after: Compartment;
  /** Only these; the caller's whole contribution when left out. */
  readonly only?: readonly Compartment[];
  readonly changedSince?: VersionNumber;
}

export const shelves: readonly Compartment[] = Array.from({ length: shelfCount }, (_, shelf) => shelf as Compartment);

/** The decision for these records: a back-end service, and what its own organisation contributed. */
export async function decideForSet(
  deps: ApiDependencies,
  request: RequestContext,
  compartments: readonly Compartment[],
): Promise<{ readonly decision: Decision; readonly persons: readonly PersonInIndex[] }> {
  if (request.caller.kind !== 'system') return { decision: nobody, persons: [] };
  const persons = await deps.patientIndex.personsOfCompartments(compartments.filter((one) => !isShelf(one)));
  const wanted = new Set(compartments);
  // The grant covers the records that are asked for, not all that other organisations hold of the same persons.
  const narrowed = persons.map((person) => ({
    ...person,
    records: person.records.filter(({ compartment }) => wanted.has(compartment)),
  }));
  return { decision: deps.privacy.decideSystem(request, narrowed), persons };
}

export function ownSources(deps: ApiDependencies, request: RequestContext) {
  const { caller } = request;
  return caller.kind === 'system' ? deps.directory.sourceNumbersOf(caller.organisation) : [];
}

async function nextCompartments(
  deps: ApiDependencies,
  request: RequestContext,
  asked: RecordSetRequest,
): Promise<Compartment[]> {
  const { after, only } = asked;
  if (only === undefined)
    return deps.patientIndex.recordsOfSources({ sources: ownSources(deps, request), after, limit: recordsPerSet });
  return only
    .filter((compartment) => compartment > after)
    .sort((one, other) => one - other)
    .slice(0, recordsPerSet);
}

async function setOf(
  deps: ApiDependencies,
  request: RequestContext,
  compartments: readonly Compartment[],
  asked: Pick<RecordSetRequest, 'changedSince'>,
): Promise<Pick<RecordSet, 'compartments' | 'types' | 'deletedTypes'>> {
  const { decision } = await decideForSet(deps, request, compartments);
  if (!decision.isGranted) return { compartments, types: [], deletedTypes: [] };
  const present = await deps.store.typesPresent(decision.grant, {
    compartments,
    sources: ownSources(deps, request),
    ...(asked.changedSince === undefined ? {} : { changedSince: asked.changedSince }),
  });
  const typesThat = (isDeleted: boolean): ResourceType[] =>
    present.filter((one) => one.isDeleted === isDeleted).map(({ type }) => resourceTypeOf(type));
  return { compartments, types: typesThat(false), deletedTypes: typesThat(true) };
}

/** The next set of records of the caller's own organisation. Nothing that a person could be known by leaves. */
export async function nextRecordSet(
  deps: ApiDependencies,
  request: RequestContext,
  asked: RecordSetRequest,
): Promise<RecordSet> {
  const compartments = await nextCompartments(deps, request, asked);
  const next = compartments.length < recordsPerSet ? undefined : compartments.at(-1);
  if (compartments.length === 0) return { compartments, types: [], deletedTypes: [], next: undefined };
  return { ...(await setOf(deps, request, compartments, asked)), next };
}

/** What the caller's organisation contributed that is about nobody, such as its practitioners. */
export async function shelfRecordSet(
  deps: ApiDependencies,
  request: RequestContext,
  asked: Pick<RecordSetRequest, 'changedSince'>,
): Promise<RecordSet> {
  return { ...(await setOf(deps, request, shelves, asked)), next: undefined };
}

/** How many are left out is not told: a member of whom there is no record here, and one of another's, are the same. */
async function ownRecords(
  deps: ApiDependencies,
  request: RequestContext,
  wanted: readonly Compartment[],
): Promise<Compartment[]> {
  const own = new Set<number>(ownSources(deps, request));
  const persons = await deps.patientIndex.personsOfCompartments(wanted);
  const named = new Set(wanted);
  return persons.flatMap(({ records }) =>
    records.filter((one) => own.has(one.source) && named.has(one.compartment)).map(({ compartment }) => compartment),
  );
}

/** The caller's own records among these patients. Fault RECORD-002 when there is none of them. */
export async function recordsOfPatients(
  deps: ApiDependencies,
  request: RequestContext,
  ids: readonly string[],
): Promise<Outcome<readonly Compartment[]>> {
  const compartments = ids.flatMap((id) => {
    const address = parseResourceId(id);
    return address === undefined || isShelf(address.compartment) ? [] : [address.compartment];
  });
  const own = await ownRecords(deps, request, compartments);
  return own.length === 0 ? failed(recordFault('RECORD-002')) : ok(own);
}

/** The caller's own records among the members of its own Group (read and logged like any other). Fault RECORD-002. */
export async function recordsOfGroup(
  deps: ApiDependencies,
  request: RequestContext,
  id: string,
): Promise<Outcome<readonly Compartment[]>> {
  const read = await readForApi(deps, request, 'Group', id);
  if (!read.ok) return read;
  const group = JSON.parse(read.value.body.toString('utf8')) as {
    member?: { entity?: { reference?: string }; inactive?: boolean }[];
  };
  const ids = (group.member ?? []).flatMap(({ entity, inactive }) => {
    const match = /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(entity?.reference ?? '');
    return inactive === true || match === null ? [] : [match[1]!];
  });
  if (ids.length === 0) return ok([]);
  const compartments = ids.flatMap((one) => parseResourceId(one)?.compartment ?? []).filter((one) => !isShelf(one));
  return ok(await ownRecords(deps, request, compartments));
}

/** That an export was begun: nobody is named yet, since nobody's record has left. Faults of the log. */
export async function noteKickOff(
  deps: Pick<ApiDependencies, 'audit'>,
  request: RequestContext,
  asked: { readonly level: string; readonly types: readonly string[] },
): Promise<Outcome<void>> {
  return deps.audit.recordEvent(request, {
    kind: 'export',
    outcome: 'done',
    decidedBy: ['D23'],
    relationship: 'own-contribution',
    detail: { level: asked.level, types: asked.types.length === 0 ? 'all' : asked.types.join(' ') },
  });
}
