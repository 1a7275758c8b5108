/** Readings for machines: the same decision, the same log; the answer is the stored bytes. */

import type { AccessGrant, PatientCaller, RequestContext, Sealed } from '#disclosure';
import { openSealed } from '#disclosure';
import type { SearchValueExtractor } from '#fhir/extract-search-values.ts';
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { exactJsonText, parseExactJson } from '#fhir/written-digits.ts';
import {
  type Compartment,
  isShelf,
  parseResourceId,
  parseVersionId,
  type ResourceAddress,
} from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import type { Decision } from '#privacy';
import { resourceState, type SealedRows, type StoredResource } from '#store';
import { recordFault } from './faults.ts';
import { findThemself } from './find-themself.ts';
import type { ReadDependencies } from './open-record.ts';
import type { SearchKey } from './search/find/order-matches.ts';
import { stripLocation } from './strip-location.ts';

export interface ApiDependencies extends ReadDependencies {
  readonly extract: SearchValueExtractor;
}

export interface ApiResource {
  readonly type: number;
  readonly compartment: Compartment;
  readonly number: number;
  readonly version: number;
  /** Only in a history: this version is the deletion. */
  readonly isDeleted: boolean;
  readonly body: Buffer;
}

export const nobody: Decision = { isGranted: false, decidedBy: ['D4'], offers: { claim: false, breakGlass: false } };

/** Somebody else than the token is about: nothing is looked up. */
const beyondToken: Decision = { ...nobody, decidedBy: ['D3'] };

/** Whom a patient calls as: themself, or whom they act for. */
interface Themself {
  readonly person: PersonInIndex | undefined;
}

/**
 * Asked beside whom the request is about, and whether that is anybody or not: asked only then, a trip more would tell that an id leads to
 * somebody (attack 46, decision 102).
 */
export async function themselfBeside(
  deps: ReadDependencies,
  caller: PatientCaller,
  finding: Promise<readonly PersonInIndex[]>,
): Promise<Themself> {
  const [found, person] = await Promise.all([finding, findThemself(deps, caller)]);
  const isAbout = person !== undefined && found.some((one) => one.person === person.person);
  // As long as it takes to look up what they may do for whom they act for.
  if (caller.onBehalfOf !== undefined && !isAbout) await deps.store.readNothing();
  return { person };
}

/** The decision about one person for whoever calls: the same for the API as for a page. */
export async function decideForCaller(
  deps: ReadDependencies,
  request: RequestContext,
  person: PersonInIndex,
  themself?: Themself,
): Promise<Decision> {
  const { caller, narrowing } = request;
  if (narrowing?.person !== undefined && narrowing.person !== person.person) return beyondToken;
  switch (caller.kind) {
    case 'staff':
      return deps.privacy.decideStaff(request, caller, person);
    case 'patient': {
      const own = themself === undefined ? await findThemself(deps, caller) : themself.person;
      return deps.privacy.decidePatient(request, person, own?.person === person.person);
    }
    case 'system':
      return deps.privacy.decideSystem(request, [person]);
  }
}

export interface Decided {
  readonly decision: Decision;
  readonly person: PersonInIndex | undefined;
}

export async function decideForCompartment(
  deps: ReadDependencies,
  request: RequestContext,
  compartment: Compartment,
): Promise<Decided> {
  if (isShelf(compartment)) {
    const decision =
      request.caller.kind === 'system'
        ? deps.privacy.decideSystem(request, [])
        : deps.privacy.decideWithoutPatient(request);
    return { decision, person: undefined };
  }
  const { caller } = request;
  const finding = deps.patientIndex.personOfCompartment(compartment);
  const themself =
    caller.kind === 'patient'
      ? await themselfBeside(
          deps,
          caller,
          finding.then((one) => (one === undefined ? [] : [one])),
        )
      : undefined;
  const person = await finding;
  if (person === undefined) return { decision: nobody, person };
  return { decision: await decideForCaller(deps, request, person, themself), person };
}

/** As above, of a record that a request names the person by: one whose Patient the decision does not show names nobody (D4, decision 87). */
export async function decideForNamed(
  deps: ReadDependencies,
  request: RequestContext,
  compartment: Compartment,
): Promise<Decided> {
  const decided = await decideForCompartment(deps, request, compartment);
  if (!decided.decision.isGranted) await deps.store.readNothing();
  const record = decided.person?.records.find((one) => one.compartment === compartment);
  if (!decided.decision.isGranted || record === undefined) return decided;
  const shown = await deps.store.recordsShown(decided.decision.grant, [record]);
  return shown.has(compartment) ? decided : { ...decided, decision: nobody };
}

/**
 * As above, of a record whose Patient the whole answer is about. A system reads no Patient but of its own organisation's feeds, so another
 * one is as nowhere for it: the person's record would be read first, and the time tell that there is one (attack 46, decision 102).
 */
export async function decideForFocal(
  deps: ReadDependencies,
  request: RequestContext,
  compartment: Compartment,
): Promise<Decided> {
  const decided = await decideForNamed(deps, request, compartment);
  if (!decided.decision.isGranted || request.caller.kind !== 'system') return decided;
  const { rules } = decided.decision.grant;
  const record = decided.person?.records.find((one) => one.compartment === compartment);
  const mayShow = rules.some(
    ({ compartments, onlySources }) =>
      compartments !== 'shelves' && record !== undefined && onlySources?.includes(record.source) !== false,
  );
  if (mayShow) return decided;
  await deps.store.readNothing();
  return { ...decided, decision: nobody };
}

/** A refusal by the API is the same as "not there"; the log tells them apart. */
export async function refuseForApi<T>(
  deps: ReadDependencies,
  request: RequestContext,
  decided: Decided,
): Promise<Outcome<T>> {
  const decidedBy = decided.decision.isGranted ? ['D4'] : decided.decision.decidedBy;
  const persons = decided.person === undefined ? [] : [decided.person.person];
  const logged = await deps.audit.recordRefusal(request, { persons, decidedBy });
  return logged.ok ? failed(recordFault('RECORD-002')) : logged;
}

export function apiResource(grant: AccessGrant, row: StoredResource): ApiResource {
  const body = grant.stripLocation
    ? Buffer.from(exactJsonText(stripLocation(parseExactJson(row.body) as Resource)))
    : row.body;
  const { type, compartment, number, version } = row;
  return { type, compartment, number, version, isDeleted: row.state === resourceState.deleted, body };
}

function toApi(grant: AccessGrant): (rows: readonly StoredResource[]) => readonly ApiResource[] {
  return (rows) => rows.map((row) => apiResource(grant, row));
}

async function disclose<T>(
  deps: ReadDependencies,
  request: RequestContext,
  sealed: Sealed<T>,
  kind: 'disclosure' | 'search',
): Promise<Outcome<T>> {
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind });
  return receipt.ok ? ok(openSealed(sealed, receipt.value)) : receipt;
}

interface Reading {
  readonly under: (grant: AccessGrant) => Promise<SealedRows>;
  /** As long as that, where nobody may read. */
  readonly ofNothing: () => Promise<void>;
}

async function readRows(
  deps: ReadDependencies,
  request: RequestContext,
  id: string,
  readingOf: (address: ResourceAddress) => Reading,
): Promise<Outcome<readonly ApiResource[]>> {
  const address = parseResourceId(id);
  if (address === undefined) return refuseForApi(deps, request, { decision: nobody, person: undefined });
  const reading = readingOf(address);
  const decided = await decideForCompartment(deps, request, address.compartment);
  if (!decided.decision.isGranted) {
    await reading.ofNothing();
    return refuseForApi(deps, request, decided);
  }
  const { grant } = decided.decision;
  const rows = await reading.under(grant);
  return disclose(deps, request, rows.sealAs(toApi(grant)), 'disclosure');
}

/**
 * Who may see a resource hears that it was deleted; to everybody else it is not there (attack 24). The row is asked for
 * beside the person, so that one wait serves both; nothing of it can be had before the grant is there. Hidden, deleted and
 * unknown ask the store for no more than what is shown.
 */
function readOrDeletion(
  deps: ReadDependencies,
  { caller }: RequestContext,
  type: ResourceType,
  address: ResourceAddress,
): Reading {
  const fetched = deps.store.fetchResource(address);
  const number = resourceTypeNumber(type);
  return {
    under: (grant) => fetched.under(grant, number),
    // A system finds its own by the row alone.
    ofNothing: async () => (caller.kind === 'system' ? undefined : fetched.ofNothing(number)),
  };
}

export async function readForApi(
  deps: ApiDependencies,
  request: RequestContext,
  type: ResourceType,
  id: string,
): Promise<Outcome<ApiResource>> {
  const rows = await readRows(deps, request, id, (address) => readOrDeletion(deps, request, type, address));
  if (!rows.ok) return rows;
  const [row] = rows.value;
  if (row === undefined) return failed(recordFault('RECORD-002'));
  return row.isDeleted ? failed(recordFault('RECORD-014')) : ok(row);
}

/** Versions newest first; with `versionId` only that one. */
export async function readVersionsForApi(
  deps: ApiDependencies,
  request: RequestContext,
  type: ResourceType,
  which: { readonly id: string; readonly versionId?: string },
): Promise<Outcome<readonly ApiResource[]>> {
  const version = which.versionId === undefined ? undefined : parseVersionId(which.versionId);
  const rows = await readRows(deps, request, which.id, (address) => ({
    under: async (grant) => {
      const all = await deps.store.readVersions(grant, resourceTypeNumber(type), address);
      return which.versionId === undefined
        ? all
        : all.keep((versions) => versions.filter((one) => one.version === version));
    },
    ofNothing: deps.store.readNothing,
  }));
  if (!rows.ok) return rows;
  return rows.value.length === 0 ? failed(recordFault('RECORD-002')) : rows;
}

export interface ApiPage {
  /** How many there are in all; none where it was not counted. */
  readonly total?: number;
  readonly matches: readonly ApiResource[];
  readonly included: readonly ApiResource[];
  /** Where the page ended; none on the last. */
  readonly next?: SearchKey;
}
