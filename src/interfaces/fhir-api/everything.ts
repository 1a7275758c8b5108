/** `Patient/[id]/$everything` (R4 operation Patient-everything): a searchset of all that the caller may see. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { numberAtTime, type VersionNumber } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { EverythingRequest } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { assembleBundle } from './assemble-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { mayRead, nextLink, pagedParameters, parametersOf, searchEntry } from './search-interaction.ts';
import { readResource } from './write-interactions.ts';

const countMax = 1_000;

/** Faults FHIR-API-012 with every flaw. */
function readParameters(
  parameters: URLSearchParams,
): Outcome<Pick<EverythingRequest, 'types' | 'changedSince' | 'count'>> {
  const flaws: Flaw[] = [];
  const types = parameters.getAll('_type').flatMap((value) => value.split(',').filter((type) => type !== ''));
  const since = parameters.get('_since');
  const sinceMs = since === null ? undefined : parseFhirDate(since.replaceAll(' ', '+'))?.lowMs;
  const count = parameters.get('_count');
  for (const type of types) if (!isResourceType(type)) flaws.push({ place: '_type', rule: 'must name resource types' });
  if (since !== null && sinceMs === undefined)
    flaws.push({ place: '_since', rule: 'must be an instant (type instant)' });
  if (count !== null && !/^[1-9]\d{0,8}$/.test(count))
    flaws.push({ place: '_count', rule: 'must be a whole number above 0' });
  // Leaving these out would answer another question than was asked.
  for (const name of ['start', 'end']) if (parameters.has(name)) flaws.push({ place: name, rule: 'is not supported' });
  if (flaws.length > 0) return failed(fhirApiFault('FHIR-API-012', flaws));
  return ok({
    ...(types.length === 0 ? {} : { types: types as ResourceType[] }),
    ...(sinceMs === undefined ? {} : { changedSince: numberAtTime(sinceMs) as VersionNumber }),
    ...(count === null ? {} : { count: Math.min(Number(count), countMax) }),
  });
}

/** A POST may hold the parameters as a Parameters resource. */
function withPosted(call: ApiCall): Outcome<ApiCall> {
  if (call.body === undefined && call.parsed === undefined) return ok(call);
  const posted = readResource(call);
  if (!posted.ok) return posted;
  const query = new URLSearchParams(call.query);
  const list = posted.value['parameter'];
  for (const one of Array.isArray(list) ? (list as Record<string, unknown>[]) : []) {
    const value = Object.entries(one ?? {}).find(([name]) => name.startsWith('value'))?.[1];
    if (typeof one?.['name'] === 'string' && (typeof value === 'string' || typeof value === 'number'))
      query.append(one['name'], String(value));
  }
  return ok({ ...call, query, body: undefined });
}

export async function answerEverything(deps: InteractionDependencies, given: ApiCall): Promise<Answer> {
  const posted = withPosted(given);
  if (!posted.ok) return faultAnswer(posted.fault);
  const call = posted.value;
  const path = `Patient/${call.id}/$everything`;
  const paged = pagedParameters(deps, call, path);
  if (!paged.ok) return faultAnswer(paged.fault);
  const { parameters, after } = paged.value;
  const asked = readParameters(parameters);
  if (!asked.ok) return faultAnswer(asked.fault);
  const found = await deps.record.everythingForApi(call.request, {
    id: call.id,
    ...asked.value,
    ...(after === undefined ? {} : { after }),
    mayRead: mayRead(call),
  });
  if (!found.ok) return faultAnswer(found.fault);
  const query = parametersOf(call).toString();
  const body = assembleBundle({
    type: 'searchset',
    ...(found.value.total === undefined ? {} : { total: found.value.total }),
    links: [
      { relation: 'self', url: `${deps.publicUrl}/fhir/${path}${query === '' ? '' : `?${query}`}` },
      ...nextLink(deps, call, path, { query: parameters.toString(), key: found.value.next }),
    ],
    entries: [
      ...found.value.matches.map((one) => searchEntry(deps, one, 'match')),
      ...found.value.included.map((one) => searchEntry(deps, one, 'include')),
    ],
  });
  return bytesAnswer(200, body);
}
