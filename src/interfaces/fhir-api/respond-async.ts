/**
 * `Prefer: respond-async` (R4 async, "Asynchronous Request Pattern"; the answer as a Bundle, as R5's "Asynchronous Interaction
 * Request Pattern" has it): the request becomes a job that asks as its caller, decided and logged when it runs. What it
 * found is given to the same caller, and only if that caller may see each resource of it on the day that it is fetched.
 */
import type { Bundle, Resource } from 'fhir/r4.js';
import type { RequestContext } from '#disclosure';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { Job, JobData, JobHandler } from '#jobs';
import { failed, ok } from '#kernel/outcome.ts';
import { recordFault } from '#record';
import type { VerifiedToken } from '#sign-in';
import { type Answer, bytesAnswer, emptyAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { assembleBundle } from './assemble-bundle.ts';
import { responseEntry } from './batch.ts';
import { asyncUrl } from './begin-job.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { callerName } from './page-link.ts';
import { wantsAsync } from './prefer.ts';
import { type ApiRoute, type InteractionName, matchRoute, type RouteParameters, routeTable } from './route-table.ts';

export const deferredKind = 'deferred';

/** They are jobs already, or a socket's, or disclose nothing that could take long. */
const answeredAtOnce: ReadonlySet<InteractionName> = new Set([
  'export',
  'import',
  'async-status',
  'async-delete',
  'async-part',
  'subscription-token',
]);

const headersKept = ['accept', 'content-type', 'if-none-match', 'if-modified-since', 'idempotency-key'] as const;
const resultMaxBytes = 64 * 1024 * 1024;
const bodyPart = 1;
const resultPart = 2;
const idsPerSearch = 100;

/** What a job keeps of the call, as JSON; its body is a part. */
interface DeferredRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: RouteParameters;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly prefer: string;
  readonly request: RequestContext;
  readonly token: VerifiedToken;
  readonly hasBody: boolean;
}

/** Reads, searches, operations and Bundles. A write of one resource takes milliseconds, and is answered at once. */
export function isDeferred(route: ApiRoute, call: Pick<ApiCall, 'header'>): boolean {
  if (!wantsAsync(call.header('prefer')) || answeredAtOnce.has(route.interaction) || route.takesLines === true)
    return false;
  return route.method === 'GET' || route.interaction === 'bundle' || /\/(?:_search|\$[^/]+)$/.test(route.path);
}

/** The rest of the preferences hold when it is carried out. */
function withoutAsync(prefer: string | undefined): string {
  return (prefer ?? '')
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && part.toLowerCase() !== 'respond-async')
    .join(', ');
}

function keptOf(route: ApiRoute, call: ApiCall): DeferredRequest {
  const { type, id, versionId, compartment, isOfEveryType, isAboutInstance } = call;
  const headers = headersKept.flatMap((name) => {
    const value = call.header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    method: route.method,
    path: route.path,
    parameters: {
      ...{ type, id, versionId, isAboutInstance },
      ...(compartment === undefined ? {} : { compartment }),
      ...(isOfEveryType === undefined ? {} : { isOfEveryType }),
    },
    query: call.query.toString(),
    headers: Object.fromEntries(headers),
    prefer: withoutAsync(call.header('prefer')),
    request: call.request,
    token: call.token,
    hasBody: call.body !== undefined,
  };
}

/** 202, with where to ask. Fault JOBS-001. */
export async function answerDeferred(deps: InteractionDependencies, route: ApiRoute, call: ApiCall): Promise<Answer> {
  const kept = keptOf(route, call);
  const parts =
    call.body === undefined ? [] : [{ number: bodyPart, contentType: 'application/octet-stream', body: call.body }];
  const owner = callerName(call.request.caller);
  const begun = await deps.jobs.begin({ kind: deferredKind, owner, request: kept as unknown as JobData, parts });
  if (!begun.ok) return faultAnswer(begun.fault);
  return emptyAnswer(202, {
    'content-location': asyncUrl(deps, begun.value),
    'preference-applied': 'respond-async',
  });
}

/** A machine whose registration ended since does nothing any more. A person's reading is held to their token when it is fetched. */
async function isStillRegistered(deps: InteractionDependencies, { token, request }: DeferredRequest): Promise<boolean> {
  if (request.caller.kind !== 'system') return true;
  return (await deps.signIn.findClient(token.clientId)) !== undefined;
}

/** Carries the request out as its caller, and keeps the answer. */
export function runDeferred(deps: InteractionDependencies, dispatch: ApiCall['dispatch']): JobHandler {
  return async (run) => {
    const kept = run.job.request as unknown as DeferredRequest;
    const route = routeTable.find(({ method, path }) => method === kept.method && path === kept.path);
    if (route === undefined) return failed(fhirApiFault('FHIR-API-011'));
    // Whether a Bundle was filed before the process died is not known here, and must not be tried out.
    if (run.checkpoint !== undefined && route.interaction === 'bundle') return failed(fhirApiFault('FHIR-API-020'));
    if (!(await isStillRegistered(deps, kept))) return failed(fhirApiFault('FHIR-API-001'));
    await run.report('under way', { begun: true });
    const body = kept.hasBody ? await run.readPart(bodyPart) : undefined;
    const answer = await dispatch(deps, route, {
      request: { ...kept.request, requestId: `async-${run.job.id}`, atMs: deps.clock.now() },
      token: kept.token,
      ...kept.parameters,
      query: new URLSearchParams(kept.query),
      header: (name) => (name === 'prefer' ? kept.prefer : kept.headers[name]),
      body: body === undefined ? undefined : Buffer.from(body.body),
      dispatch,
    });
    const bundle = assembleBundle({ type: 'batch-response', links: [], entries: [responseEntry(answer)] });
    if (bundle.length > resultMaxBytes)
      return failed(fhirApiFault('FHIR-API-006', [{ place: 'answer', rule: 'must be at most 64 MB' }]));
    await run.putPart({ number: resultPart, contentType: 'application/fhir+json', body: bundle });
    return ok({});
  };
}

/** The stored resources that an answer holds, at whatever depth of Bundles: what the server made itself has no source. */
function disclosedIn(bundle: Bundle): Map<ResourceType, Set<string>> {
  const found = new Map<ResourceType, Set<string>>();
  const visit = (resource: Resource | undefined): void => {
    if (resource?.resourceType === 'Bundle' && resource.meta?.source === undefined)
      for (const entry of (resource as Bundle).entry ?? []) visit(entry.resource);
    const { id, meta, resourceType: type = '' } = resource ?? {};
    if (id === undefined || !isResourceType(type) || meta?.source?.startsWith('urn:goldthread:source:') !== true)
      return;
    found.set(type, (found.get(type) ?? new Set()).add(id));
  };
  visit(bundle);
  return found;
}

/** Asks for them as the one who fetches, by the API's own ways, which decide and log: those that are not shown are left. */
async function notShown(
  deps: InteractionDependencies,
  call: ApiCall,
  type: ResourceType,
  ids: readonly string[],
): Promise<string[]> {
  const ask = (path: string, query: string, id: string): Promise<Answer> => {
    const matched = matchRoute('GET', path);
    if (!matched.ok) return Promise.resolve(faultAnswer(matched.fault));
    const { route, parameters } = matched.value;
    const request = { ...call.request, route: `${route.method} /fhir${route.path}` };
    const rest = { token: call.token, header: () => undefined, body: undefined, dispatch: call.dispatch };
    return call.dispatch(deps, route, { ...rest, ...parameters, id, request, query: new URLSearchParams(query) });
  };
  const found = await ask(`/${type}`, `_id=${ids.join(',')}&_count=${ids.length}`, '');
  const shown = new Set<string>();
  if (found.status === 200 && found.body !== undefined)
    for (const { resource } of (JSON.parse(found.body.toString('utf8')) as Bundle).entry ?? [])
      if (resource?.resourceType === type) shown.add(resource.id ?? '');
  const left: string[] = [];
  for (const id of ids.filter((one) => !shown.has(one))) {
    const { status } = await ask(`/${type}/${id}`, '', id);
    // Deleted since, and told so: only who may see it is (R4 3.1.0.7).
    if (status !== 200 && status !== 410) left.push(id);
  }
  return left;
}

/** The answer as a Bundle, as long as each resource in it may be seen by who fetches it. Fault FHIR-API-021. */
export async function answerDeferredEnd(deps: InteractionDependencies, call: ApiCall, job: Job): Promise<Answer> {
  const part = await deps.jobs.readPart(job, resultPart);
  if (part === undefined) return faultAnswer(recordFault('RECORD-002'));
  const body = Buffer.from(part.body);
  for (const [type, ids] of disclosedIn(JSON.parse(body.toString('utf8')) as Bundle)) {
    const all = [...ids];
    for (let at = 0; at < all.length; at += idsPerSearch)
      if ((await notShown(deps, call, type, all.slice(at, at + idsPerSearch))).length > 0)
        return faultAnswer(fhirApiFault('FHIR-API-021'));
  }
  return bytesAnswer(200, body, { expires: new Date(job.expiresAtMs ?? 0).toUTCString() });
}

/** There are none: the whole answer is one Bundle. */
export function answerDeferredPart(): Promise<Answer> {
  return Promise.resolve(faultAnswer(recordFault('RECORD-002')));
}
