/**
 * What a token's scopes leave of a reading: SMART App Launch 2.2, "Scopes for requesting FHIR resources". Read, search,
 * includes, history and `$everything` alike, since every grant of the request is cut down to it. One context counts, and
 * scopes are never joined with another's (attack 68).
 */
import type { Narrowing, PersonNumber, TypeNarrowing } from '#disclosure';
import { type ResourceType, resourceTypeNumber, resourceTypes } from '#fhir/resource-types.ts';
import { compileRowFilter, type RowFilter } from '#record';
import { type ResourceScope, scopesFor } from '#sign-in';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import type { ApiRoute } from './route-table.ts';

type Narrowed = Pick<Narrowing, 'types' | 'mayShow'>;

const keptMax = 1_000;
/** By the search reader of a region: compiled filters depend on nothing else. */
const kept = new WeakMap<InteractionDependencies['readSearch'], Map<string, Narrowed>>();

/** Undefined for a filter that is not wholly understood: its scope then lets nothing through. */
function filterOf(deps: InteractionDependencies, type: ResourceType, filter: string): RowFilter | undefined {
  const search = deps.readSearch({ type, parameters: new URLSearchParams(filter), isStrict: true });
  if (!search.ok || search.value.criteria.length === 0) return undefined;
  return compileRowFilter(search.value, `${deps.publicUrl}/fhir`);
}

function compile(deps: InteractionDependencies, scopesOf: (type: ResourceType) => readonly ResourceScope[]): Narrowed {
  const types: TypeNarrowing[] = [];
  const filtersByType = new Map<number, readonly RowFilter[]>();
  for (const name of resourceTypes) {
    const scopes = scopesOf(name);
    if (scopes.length === 0) continue;
    const type = resourceTypeNumber(name);
    if (scopes.some(({ filter }) => filter === '')) {
      types.push({ type });
      continue;
    }
    const filters = scopes.flatMap(({ filter }) => filterOf(deps, name, filter) ?? []);
    if (filters.length === 0) continue;
    types.push({ type, anyOf: filters.map(({ tokens }) => tokens) });
    filtersByType.set(type, filters);
  }
  if (filtersByType.size === 0) return types.length === resourceTypes.length ? {} : { types };
  const mayShow = (type: number, body: Buffer): boolean =>
    filtersByType.get(type)?.some(({ passes }) => passes(body)) ?? true;
  return { types, mayShow };
}

/** `s` lets a search find resources of its own type; whatever else comes along must be readable by itself. */
function narrowedTypes(deps: InteractionDependencies, call: ApiCall, letter: 'r' | 's'): Narrowed {
  const { scopes, scopeContext } = call.token;
  const searched = letter === 's' ? call.type : undefined;
  const key = `${scopeContext} ${searched ?? ''} ${scopes.join(' ')}`;
  const compiled = kept.get(deps.readSearch) ?? new Map<string, Narrowed>();
  kept.set(deps.readSearch, compiled);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const narrowed = compile(deps, (type) => scopesFor(scopes, scopeContext, type, type === searched ? 's' : 'r'));
  if (compiled.size >= keptMax) compiled.clear();
  compiled.set(key, narrowed);
  return narrowed;
}

/** The call as its token lets it through. A write is asked about as a whole, and shows only what it wrote. */
export function narrowToScopes(deps: InteractionDependencies, route: Pick<ApiRoute, 'scope'>, call: ApiCall): ApiCall {
  if (route.scope !== 'r' && route.scope !== 's') return call;
  const { caller } = call.request;
  const { patient } = call.token;
  // A patient's own token is about themself already: the decision asks who they are.
  const person = caller.kind === 'staff' ? (patient?.person as PersonNumber | undefined) : undefined;
  const { types, mayShow } = narrowedTypes(deps, call, route.scope);
  if (person === undefined && types === undefined) return call;
  const narrowing: Narrowing = {
    ...(person === undefined ? {} : { person }),
    ...(types === undefined ? {} : { types }),
    ...(mayShow === undefined ? {} : { mayShow }),
  };
  return { ...call, request: { ...call.request, narrowing } };
}
