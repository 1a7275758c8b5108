/** Histories (R4 3.1.0.12) of one resource, of a type and of all: newest first, deletions shown, paged by key. */
import { resourceTypes } from '#fhir/resource-types.ts';
import { type Compartment, numberTimeMs, type ResourceNumber, type VersionNumber } from '#kernel/identity-number.ts';
import type { ApiResource, SearchKey } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { assembleBundle, type BundleEntryBytes, etagOf, idOf, typeOf } from './assemble-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { type HistoryParameters, readHistoryParameters } from './history-parameters.ts';
import { nextLink, pagedParameters } from './search-interaction.ts';

function keyOf(after: SearchKey | undefined) {
  if (after === undefined) return {};
  const [version] = after.values;
  return {
    after: {
      version: version as VersionNumber,
      compartment: after.compartment as Compartment,
      number: after.number as ResourceNumber,
    },
  };
}

function historyEntry(deps: InteractionDependencies, version: ApiResource, isFirst: boolean): BundleEntryBytes {
  const address = `${typeOf(version)}/${idOf(version)}`;
  const method = version.isDeleted ? 'DELETE' : isFirst ? 'POST' : 'PUT';
  const status = version.isDeleted ? '204' : isFirst ? '201' : '200';
  return {
    fullUrl: `${deps.publicUrl}/fhir/${address}`,
    ...(version.isDeleted ? {} : { resource: version.body }),
    rest: {
      request: { method, url: method === 'POST' ? typeOf(version) : address },
      response: {
        status,
        etag: etagOf(version.version),
        lastModified: new Date(numberTimeMs(version.version)).toISOString(),
      },
    },
  };
}

async function answer(
  deps: InteractionDependencies,
  call: ApiCall,
  path: string,
  types: Parameters<InteractionDependencies['record']['historyForApi']>[1]['types'],
): Promise<Answer> {
  const paged = pagedParameters(deps, call, path);
  if (!paged.ok) return faultAnswer(paged.fault);
  const { parameters, after } = paged.value;
  const asked = readHistoryParameters(parameters);
  if (!asked.ok) return faultAnswer(asked.fault);
  const found = await deps.record.historyForApi(call.request, {
    ...asked.value,
    ...(types === undefined ? {} : { types }),
    ...keyOf(after),
  });
  if (!found.ok) return faultAnswer(found.fault);
  const { versions, next } = found.value;
  const key = next === undefined ? undefined : { ...next, values: [next.version] };
  const query = parameters.toString();
  const body = assembleBundle({
    type: 'history',
    links: [
      { relation: 'self', url: `${deps.publicUrl}/fhir/${path}${query === '' ? '' : `?${query}`}` },
      ...nextLink(deps, call, path, { query, key }),
    ],
    entries: versions.map((version) => historyEntry(deps, version, version.isFirst)),
  });
  return bytesAnswer(200, body);
}

/** Only back-end services have them (attack 22); everybody else hears so, whatever is there. */
async function refusal(deps: InteractionDependencies, call: ApiCall): Promise<Answer | undefined> {
  if (call.request.caller.kind === 'system') return undefined;
  const logged = await deps.record.refuseCall(call.request);
  return faultAnswer(logged.ok ? fhirApiFault('FHIR-API-018') : logged.fault);
}

export async function answerTypeHistory(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return (await refusal(deps, call)) ?? answer(deps, call, `${call.type}/_history`, [call.type]);
}

export async function answerSystemHistory(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const inScope = resourceTypes.filter((type) => isInScope(call, type, 's'));
  const types = inScope.length === resourceTypes.length ? undefined : inScope;
  return (await refusal(deps, call)) ?? answer(deps, call, '_history', types);
}

/** Those of the asked moments; the versions are all there, newest first, as far as the caller may see them. */
function ofMoments(versions: readonly ApiResource[], { since, current }: HistoryParameters): readonly ApiResource[] {
  return versions.filter((one, index) => {
    if (since !== undefined && one.version < since) return false;
    if (current === undefined) return true;
    const replacedBy = versions[index - 1]?.version;
    return one.version < current.until && (replacedBy === undefined || replacedBy >= current.from);
  });
}

/** To whoever may read the resource, deleted or not. */
export async function answerHistory(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const path = `${call.type}/${call.id}/_history`;
  const paged = pagedParameters(deps, call, path);
  if (!paged.ok) return faultAnswer(paged.fault);
  const { parameters, after } = paged.value;
  const asked = readHistoryParameters(parameters);
  if (!asked.ok) return faultAnswer(asked.fault);
  const read = await deps.record.readVersionsForApi(call.request, call.type, { id: call.id });
  if (!read.ok) return faultAnswer(read.fault);
  const first = read.value.at(-1);
  const wanted = ofMoments(read.value, asked.value);
  const following = after === undefined ? wanted : wanted.filter(({ version }) => version < Number(after.values[0]));
  const shown = following.slice(0, asked.value.count);
  const last = following.length > shown.length ? shown.at(-1) : undefined;
  const key =
    last === undefined ? undefined : { compartment: last.compartment, number: last.number, values: [last.version] };
  const query = parameters.toString();
  const body = assembleBundle({
    type: 'history',
    total: wanted.length,
    links: [
      { relation: 'self', url: `${deps.publicUrl}/fhir/${path}${query === '' ? '' : `?${query}`}` },
      ...nextLink(deps, call, path, { query, key }),
    ],
    entries: shown.map((version) => historyEntry(deps, version, version === first)),
  });
  return bytesAnswer(200, body);
}
