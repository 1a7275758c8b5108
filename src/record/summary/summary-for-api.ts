/** Patient/[id]/$summary: the same decision and the same log as every reading; the log names what is in the document, no more. */
import { randomUUID } from 'node:crypto';
import type { Bundle } from 'fhir/r4.js';
import { openSealed, type RequestContext } from '#disclosure';
import type { ReferenceWalk } from '#fhir/reference-walk.ts';
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import { isShelf, parsePatientId, type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { StoredResource } from '#store';
import { decideForFocal, nobody, refuseForApi } from '../answer-api.ts';
import type { ReadDependencies } from '../open-record.ts';
import { shownResource } from '../search/find/search-rows.ts';
import { buildSummary } from './build-summary.ts';
import { chooseForSummary, itemOf, type SummaryChoice, shelfReferences } from './choose-for-summary.ts';

export interface SummaryDependencies extends ReadDependencies {
  readonly referenceWalk: ReferenceWalk;
}

export interface SummaryRequest {
  readonly id: string;
  readonly baseUrl: string;
  readonly mayRead: (type: ResourceType) => boolean;
}

/** Faults: RECORD-002 when the patient is unknown, hidden or refused; those of the log. */
export async function summaryForApi(
  deps: SummaryDependencies,
  request: RequestContext,
  asked: SummaryRequest,
): Promise<Outcome<Bundle>> {
  const address = parsePatientId(asked.id);
  if (address === undefined) return refuseForApi(deps, request, { decision: nobody, person: undefined });
  const decided = await decideForFocal(deps, request, address.compartment);
  if (!decided.decision.isGranted || decided.person === undefined) return refuseForApi(deps, request, decided);
  const { grant } = decided.decision;
  const compartments = decided.person.records.map((record) => record.compartment);
  const all = await deps.store.readCompartments(grant, { compartments });
  const referencesIn = deps.referenceWalk.referencesIn.bind(deps.referenceWalk);
  let choice: SummaryChoice | undefined;
  const kept = all.keep((rows) => {
    const readable = rows.filter((row) => asked.mayRead(resourceTypeOf(row.type)));
    const items = readable.map((row) => itemOf(row, shownResource(grant, row)));
    choice = chooseForSummary(items, `Patient/${asked.id}`, referencesIn);
    if (choice === undefined) return [];
    const chosen = [choice.patient, ...choice.sections.flatMap((one) => one.items), ...choice.parts];
    return [...new Set(chosen.map(({ row }) => row))];
  });
  if (choice === undefined) return refuseForApi(deps, request, decided);
  const summary = choice;
  const named = [summary.patient, ...summary.sections.flatMap((one) => one.items), ...summary.parts];
  // Of a restricted person, who and where they were seen tells the place (D10).
  const shelves = grant.stripLocation
    ? []
    : shelfReferences(named, referencesIn, asked.mayRead).filter(({ compartment }) => isShelf(compartment));
  const supporting = (await deps.store.readResources(grant, shelves)).keep((rows) =>
    rows.filter((row) => asked.mayRead(resourceTypeOf(row.type))),
  );
  const isSupporting = (row: StoredResource): boolean => isShelf(row.compartment);
  const sealed = kept.and(supporting).sealAs((rows) =>
    buildSummary(deps.referenceWalk, {
      choice: summary,
      supporting: rows.filter(isSupporting).map((row) => itemOf(row, shownResource(grant, row))),
      patientReferences: new Set(
        compartments.map((one) => `Patient/${resourceIdText(one, one as number as ResourceNumber)}`),
      ),
      baseUrl: asked.baseUrl,
      nowMs: deps.clock.now(),
      newUuid: randomUUID,
    }),
  );
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'disclosure' });
  return receipt.ok ? ok(openSealed(sealed, receipt.value)) : receipt;
}
