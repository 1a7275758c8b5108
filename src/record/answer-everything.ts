/** Patient/$everything: all of a person's records that the grant shows, and the practitioners and places that they name. */
import { type AccessGrant, openSealed, type RequestContext } from '#disclosure';
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import { parsePatientId, parseResourceId, type ResourceAddress, type VersionNumber } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { SealedRows, StoredResource } from '#store';
import {
  type ApiPage,
  type ApiResource,
  apiResource,
  decideForCompartment,
  decideForFocal,
  nobody,
  refuseForApi,
} from './answer-api.ts';
import { type CareDates, isWithinCareDates } from './care-dates.ts';
import type { ReadDependencies } from './open-record.ts';
import { comparePlaces, patientNumber, placeInEverything } from './order-everything.ts';
import { compareKeys, type SearchKey } from './search/find/order-matches.ts';
import { shelfReferencesIn } from './shelf-references.ts';

export interface EverythingRequest {
  /** Of any of the person's records. */
  readonly id: string;
  /** The person asks for their own, and names no record: whichever of theirs stands in `id`. */
  readonly isOwn?: boolean;
  /** All types when left out. */
  readonly types?: readonly ResourceType[];
  readonly changedSince?: VersionNumber;
  readonly careDates?: CareDates;
  /** No paging when left out. */
  readonly count?: number;
  readonly after?: SearchKey;
  readonly mayRead: (type: ResourceType) => boolean;
}

function shelfAddresses(rows: readonly StoredResource[], seen: Set<string>, isWanted: (type: ResourceType) => boolean) {
  const addresses: ResourceAddress[] = [];
  for (const row of rows)
    for (const { type, id } of shelfReferencesIn(row.body)) {
      if (seen.has(id) || !isWanted(type)) continue;
      seen.add(id);
      const address = parseResourceId(id);
      if (address !== undefined) addresses.push(address);
    }
  return addresses;
}

/** Two steps: a role names a practitioner and an organisation. */
export async function supportingRows(
  deps: ReadDependencies,
  grant: AccessGrant,
  page: SealedRows,
  isWanted: (type: ResourceType) => boolean,
): Promise<SealedRows> {
  const seen = new Set<string>();
  let supporting = await deps.store.readResources(grant, []);
  // Of a restricted person, who and where they were seen tells the place (D10).
  if (grant.stripLocation) return supporting;
  let fresh = page;
  for (let depth = 0; depth < 2; depth++) {
    const addresses: ResourceAddress[] = [];
    fresh.keep((rows) => {
      addresses.push(...shelfAddresses(rows, seen, isWanted));
      return [];
    });
    if (addresses.length === 0) break;
    fresh = await deps.store.readResources(grant, addresses);
    supporting = supporting.and(fresh.keep((rows) => rows.filter((row) => isWanted(resourceTypeOf(row.type)))));
  }
  return supporting;
}

interface Chosen {
  readonly rows: SealedRows;
  readonly total: number;
  readonly next: SearchKey | undefined;
}

function choosePage(all: SealedRows, asked: EverythingRequest, isWanted: (type: ResourceType) => boolean): Chosen {
  let total = 0;
  let next: SearchKey | undefined;
  const rows = all.keep((stored) => {
    const wanted = stored
      .filter((row) => isWanted(resourceTypeOf(row.type)) && row.version >= (asked.changedSince ?? 0))
      .filter((row) => asked.careDates === undefined || isWithinCareDates(row, asked.careDates))
      .sort(comparePlaces);
    total = wanted.length;
    const { after } = asked;
    const rest =
      after === undefined ? wanted : wanted.filter((row) => compareKeys(placeInEverything(row), after, []) > 0);
    const page = asked.count === undefined ? rest : rest.slice(0, asked.count);
    const last = page.length < rest.length ? page.at(-1) : undefined;
    next = last === undefined ? undefined : placeInEverything(last);
    return page;
  });
  return { rows, total, next };
}

/** The focal Patient must be among what is shown: a record that shows nothing is a record that is not there (attack 45). */
function showsPatient(all: SealedRows, address: ResourceAddress): boolean {
  let isShown = false;
  all.keep((rows) => {
    isShown = rows.some((row) => row.type === patientNumber && row.compartment === address.compartment);
    return [];
  });
  return isShown;
}

/** Faults: RECORD-002 when the patient is unknown, hidden or refused; those of the log. */
export async function everythingForApi(
  deps: ReadDependencies,
  request: RequestContext,
  asked: EverythingRequest,
): Promise<Outcome<ApiPage>> {
  const address = parsePatientId(asked.id);
  if (address === undefined) return refuseForApi(deps, request, { decision: nobody, person: undefined });
  const decide = asked.isOwn === true ? decideForCompartment : decideForFocal;
  const decided = await decide(deps, request, address.compartment);
  if (!decided.decision.isGranted || decided.person === undefined) return refuseForApi(deps, request, decided);
  const { grant } = decided.decision;
  const compartments = decided.person.records.map((record) => record.compartment);
  const all = await deps.store.readCompartments(grant, { compartments });
  if (asked.isOwn !== true && !showsPatient(all, address)) return refuseForApi(deps, request, decided);
  const types = asked.types === undefined ? undefined : new Set(asked.types);
  const isWanted = (type: ResourceType): boolean => asked.mayRead(type) && (types === undefined || types.has(type));
  const chosen = choosePage(all, asked, isWanted);
  const supporting = await supportingRows(deps, grant, chosen.rows, isWanted);
  const sealed = chosen.rows.and(supporting).sealAs((rows) => rows.map((row) => apiResource(grant, row)));
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'disclosure' });
  if (!receipt.ok) return receipt;
  const opened: readonly ApiResource[] = openSealed(sealed, receipt.value);
  return ok({
    total: chosen.total,
    matches: opened.slice(0, chosen.rows.count),
    included: opened.slice(chosen.rows.count),
    ...(chosen.next === undefined ? {} : { next: chosen.next }),
  });
}
