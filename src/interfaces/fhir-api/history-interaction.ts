/** history-type and history-system (R4 3.1.0.12), paged by key, newest first. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { resourceTypes } from '#fhir/resource-types.ts';
import { type Compartment, numberAtTime, type ResourceNumber, type VersionNumber } from '#kernel/identity-number.ts';
import type { SearchKey } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { assembleBundle } from './assemble-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { historyEntry } from './read-interactions.ts';
import { nextLink, pagedParameters } from './search-interaction.ts';

const countDefault = 50;
const countMax = 1_000;

interface Asked {
  readonly count: number;
  readonly since: VersionNumber | undefined;
}

function readAsked(parameters: URLSearchParams): Asked | { readonly place: string; readonly rule: string } {
  // Left out they would answer another question than was asked.
  for (const name of ['_at', '_list', '_sort'])
    if (parameters.has(name)) return { place: name, rule: 'is not supported in the history of a type or of all' };
  const count = parameters.get('_count');
  if (count !== null && !/^[1-9]\d{0,8}$/.test(count))
    return { place: '_count', rule: 'must be a whole number above 0' };
  const text = parameters.get('_since');
  const sinceMs = text === null ? undefined : parseFhirDate(text.replaceAll(' ', '+'))?.lowMs;
  if (text !== null && sinceMs === undefined) return { place: '_since', rule: 'must be an instant (type instant)' };
  return {
    count: Math.min(count === null ? countDefault : Number(count), countMax),
    since: sinceMs === undefined ? undefined : (numberAtTime(sinceMs) as VersionNumber),
  };
}

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

async function answer(
  deps: InteractionDependencies,
  call: ApiCall,
  path: string,
  types: Parameters<InteractionDependencies['record']['historyForApi']>[1]['types'],
): Promise<Answer> {
  const paged = pagedParameters(deps, call, path);
  if (!paged.ok) return faultAnswer(paged.fault);
  const { parameters, after } = paged.value;
  const asked = readAsked(parameters);
  if ('rule' in asked) return faultAnswer(fhirApiFault('FHIR-API-012', [asked]));
  const found = await deps.record.historyForApi(call.request, {
    count: asked.count,
    ...(types === undefined ? {} : { types }),
    ...(asked.since === undefined ? {} : { since: asked.since }),
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
