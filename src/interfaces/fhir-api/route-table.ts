/** The one registry: routes, the batch's dispatch, scopes and the CapabilityStatement are made of it. */
import { compartments, type OtherCompartment } from '#fhir/compartments-table.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { allowsInteraction } from '#sign-in';
import { fhirApiFault } from './faults.ts';

/** The letters of SMART's scopes: create, read, update, delete, search. */
export type ScopeLetter = Parameters<typeof allowsInteraction>[3];

export type InteractionName =
  | 'capabilities'
  | 'openapi'
  | 'bundle'
  | 'read'
  | 'vread'
  | 'history-instance'
  | 'history-type'
  | 'history-system'
  | 'search-type'
  | 'search-system'
  | 'search-compartment'
  | 'create'
  | 'update'
  | 'conditional-update'
  | 'patch'
  | 'conditional-patch'
  | 'delete'
  | 'conditional-delete'
  | 'everything'
  | 'everything-of-all'
  | 'export'
  | 'import'
  | 'summary'
  | 'subscription-create'
  | 'subscription-read'
  | 'subscription-search'
  | 'subscription-delete'
  | 'subscription-status'
  | 'subscription-events'
  | 'subscription-token'
  | 'search-parameter-create'
  | 'search-parameter-search'
  | 'search-parameter-read'
  | 'search-parameter-update'
  | 'search-parameter-delete'
  | 'lastn'
  | 'async-status'
  | 'async-delete'
  | 'async-part'
  | 'validate'
  | 'expand'
  | 'validate-code'
  | 'lookup'
  | 'subsumes'
  | 'translate';

export interface ApiRoute {
  readonly interaction: InteractionName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base. */
  readonly path: string;
  /** What the token must allow for the type; none where the interaction asks by itself or discloses nothing. */
  readonly scope?: ScopeLetter;
  /** Answers without a token. */
  readonly isOpen?: true;
  /** Is no entry of a batch. */
  readonly isAlone?: true;
  /** Its body is NDJSON, read as it comes. */
  readonly takesLines?: true;
}

/** By GET and by POST; terminology needs the right to read the type that is asked about. */
function operationRoutes(interaction: InteractionName, ...places: readonly string[]): ApiRoute[] {
  return places.flatMap((place) =>
    (['GET', 'POST'] as const).map(
      (method): ApiRoute => ({ interaction, method, path: `${place}/$${interaction}`, scope: 'r' }),
    ),
  );
}

export const routeTable: readonly ApiRoute[] = [
  { interaction: 'capabilities', method: 'GET', path: '/metadata', isOpen: true, isAlone: true },
  { interaction: 'openapi', method: 'GET', path: '/openapi.json', isOpen: true, isAlone: true },
  { interaction: 'bundle', method: 'POST', path: '/', isAlone: true },
  { interaction: 'search-system', method: 'GET', path: '/' },
  { interaction: 'search-system', method: 'POST', path: '/_search' },
  { interaction: 'export', method: 'GET', path: '/$export', isAlone: true },
  { interaction: 'export', method: 'POST', path: '/$export', isAlone: true },
  { interaction: 'export', method: 'GET', path: '/Patient/$export', isAlone: true },
  { interaction: 'export', method: 'POST', path: '/Patient/$export', isAlone: true },
  { interaction: 'export', method: 'GET', path: '/Group/:id/$export', isAlone: true },
  { interaction: 'export', method: 'POST', path: '/Group/:id/$export', isAlone: true },
  { interaction: 'import', method: 'POST', path: '/$import', isAlone: true, takesLines: true },
  { interaction: 'async-status', method: 'GET', path: '/_async/:id', isAlone: true },
  { interaction: 'async-delete', method: 'DELETE', path: '/_async/:id', isAlone: true },
  // The part's name stands where a version's does.
  { interaction: 'async-part', method: 'GET', path: '/_async/:id/:versionId', isAlone: true },
  { interaction: 'summary', method: 'GET', path: '/Patient/:id/$summary', scope: 'r' },
  { interaction: 'summary', method: 'POST', path: '/Patient/:id/$summary', scope: 'r' },
  { interaction: 'subscription-create', method: 'POST', path: '/Subscription' },
  { interaction: 'subscription-search', method: 'GET', path: '/Subscription' },
  { interaction: 'subscription-read', method: 'GET', path: '/Subscription/:id' },
  { interaction: 'subscription-delete', method: 'DELETE', path: '/Subscription/:id' },
  { interaction: 'subscription-status', method: 'GET', path: '/Subscription/:id/$status' },
  { interaction: 'subscription-status', method: 'POST', path: '/Subscription/:id/$status' },
  { interaction: 'subscription-events', method: 'GET', path: '/Subscription/:id/$events' },
  { interaction: 'subscription-events', method: 'POST', path: '/Subscription/:id/$events' },
  { interaction: 'subscription-token', method: 'GET', path: '/Subscription/:id/$get-ws-binding-token' },
  { interaction: 'subscription-token', method: 'POST', path: '/Subscription/:id/$get-ws-binding-token' },
  { interaction: 'search-parameter-create', method: 'POST', path: '/SearchParameter' },
  { interaction: 'search-parameter-search', method: 'GET', path: '/SearchParameter', scope: 's' },
  { interaction: 'search-parameter-search', method: 'POST', path: '/SearchParameter/_search', scope: 's' },
  { interaction: 'search-parameter-read', method: 'GET', path: '/SearchParameter/:id', scope: 'r' },
  { interaction: 'search-parameter-update', method: 'PUT', path: '/SearchParameter/:id' },
  { interaction: 'search-parameter-delete', method: 'DELETE', path: '/SearchParameter/:id' },
  { interaction: 'lastn', method: 'GET', path: '/Observation/$lastn', scope: 's' },
  { interaction: 'lastn', method: 'POST', path: '/Observation/$lastn', scope: 's' },
  { interaction: 'everything-of-all', method: 'GET', path: '/Patient/$everything', scope: 'r' },
  { interaction: 'everything-of-all', method: 'POST', path: '/Patient/$everything', scope: 'r' },
  { interaction: 'everything', method: 'GET', path: '/Patient/:id/$everything', scope: 'r' },
  { interaction: 'everything', method: 'POST', path: '/Patient/:id/$everything', scope: 'r' },
  { interaction: 'validate', method: 'POST', path: '/:type/$validate' },
  ...operationRoutes('expand', '/ValueSet', '/ValueSet/:id'),
  ...operationRoutes('validate-code', '/ValueSet', '/ValueSet/:id', '/CodeSystem', '/CodeSystem/:id'),
  ...operationRoutes('lookup', '/CodeSystem'),
  ...operationRoutes('subsumes', '/CodeSystem', '/CodeSystem/:id'),
  ...operationRoutes('translate', '/ConceptMap', '/ConceptMap/:id'),
  { interaction: 'validate', method: 'POST', path: '/:type/:id/$validate' },
  { interaction: 'validate', method: 'GET', path: '/:type/:id/$validate' },
  { interaction: 'history-system', method: 'GET', path: '/_history' },
  { interaction: 'history-type', method: 'GET', path: '/:type/_history', scope: 's' },
  { interaction: 'search-type', method: 'GET', path: '/:type', scope: 's' },
  { interaction: 'search-type', method: 'POST', path: '/:type/_search', scope: 's' },
  { interaction: 'create', method: 'POST', path: '/:type', scope: 'c' },
  { interaction: 'conditional-update', method: 'PUT', path: '/:type', scope: 'u' },
  { interaction: 'conditional-patch', method: 'PATCH', path: '/:type', scope: 'u' },
  { interaction: 'conditional-delete', method: 'DELETE', path: '/:type', scope: 'd' },
  { interaction: 'history-instance', method: 'GET', path: '/:type/:id/_history', scope: 'r' },
  { interaction: 'vread', method: 'GET', path: '/:type/:id/_history/:versionId', scope: 'r' },
  { interaction: 'search-compartment', method: 'GET', path: '/:compartment/:id/:type', scope: 's' },
  { interaction: 'read', method: 'GET', path: '/:type/:id', scope: 'r' },
  { interaction: 'update', method: 'PUT', path: '/:type/:id', scope: 'u' },
  { interaction: 'patch', method: 'PATCH', path: '/:type/:id', scope: 'u' },
  { interaction: 'delete', method: 'DELETE', path: '/:type/:id', scope: 'd' },
];

export interface RouteParameters {
  readonly type: ResourceType;
  readonly id: string;
  readonly versionId: string;
  /** Of a compartment search: what `id` is an id of. */
  readonly compartment?: CompartmentType;
  /** Of a compartment search: `*` in place of a type (R4 3.1.1.1.1). */
  readonly isOfEveryType?: true;
  /** Whether the address names one resource, and not a type. */
  readonly isAboutInstance: boolean;
}

const idForm = /^[A-Za-z0-9\-.]{1,64}$/;

export type CompartmentType = 'Patient' | OtherCompartment;

export function isCompartment(text: string): text is CompartmentType {
  return text === 'Patient' || Object.hasOwn(compartments, text);
}

/** Checks what stands in an address. Faults FHIR-API-010; an id that cannot be one is RECORD-002's to answer. */
export function checkParameters(route: ApiRoute, given: Readonly<Record<string, string>>): Outcome<RouteParameters> {
  const [, first = ''] = route.path.split('/');
  const { compartment = '' } = given;
  if (route.interaction === 'search-compartment' && !isCompartment(compartment))
    return failed(fhirApiFault('FHIR-API-011'));
  if (compartment === 'Patient' && given['type'] === '*')
    return ok({ ...named(given), type: 'Patient', compartment, isOfEveryType: true });
  const type = route.path.includes(':type') ? (given['type'] ?? '') : isResourceType(first) ? first : 'Patient';
  if (!isResourceType(type)) return failed(fhirApiFault('FHIR-API-010'));
  return ok({ ...named(given), type, ...(isCompartment(compartment) ? { compartment } : {}) });
}

function named(given: Readonly<Record<string, string>>): Pick<RouteParameters, 'id' | 'versionId' | 'isAboutInstance'> {
  const id = given['id'] ?? '';
  return {
    id: idForm.test(id) ? id : '',
    versionId: given['versionId'] ?? '',
    isAboutInstance: given['id'] !== undefined,
  };
}

function matchPath(route: ApiRoute, segments: readonly string[]): Record<string, string> | undefined {
  const wanted = route.path.split('/').filter((part) => part !== '');
  if (wanted.length !== segments.length) return undefined;
  const given: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = segments[index]!;
    if (part.startsWith(':')) given[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return given;
}

/** The route that a batch entry's method and relative address name; routes with fixed words come first in the table. */
export function matchRoute(
  method: string,
  path: string,
): Outcome<{ readonly route: ApiRoute; readonly parameters: RouteParameters }> {
  const segments = path.split('/').filter((part) => part !== '');
  for (const route of routeTable) {
    if (route.method !== method) continue;
    const given = matchPath(route, segments);
    if (given === undefined) continue;
    const parameters = checkParameters(route, given);
    return parameters.ok ? ok({ route, parameters: parameters.value }) : parameters;
  }
  return failed(fhirApiFault('FHIR-API-011'));
}

/** The methods that answer at an address of ours. */
export function methodsOf(path: string): string[] {
  const segments = path.split('/').filter((part) => part !== '');
  const methods = routeTable.flatMap((route) => {
    const given = matchPath(route, segments);
    if (given === undefined || !checkParameters(route, given).ok) return [];
    return route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
  });
  return [...new Set(methods)];
}
