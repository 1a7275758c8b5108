/**
 * Search over several types (R4 3.1.1.1.1): `GET [base]?_type=A,B&...` and `POST [base]/_search`. Type by type, each decided
 * and logged for itself; only parameters that all the types have, since one that is left out would find more than was asked.
 */
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ApiPage, ReadSearch, SearchKey } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { assembleBundle, type BundleLink } from './assemble-bundle.ts';
import { chooseElements } from './choose-elements.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { narrowToScopes } from './narrow-to-scopes.ts';
import { mayRead, pagedParameters, pageLink, searchEntry } from './search-interaction.ts';

const typesMax = 10;
/** Kept or answered apart from the others. */
const searchedAlone: ReadonlySet<string> = new Set(['CodeSystem', 'ConceptMap', 'Subscription', 'ValueSet']);
const refusedNames = ['_sort', '_include', '_revinclude', '_total'];

interface TypeSearch {
  readonly type: ResourceType;
  readonly search: ReadSearch;
}

function typesOf(parameters: URLSearchParams): { types: ResourceType[]; flaws: Flaw[] } {
  const names = new Set(parameters.getAll('_type').flatMap((value) => value.split(',').filter((name) => name !== '')));
  const flaws: Flaw[] = [...parameters.keys()]
    .filter((name) => refusedNames.includes(name.split(':')[0]!))
    .map((place) => ({ place, rule: 'is not supported in a search over several types' }));
  if (names.size === 0 || names.size > typesMax)
    flaws.push({ place: '_type', rule: `must name the types to search, ${typesMax} at most` });
  const types = [...names].filter(isResourceType);
  if (types.length < names.size) flaws.push({ place: '_type', rule: 'must name resource types' });
  if (types.some((type) => searchedAlone.has(type)))
    flaws.push({ place: '_type', rule: 'names a type that is searched by itself' });
  return { types, flaws };
}

/** Faults FHIR-API-012 and RECORD-008, with every flaw of the first type that has one. */
function readSearches(deps: InteractionDependencies, given: URLSearchParams): Outcome<TypeSearch[]> {
  const { types, flaws } = typesOf(given);
  if (flaws.length > 0) return failed(fhirApiFault('FHIR-API-012', flaws));
  const parameters = new URLSearchParams(given);
  parameters.delete('_type');
  const searches: TypeSearch[] = [];
  for (const type of types) {
    const search = deps.readSearch({ type, parameters, isStrict: true });
    if (!search.ok) return search;
    searches.push({ type, search: search.value });
  }
  return ok(searches);
}

interface Found {
  readonly pages: readonly { readonly search: ReadSearch; readonly page: ApiPage }[];
  /** Where the next page begins: in this type, after this row, or at its beginning. */
  readonly next: { readonly from: number; readonly key: SearchKey | undefined } | undefined;
}

async function findAll(
  deps: InteractionDependencies,
  call: ApiCall,
  searches: readonly TypeSearch[],
  first: SearchKey | undefined,
): Promise<Outcome<Found>> {
  const pages: { search: ReadSearch; page: ApiPage }[] = [];
  let wanted = searches[0]!.search.count;
  for (const [index, { type, search }] of searches.entries()) {
    if (wanted === 0 && !search.isCountOnly) return ok({ pages, next: { from: index, key: undefined } });
    const own = narrowToScopes(deps, { scope: 's' }, { ...call, type });
    const request = { ...own.request, requestId: `${call.request.requestId}/${type}` };
    const found = await deps.record.searchForApi(request, {
      search: { ...search, count: wanted },
      baseUrl: `${deps.publicUrl}/fhir`,
      mayRead: mayRead(own),
      ...(index === 0 && first !== undefined ? { after: first } : {}),
    });
    if (!found.ok) return found;
    pages.push({ search, page: found.value });
    if (found.value.next !== undefined) return ok({ pages, next: { from: index, key: found.value.next } });
    wanted -= found.value.matches.length;
  }
  return ok({ pages, next: undefined });
}

/** The next page asks the types that are left. */
function nextOf(
  deps: InteractionDependencies,
  call: ApiCall,
  parameters: URLSearchParams,
  left: { readonly types: readonly ResourceType[]; readonly key: SearchKey | undefined },
): BundleLink {
  const query = new URLSearchParams(parameters);
  query.set('_type', left.types.join(','));
  return pageLink(deps, call, '', { query: query.toString(), key: left.key });
}

export async function answerSystemSearch(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const paged = pagedParameters(deps, call, '');
  if (!paged.ok) return faultAnswer(paged.fault);
  const { parameters, after } = paged.value;
  const searches = readSearches(deps, parameters);
  if (!searches.ok) return faultAnswer(searches.fault);
  const types = searches.value.flatMap(({ type, search }) => [type, ...search.chainedTypes]);
  if (!types.every((type) => isInScope(call, type, 's'))) {
    const logged = await deps.record.refuseCall(call.request);
    return faultAnswer(logged.ok ? fhirApiFault('FHIR-API-002') : logged.fault);
  }
  const found = await findAll(deps, call, searches.value, after);
  if (!found.ok) return faultAnswer(found.fault);
  const { pages } = found.value;
  const isCountOnly = pages[0]!.search.isCountOnly;
  const self: BundleLink = { relation: 'self', url: `${deps.publicUrl}/fhir/?${parameters.toString()}` };
  const { next } = found.value;
  const rest = searches.value.slice(next?.from).map(({ type }) => type);
  const body = assembleBundle({
    type: 'searchset',
    ...(isCountOnly ? { total: pages.reduce((sum, { page }) => sum + (page.total ?? 0), 0) } : {}),
    links: next === undefined ? [self] : [self, nextOf(deps, call, parameters, { types: rest, key: next.key })],
    entries: pages.flatMap(({ search, page }) => {
      const chosen = chooseElements(deps.definitions, search);
      return page.matches.map((one) => searchEntry(deps, chosen(one), 'match'));
    }),
  });
  return bytesAnswer(200, body);
}
