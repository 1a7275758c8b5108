/** Observation/$lastn (R4): of one patient, the newest observations of each code. Decided, logged and shown like a search. */
import type { CodeableConcept } from 'fhir/r4.js';
import { openSealed, type RequestContext } from '#disclosure';
import { type Resource, resourceTypeNumber } from '#fhir/resource-types.ts';
import { parsePatientId } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { StoredResource } from '#store';
import {
  type ApiDependencies,
  type ApiResource,
  apiResource,
  decideForNamed,
  nobody,
  refuseForApi,
} from '../../answer-api.ts';
import { isMatch } from '../match/is-match.ts';
import type { ReadSearch } from '../search-criterion.ts';
import { shownResource } from './search-rows.ts';

export interface LastObservations {
  /** The id of any of the person's Patient resources: another id of the same record names no patient. */
  readonly patient: string;
  readonly search: ReadSearch;
  /** How many of each code. */
  readonly max: number;
}

function codesOf(resource: Resource): string[] {
  const code = resource['code'] as CodeableConcept | undefined;
  const codings = (code?.coding ?? []).flatMap(({ system, code: text }) =>
    text === undefined ? [] : [`${system ?? ''}|${text}`],
  );
  return codings.length > 0 ? codings : [`text ${code?.text?.trim().toLowerCase() ?? ''}`];
}

/** Codings of one observation say the same thing, so what shares any of them is one group (R4 $lastn). */
function groupRows(found: readonly { readonly row: StoredResource; readonly codes: readonly string[] }[]) {
  const groupByCode = new Map<string, StoredResource[]>();
  for (const { row, codes } of found) {
    const known = [...new Set(codes.flatMap((code) => groupByCode.get(code) ?? []))];
    const groups = [...new Set(codes.map((code) => groupByCode.get(code)).filter((one) => one !== undefined))];
    const group = groups[0] ?? [];
    if (groups.length > 1) group.splice(0, group.length, ...known);
    group.push(row);
    for (const [code, other] of groupByCode) if (groups.includes(other)) groupByCode.set(code, group);
    for (const code of codes) groupByCode.set(code, group);
  }
  return new Set(groupByCode.values());
}

const newestFirst = (one: StoredResource, other: StoredResource): number =>
  (other.clinicalTimeMs ?? -Infinity) - (one.clinicalTimeMs ?? -Infinity) || other.number - one.number;

/** A withdrawn result is nobody's last one: it would stand before the one that holds. Fault RECORD-002; those of the log. */
export async function lastObservations(
  deps: ApiDependencies,
  request: RequestContext,
  asked: LastObservations,
): Promise<Outcome<readonly ApiResource[]>> {
  const address = parsePatientId(asked.patient);
  if (address === undefined) return refuseForApi(deps, request, { decision: nobody, person: undefined });
  const decided = await decideForNamed(deps, request, address.compartment);
  if (!decided.decision.isGranted || decided.person === undefined) return refuseForApi(deps, request, decided);
  const { grant } = decided.decision;
  const compartments = decided.person.records.map((record) => record.compartment);
  const types = [resourceTypeNumber('Observation')];
  const rows = await deps.store.readCompartments(grant, { compartments, types });
  // Every record of the person is the person: the criterion that names the patient holds for all of them.
  const context = { nowMs: deps.clock.now(), patientKey: () => 'the patient' };
  const chosen = rows.keep((all) => {
    const found = all.flatMap((row) => {
      const resource = shownResource(grant, row);
      const isWanted = resource['status'] !== 'entered-in-error' && isMatch(asked.search, resource, context);
      return isWanted ? [{ row, codes: codesOf(resource) }] : [];
    });
    return [...groupRows(found)].flatMap((group) => group.sort(newestFirst).slice(0, asked.max)).sort(newestFirst);
  });
  const sealed = chosen.sealAs((all) => all.map((row) => apiResource(grant, row)));
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search' });
  return receipt.ok ? ok(openSealed(sealed, receipt.value)) : receipt;
}
