/** Opening a record: find, decide, read under the grant, log, open with the receipt, hand on. No other way in. */

import type { Audit } from '#audit';
import type { Directory } from '#directory';
import {
  type AccessGrant,
  label,
  openSealed,
  type PatientCaller,
  type RequestContext,
  type StaffCaller,
} from '#disclosure';
import { type Resource, resourceTypeOf } from '#fhir/resource-types.ts';
import { parseExactJson } from '#fhir/written-digits.ts';
import type { Clock } from '#kernel/clock.ts';
import {
  type Compartment,
  isShelf,
  numberTimeMs,
  parseResourceId,
  type ResourceAddress,
  resourceIdText,
} from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PatientIndex, PersonInIndex, TracedPerson } from '#patient-index';
import { type AccessOffers, type Privacy, privacyFault, roleProfile } from '#privacy';
import { resourceState, type SealedRows, type Store, type StoredResource } from '#store';
import { isStruckOut } from './bundle/strike-out.ts';
import { recordFault } from './faults.ts';
import { findThemself, refuseUnfound } from './find-themself.ts';
import type { OpenedRecord, RecordEntry, SourceState } from './opened-record.ts';
import { shelfReferencesIn } from './shelf-references.ts';
import { stripLocation } from './strip-location.ts';

export interface ReadDependencies {
  readonly store: Store;
  readonly audit: Audit;
  readonly privacy: Privacy;
  readonly patientIndex: PatientIndex;
  readonly directory: Directory;
  readonly clock: Clock;
}

/** The record does not open; who it is about may be shown, nothing clinical, not even whether there is anything. */
export interface ClosedRecord {
  readonly person: TracedPerson | undefined;
  readonly offers: AccessOffers;
  readonly decidedBy: readonly string[];
}

export type Opening =
  | { readonly isOpen: true; readonly record: OpenedRecord; readonly grant: AccessGrant }
  | { readonly isOpen: false; readonly closed: ClosedRecord };

export function sourceStates(deps: Pick<ReadDependencies, 'directory'>, person: PersonInIndex): SourceState[] {
  const known = new Set(person.records.map((record) => record.source));
  return deps.directory.sources().map((source): SourceState => {
    const knowsPerson = known.has(source.number);
    if (source.unreachableSinceMs !== undefined)
      return { source, state: 'unreachable', asOfMs: source.unreachableSinceMs, knowsPerson };
    if (source.delivery === 'pulled') return { source, state: 'as-of', asOfMs: source.lastReceivedMs, knowsPerson };
    return { source, state: 'live', asOfMs: source.lastReceivedMs, knowsPerson };
  });
}

function parse(row: StoredResource): Resource {
  return parseExactJson(row.body) as Resource;
}

/** What lies on shelves and these rows refer to. */
function shelfKeys(rows: readonly { readonly row: StoredResource }[]): ResourceAddress[] {
  const keys = new Map<string, ResourceAddress>();
  for (const { row } of rows)
    for (const { id } of shelfReferencesIn(row.body)) {
      if (keys.has(id)) continue;
      const address = parseResourceId(id);
      if (address !== undefined && isShelf(address.compartment)) keys.set(id, address);
    }
  return [...keys.values()];
}

interface Gathered {
  readonly rows: readonly { readonly row: StoredResource; readonly resource: Resource }[];
  readonly sealedRows: SealedRows;
}

/** The record's rows and then what they refer to: two queries, and a third where roles name practitioners. */
async function gather(
  deps: ReadDependencies,
  grant: AccessGrant,
  compartments: readonly Compartment[],
): Promise<Gathered> {
  let sealedRows = await deps.store.readCompartments(grant, { compartments, withDeleted: true });
  const parsed: { row: StoredResource; resource: Resource }[] = [];
  const parseAll = (rows: readonly StoredResource[]): readonly StoredResource[] => {
    for (const row of rows) parsed.push({ row, resource: parse(row) });
    return rows;
  };
  // Deleted clinical content stays on the page, struck through: somebody may have acted on it.
  sealedRows = sealedRows.keep((rows) =>
    rows.filter((row) => row.state !== resourceState.deleted || isStruckOut(row.body)),
  );
  sealedRows.keep(parseAll);
  const seen = new Set<string>();
  let fresh: readonly { readonly row: StoredResource }[] = [...parsed];
  for (let depth = 0; depth < 2 && fresh.length > 0; depth++) {
    const keys = shelfKeys(fresh).filter((key) => !seen.has(`${key.compartment}|${key.number}`));
    for (const key of keys) seen.add(`${key.compartment}|${key.number}`);
    if (keys.length === 0) break;
    const more = await deps.store.readResources(grant, keys);
    const before = parsed.length;
    more.keep(parseAll);
    sealedRows = sealedRows.and(more);
    fresh = parsed.slice(before);
  }
  return { rows: parsed, sealedRows };
}

function recordOf(deps: ReadDependencies, grant: AccessGrant, person: PersonInIndex, gathered: Gathered): OpenedRecord {
  const entries: RecordEntry[] = [];
  const referred = new Map<string, Resource>();
  for (const { row, resource: whole } of gathered.rows) {
    const id = resourceIdText(row.compartment, row.number);
    if (isShelf(row.compartment)) {
      referred.set(`${resourceTypeOf(row.type)}/${id}`, whole);
      continue;
    }
    const source = deps.directory.source(row.source);
    if (source === undefined) continue;
    entries.push({
      id,
      compartment: row.compartment,
      resource: grant.stripLocation ? stripLocation(whole) : whole,
      contentClass: row.contentClass,
      label: row.label & ~label.hiddenFromPatient,
      isWithdrawn: row.state !== resourceState.current,
      source,
      clinicalTimeMs: row.clinicalTimeMs,
      receivedMs: numberTimeMs(row.version),
    });
  }
  return {
    person: person.person,
    compartments: person.records.map((record) => record.compartment),
    entries,
    referred: grant.stripLocation ? new Map() : referred,
    sources: sourceStates(deps, person),
    ground: grant.ground,
    isRestricted: person.isRestricted,
    openedAtMs: deps.clock.now(),
  };
}

async function openUnderGrant(
  deps: ReadDependencies,
  request: RequestContext,
  grant: AccessGrant,
  person: PersonInIndex,
): Promise<Outcome<Opening>> {
  const gathered = await gather(
    deps,
    grant,
    person.records.map((record) => record.compartment),
  );
  const sealed = gathered.sealedRows.sealAs(() => gathered);
  const isNameless = gathered.rows.every(
    ({ row, resource }) => resource.resourceType !== 'Patient' || row.state !== resourceState.current,
  );
  const trace = isNameless && request.caller.kind === 'staff' ? await deps.patientIndex.readTrace(grant) : undefined;
  const receipt = await deps.audit.recordDisclosure(request, trace === undefined ? [sealed] : [sealed, trace]);
  if (!receipt.ok) return receipt;
  const record = recordOf(deps, grant, person, openSealed(sealed, receipt.value));
  const [traced] = trace === undefined ? [] : openSealed(trace, receipt.value);
  return ok({ isOpen: true, record: traced === undefined ? record : { ...record, traced }, grant });
}

/**
 * What a role that may not trace is told of a record that does not open, and of one that is not there: whether such a person is
 * known would else show. A role that opens no record is told that, of whatever is asked for.
 */
function notTold({ roleCode }: StaffCaller): Outcome<Opening> {
  if (roleProfile(roleCode).mayOpen) return failed(recordFault('RECORD-002'));
  const offers = { claim: false, breakGlass: false };
  return ok({ isOpen: false, closed: { person: undefined, offers, decidedBy: ['D3'] } });
}

/**
 * For staff. A refusal is an answer, not a fault: it is logged, and offers what the role may do about it. Faults: RECORD-002 for a
 * record that is not there, or does not open to a role that may not trace; those of the log.
 */
export async function openForStaff(
  deps: ReadDependencies,
  request: RequestContext & { readonly caller: StaffCaller },
  compartment: Compartment,
): Promise<Outcome<Opening>> {
  const { mayTrace } = roleProfile(request.caller.roleCode);
  const person = await deps.patientIndex.personOfCompartment(compartment);
  if (person === undefined) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D4'] });
    if (!logged.ok) return logged;
    return mayTrace ? failed(recordFault('RECORD-002')) : notTold(request.caller);
  }
  const decision = await deps.privacy.decideStaff(request, request.caller, person);
  if (decision.isGranted) return openUnderGrant(deps, request, decision.grant, person);
  const named = await nameClosed(deps, request, person, decision.decidedBy);
  if (!named.ok) return named;
  await deps.privacy.review.noteStopped(request.caller, person.person, decision.decidedBy);
  // Whoever is the person knows that they are known here.
  if (!mayTrace && !decision.decidedBy.includes('D17')) return notTold(request.caller);
  return ok({ isOpen: false, closed: { person: named.value, offers: decision.offers, decidedBy: decision.decidedBy } });
}

/** A role that may trace is told whom the closed record is about, by the identifiers that a search shows anyway. */
async function nameClosed(
  deps: ReadDependencies,
  request: RequestContext,
  person: PersonInIndex,
  decidedBy: readonly string[],
): Promise<Outcome<TracedPerson | undefined>> {
  const trace = deps.privacy.decideIdentifiersOnly(request, person);
  if (!trace.isGranted) {
    const logged = await deps.audit.recordRefusal(request, { persons: [person.person], decidedBy });
    return logged.ok ? ok(undefined) : logged;
  }
  const sealed = await deps.patientIndex.readTrace(trace.grant);
  const detail = { stopped: true, refusedBy: decidedBy.join(' ') };
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search', detail });
  return receipt.ok ? ok(openSealed(sealed, receipt.value)[0]) : receipt;
}

/** The patient's own record: only what its sources released. */
export async function openForPatient(
  deps: ReadDependencies,
  request: RequestContext & { readonly caller: PatientCaller },
): Promise<Outcome<Opening>> {
  const person = await findThemself(deps, request.caller);
  if (person === undefined) return refuseUnfound(deps, request);
  const decision = await deps.privacy.decidePatient(request, person, true);
  if (decision.isGranted) return openUnderGrant(deps, request, decision.grant, person);
  const logged = await deps.audit.recordRefusal(request, { persons: [person.person], decidedBy: decision.decidedBy });
  if (!logged.ok) return logged;
  const mayNotAct = request.caller.onBehalfOf !== undefined && decision.decidedBy.every((row) => row !== 'D1');
  return failed(privacyFault(mayNotAct ? 'PRIVACY-013' : 'PRIVACY-006'));
}
