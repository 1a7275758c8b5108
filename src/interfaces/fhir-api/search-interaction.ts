/** search-type, by GET and by POST `_search` (R4 3.1.0.9). */
import type { ResourceType } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ApiPage, ApiResource, ReadSearch, SearchKey } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { assembleBundle, type BundleEntryBytes, type BundleLink, idOf, typeOf } from './assemble-bundle.ts';
import { chooseElements } from './choose-elements.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { isStrictHandling } from './prefer.ts';

export const pageParameter = '_page';

/** Those of the address, and of a POST those of the form too. */
export function parametersOf(call: ApiCall): URLSearchParams {
  const parameters = new URLSearchParams(call.query);
  if (call.body !== undefined)
    for (const [name, value] of new URLSearchParams(call.body.toString('utf8'))) parameters.append(name, value);
  return parameters;
}

export interface PagedParameters {
  readonly parameters: URLSearchParams;
  readonly after: SearchKey | undefined;
}

/** A page link brings the parameters of its search sealed in itself. Fault FHIR-API-013. */
export function pagedParameters(deps: InteractionDependencies, call: ApiCall, path: string): Outcome<PagedParameters> {
  const parameters = parametersOf(call);
  const token = parameters.get(pageParameter);
  if (token === null) return ok({ parameters, after: undefined });
  const place = deps.pageLinks.open(call.request.caller, path, token);
  if (!place.ok) return failed(place.fault);
  return ok({ parameters: new URLSearchParams(place.value.query), after: place.value.key });
}

export function nextLink(
  deps: InteractionDependencies,
  call: ApiCall,
  path: string,
  place: { readonly query: string; readonly key: SearchKey | undefined },
): BundleLink[] {
  return place.key === undefined ? [] : [pageLink(deps, call, path, place)];
}

/** A page that begins after `key`, or at the beginning of what `query` asks. */
export function pageLink(
  deps: InteractionDependencies,
  call: ApiCall,
  path: string,
  place: { readonly query: string; readonly key: SearchKey | undefined },
): BundleLink {
  const token = deps.pageLinks.seal(call.request.caller, path, {
    query: place.query,
    ...(place.key === undefined ? {} : { key: place.key }),
  });
  // Whoever could not set Accept for this page cannot for the next.
  const format = parametersOf(call).get('_format');
  const wanted = format === null ? '' : `&_format=${encodeURIComponent(format)}`;
  return { relation: 'next', url: `${deps.publicUrl}/fhir/${path}?${pageParameter}=${token}${wanted}` };
}

const rests = { match: { search: { mode: 'match' } }, include: { search: { mode: 'include' } } } as const;

export function searchEntry(
  deps: InteractionDependencies,
  resource: ApiResource,
  mode: 'match' | 'include',
): BundleEntryBytes {
  return {
    fullUrl: `${deps.publicUrl}/fhir/${typeOf(resource)}/${idOf(resource)}`,
    resource: resource.body,
    rest: rests[mode],
  };
}

/** A compartment's own criterion, which is in the address and not in the query. */
export interface SearchPlace {
  readonly path: string;
  readonly within?: NonNullable<Parameters<InteractionDependencies['readSearch']>[0]['within']>;
}

interface Searched {
  readonly search: ReadSearch;
  readonly page: ApiPage;
  readonly path: string;
}

function searchBundle(deps: InteractionDependencies, call: ApiCall, { search, page, path }: Searched): Buffer {
  const query = new URLSearchParams(search.used as [string, string][]).toString();
  const self: BundleLink = {
    relation: 'self',
    url: `${deps.publicUrl}/fhir/${path}${query === '' ? '' : `?${query}`}`,
  };
  const chosen = chooseElements(deps.definitions, search);
  const brought = chooseElements(deps.definitions, { summary: search.summary });
  return assembleBundle({
    type: 'searchset',
    ...(page.total === undefined ? {} : { total: page.total }),
    links: [self, ...nextLink(deps, call, path, { query, key: page.next })],
    entries: [
      ...page.matches.map((one) => searchEntry(deps, chosen(one), 'match')),
      ...page.included.map((one) => searchEntry(deps, brought(one), 'include')),
    ],
  });
}

/** By context and scopes, of which clients have few: what scopes mean never changes. */
const readableTypes = new Map<string, Map<ResourceType, boolean>>();
const readableKept = 1_000;

/** What is included must be within the scopes as if it were read itself. */
export function mayRead(call: ApiCall): (type: ResourceType) => boolean {
  const { scopeContext, scopes } = call.token;
  const key = `${scopeContext} ${scopes.join(' ')}`;
  const answers = readableTypes.get(key) ?? new Map<ResourceType, boolean>();
  if (readableTypes.size >= readableKept) readableTypes.clear();
  readableTypes.set(key, answers);
  return (type) => {
    const known = answers.get(type);
    if (known !== undefined) return known;
    const answer = isInScope(call, type, 'r');
    answers.set(type, answer);
    return answer;
  };
}

export async function answerSearch(
  deps: InteractionDependencies,
  call: ApiCall,
  place: SearchPlace = { path: call.type },
): Promise<Answer> {
  const { path, within } = place;
  const paged = pagedParameters(deps, call, path);
  if (!paged.ok) return faultAnswer(paged.fault);
  const search = deps.readSearch({
    type: call.type,
    parameters: paged.value.parameters,
    isStrict: isStrictHandling(call.header('prefer')),
    ...(within === undefined ? {} : { within }),
  });
  if (!search.ok) return faultAnswer(search.fault);
  // By type, before anything is looked at (attack 39).
  if (!search.value.chainedTypes.every((type) => isInScope(call, type, 's'))) {
    const logged = await deps.record.refuseCall(call.request);
    return faultAnswer(logged.ok ? fhirApiFault('FHIR-API-002') : logged.fault);
  }
  const { after } = paged.value;
  const found = await deps.record.searchForApi(call.request, {
    search: search.value,
    baseUrl: `${deps.publicUrl}/fhir`,
    mayRead: mayRead(call),
    ...(after === undefined ? {} : { after }),
  });
  if (!found.ok) return faultAnswer(found.fault);
  return bytesAnswer(200, searchBundle(deps, call, { search: search.value, page: found.value, path }));
}
