/** Patient/$everything without an id: of a client, the records that its organisation contributed; of a patient, their own. */
import { openSealed, type RequestContext } from '#disclosure';
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import { type Compartment, type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import {
  type ApiDependencies,
  type ApiPage,
  type ApiResource,
  apiResource,
  nobody,
  refuseForApi,
} from './answer-api.ts';
import { type EverythingRequest, everythingForApi, supportingRows } from './answer-everything.ts';
import { isWithinCareDates } from './care-dates.ts';
import { decideForSet, ownSources } from './export/walk-records.ts';
import { recordFault } from './faults.ts';
import { findThemself } from './find-themself.ts';

const recordsPerStep = 20;
const countDefault = 500;

async function ofPatient(
  deps: ApiDependencies,
  request: RequestContext,
  asked: Omit<EverythingRequest, 'id'>,
): Promise<Outcome<ApiPage>> {
  if (request.caller.kind !== 'patient') return failed(recordFault('RECORD-009'));
  const themself = await findThemself(deps, request.caller);
  const record = themself?.records[0]?.compartment;
  if (record === undefined) return refuseForApi(deps, request, { decision: nobody, person: undefined });
  const id = resourceIdText(record, record as number as ResourceNumber);
  return everythingForApi(deps, request, { ...asked, id, isOwn: true });
}

interface Step {
  readonly matches: readonly ApiResource[];
  readonly included: readonly ApiResource[];
}

async function readStep(
  deps: ApiDependencies,
  request: RequestContext,
  asked: Omit<EverythingRequest, 'id'>,
  compartments: readonly Compartment[],
): Promise<Outcome<Step>> {
  const { decision } = await decideForSet(deps, request, compartments);
  if (!decision.isGranted) return refuseForApi(deps, request, { decision, person: undefined });
  const { grant } = decision;
  const types = asked.types === undefined ? undefined : new Set(asked.types);
  const isWanted = (type: ResourceType): boolean => asked.mayRead(type) && (types === undefined || types.has(type));
  const rows = await deps.store.readCompartments(grant, { compartments });
  const own = rows.keep((all) =>
    all.filter(
      (row) =>
        isWanted(resourceTypeOf(row.type)) &&
        row.version >= (asked.changedSince ?? 0) &&
        (asked.careDates === undefined || isWithinCareDates(row, asked.careDates)),
    ),
  );
  const supporting = await supportingRows(deps, grant, own, isWanted);
  const sealed = own.and(supporting).sealAs((all) => all.map((row) => apiResource(grant, row)));
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'disclosure' });
  if (!receipt.ok) return receipt;
  const opened: readonly ApiResource[] = openSealed(sealed, receipt.value);
  return ok({ matches: opened.slice(0, own.count), included: opened.slice(own.count) });
}

/**
 * Whole records, as many as reach the count: a record is never cut, so that a page is never a part of somebody. Each few
 * records have their entry in the log before the page leaves. Faults: RECORD-009 for staff, who name a patient; those of the log.
 */
export async function everythingOfAll(
  deps: ApiDependencies,
  request: RequestContext,
  asked: Omit<EverythingRequest, 'id'>,
): Promise<Outcome<ApiPage>> {
  if (request.caller.kind !== 'system') return ofPatient(deps, request, asked);
  const sources = ownSources(deps, request);
  const matches: ApiResource[] = [];
  const included: ApiResource[] = [];
  const count = asked.count ?? countDefault;
  let after = (asked.after?.compartment ?? 0) as Compartment;
  let isMore = true;
  for (let step = 0; isMore && matches.length < count; step++) {
    const chosen = await deps.patientIndex.recordsOfSources({ sources, after, limit: recordsPerStep });
    const stepRequest = { ...request, requestId: `${request.requestId}/${step}`, atMs: deps.clock.now() };
    const read = await readStep(deps, stepRequest, asked, chosen);
    if (!read.ok) return read;
    matches.push(...read.value.matches);
    included.push(...read.value.included);
    isMore = chosen.length === recordsPerStep;
    after = chosen.at(-1) ?? after;
  }
  const page = { total: matches.length, matches, included: once(included) };
  return ok(isMore ? { ...page, next: { values: [], compartment: after, number: 0 } } : page);
}

/** A practitioner whom two records name is shown once. */
function once(resources: readonly ApiResource[]): ApiResource[] {
  return [...new Map(resources.map((one) => [`${one.compartment}|${one.number}`, one])).values()];
}
