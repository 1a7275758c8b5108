/** The FHIR R4 API at `/fhir`: authenticated before a body is read, every answer a resource or an OperationOutcome. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerKey, type PurposeOfUse } from '#disclosure';
import { createElementForms } from '#fhir/patch/element-forms.ts';
import { createFhirXml } from '#fhir/xml/fhir-xml.ts';
import type { Fault } from '#kernel/fault.ts';
import {
  countWork,
  errorFields,
  isOutOfService,
  noTurns,
  type Turns,
  turnedAwayRetrySeconds,
  waitForPlace,
  waitForTurn,
} from '#platform';
import { createSearchReader } from '#record';
import type { VerifiedToken } from '#sign-in';
import { type Answer, bytesAnswer } from './answer.ts';
import { answerInteraction, refuseOutOfScope } from './answer-interaction.ts';
import type { ApiCall, FhirApiDependencies, InteractionDependencies } from './api-call.ts';
import { asContent, wantsContent } from './binary-content.ts';
import { registerBulkJobs } from './bulk/index.ts';
import { createCapabilityStatement } from './capability-statement.ts';
import { createBundleChecker } from './check-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { type FhirApiFaultCode, fhirApiFault } from './faults.ts';
import { createSendAnswer, formatOfAnswer, jsonBody, queryOf, type SendAnswer } from './format-edge.ts';
import { formatOfBody } from './negotiate-format.ts';
import { createOpenApiDocument } from './openapi.ts';
import { createPageLinks } from './page-link.ts';
import { BodyTooLarge, formType, readBody } from './read-body.ts';
import { answerDeferred, deferredKind, isDeferred, runDeferred } from './respond-async.ts';
import { type ApiRoute, checkParameters, methodsOf, routeTable } from './route-table.ts';
import { registerSearchParameters } from './search-parameter/index.ts';
import { registerSubscriptions } from './subscription/index.ts';

export type { FhirApiDependencies } from './api-call.ts';
export { factsOf } from './openapi.ts';
export { routeTable } from './route-table.ts';

const bodyTypes = [
  'application/fhir+json',
  'application/json',
  'application/json+fhir',
  'text/json',
  'application/fhir+xml',
  'application/xml',
  'application/xml+fhir',
  'text/xml',
  'application/json-patch+json',
  'application/x-www-form-urlencoded',
];
const jsonPatchType = /^application\/json-patch\+json(?:\s*;.*)?$/i;
const linesType = /^application\/(?:fhir\+|x-)?ndjson(?:\s*;.*)?$/i;

const purposes: Readonly<Record<Caller['kind'], PurposeOfUse>> = {
  staff: 'TREAT',
  patient: 'PATRQT',
  system: 'SYSDEV',
};

/** RFC 6750, 3: the reason only where a token was shown. */
function challenge(authorization: string | undefined): Record<string, string> {
  const reason = authorization === undefined ? '' : ', error="invalid_token"';
  return { 'www-authenticate': `Bearer realm="fhir"${reason}` };
}

const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

async function authenticate(
  deps: FhirApiDependencies,
  authorization: string | undefined,
): Promise<VerifiedToken | Fault> {
  const token = bearer.exec(authorization ?? '')?.[1];
  if (token === undefined) return fhirApiFault('FHIR-API-001');
  const verified = await deps.signIn.verifyAccessToken(token);
  return verified.ok ? verified.value : fhirApiFault('FHIR-API-001');
}

function headerOf(request: FastifyRequest): (name: string) => string | undefined {
  return (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
}

/** What went wrong before or inside an interaction, as a fault. Anything unknown is a bug: logged whole, answered bare. */
function faultOfError(deps: FhirApiDependencies, error: unknown, requestId: string): Fault {
  const { statusCode } = error as { statusCode?: number };
  if (error instanceof BodyTooLarge) return fhirApiFault('FHIR-API-006', [{ place: 'body', rule: error.rule }]);
  if (statusCode === 415) return fhirApiFault('FHIR-API-005');
  if (isOutOfService(error)) return fhirApiFault('FHIR-API-014');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return fhirApiFault('FHIR-API-012', [{ place: 'request', rule: 'cannot be read' }]);
  deps.log.error('a FHIR request failed', { requestId, ...errorFields(error) });
  return fhirApiFault('FHIR-API-015');
}

const tokens = new WeakMap<FastifyRequest, VerifiedToken>();

async function answerRoute(
  deps: InteractionDependencies,
  route: ApiRoute,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<Answer> {
  const query = queryOf(request);
  const parameters = checkParameters(route, request.params as Record<string, string>);
  if (!parameters.ok) return faultAnswer(parameters.fault);
  const token = tokens.get(request);
  if (token === undefined) throw new Error('a route was reached without a token');
  if (hasBodyFirst(token, request) && (await waitForPlace(deps.turns ?? noTurns, reply.raw)) !== undefined)
    return faultAnswer(tooMuchInAll());
  const encoded = refuseEncoded(request);
  if (encoded !== undefined) return encoded;
  const refusal = wrongBody(route, request);
  if (refusal !== undefined) return faultAnswer(fhirApiFault(refusal));
  const body = await jsonBody(deps.xml, request);
  if (!body.ok) return faultAnswer(body.fault);
  const call: ApiCall = {
    request: {
      requestId: request.id,
      caller: token.caller,
      purpose: purposes[token.caller.kind],
      route: `${request.method} /fhir${route.path}`,
      atMs: deps.clock.now(),
    },
    token,
    ...parameters.value,
    query,
    header: headerOf(request),
    body: body.value,
    ...(request.body instanceof Readable ? { stream: request.body } : {}),
    dispatch: answerInteraction,
  };
  const isDeferrable = request.method !== 'HEAD' && isDeferred(route, call);
  if (!isDeferrable) {
    const answer = await answerInteraction(deps, route, call);
    return wantsContent(route, call) ? asContent(call, answer) : answer;
  }
  return (await refuseOutOfScope(deps, route, call)) ?? answerDeferred(deps, route, call);
}

/** Bodies are taken as they are: what is unpacked could be a thousand times what was sent (attack 74; RFC 9110, 15.5.16). */
function refuseEncoded({ headers }: FastifyRequest): Answer | undefined {
  if ((headers['content-encoding'] ?? 'identity').trim().toLowerCase() === 'identity') return undefined;
  const flaw = { place: 'Content-Encoding', rule: 'must be identity, or left out' };
  return faultAnswer(fhirApiFault('FHIR-API-005', [flaw]), { 'accept-encoding': 'identity' });
}

/** A search posts a form, a patch may be a JSON Patch, everything else is a resource in JSON or XML. */
function wrongBody(route: ApiRoute, request: FastifyRequest): FhirApiFaultCode | undefined {
  const type = request.headers['content-type'];
  // Not read any further: the answer closes the connection.
  if (request.body instanceof Readable !== (route.takesLines === true)) return 'FHIR-API-005';
  if (!Buffer.isBuffer(request.body) || request.body.length === 0 || type === undefined) return undefined;
  const isWanted = route.path.endsWith('/_search')
    ? formType.test(type)
    : formatOfBody(type) !== undefined || (route.method === 'PATCH' && jsonPatchType.test(type));
  return isWanted ? undefined : 'FHIR-API-005';
}

/** Made when it is first asked for: the statement names some three thousand search parameters. */
function registerOpen(app: FastifyInstance, deps: FhirApiDependencies, send: SendAnswer, route: ApiRoute): void {
  const isStatement = route.interaction === 'capabilities';
  let made: Buffer | undefined;
  let madeOf = deps.searchCatalogue.revision();
  app.get(route.path, async (request, reply) => {
    if (isStatement && formatOfAnswer(request) === undefined)
      return send(reply, faultAnswer(fhirApiFault('FHIR-API-004')));
    if (madeOf !== deps.searchCatalogue.revision()) made = undefined;
    madeOf = deps.searchCatalogue.revision();
    made ??= Buffer.from(
      JSON.stringify(isStatement ? createCapabilityStatement(deps) : createOpenApiDocument(deps.publicUrl)),
    );
    return send(reply, bytesAnswer(200, made, isStatement ? {} : { 'content-type': 'application/openapi+json' }));
  });
}

function registerRoutes(app: FastifyInstance, deps: InteractionDependencies, send: SendAnswer): void {
  for (const route of routeTable)
    if (route.isOpen === true) registerOpen(app, deps, send, route);
    else
      app.route({
        method: route.method,
        url: route.path,
        handler: async (request, reply) => send(reply, await answerRoute(deps, route, { request, reply })),
      });
}

function tooManyAtOnce({ atOnce }: Turns): Fault {
  const rule = `are answered ${atOnce} at a time, and the line behind them is full or does not move`;
  return {
    ...fhirApiFault('FHIR-API-022', [{ place: 'requests of one caller', rule }]),
    retryAfterSeconds: turnedAwayRetrySeconds,
  };
}

function tooMuchInAll(): Fault {
  return { ...fhirApiFault('FHIR-API-023'), retryAfterSeconds: turnedAwayRetrySeconds };
}

/**
 * People are many, and their bodies small: what comes a byte a second takes none of the places that all share. Those of services
 * are large, and as few are in memory as there are places.
 */
function hasBodyFirst({ caller }: VerifiedToken, { headers }: FastifyRequest): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return hasBody && caller.kind !== 'system';
}

/**
 * Both before the body is read (attack 74): a stranger's 16 MB are never taken in, and however many a caller sends at once, few
 * are in memory.
 */
function registerAuthentication(app: FastifyInstance, deps: FhirApiDependencies, send: SendAnswer): void {
  const { turns = noTurns } = deps;
  const open = new Set(routeTable.filter((route) => route.isOpen).map((route) => `/fhir${route.path}`));
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
    if (open.has(request.routeOptions.url ?? '')) return;
    const { authorization } = request.headers;
    const token = await authenticate(deps, authorization);
    if (!('caller' in token)) return send(reply, faultAnswer(token, challenge(authorization)));
    tokens.set(request, token);
    const place = hasBodyFirst(token, request) ? 'later' : 'now';
    const limit = await waitForTurn(turns, callerKey(token.caller), reply.raw, place);
    if (limit === undefined) return;
    return send(reply, faultAnswer(limit === 'caller' ? tooManyAtOnce(turns) : tooMuchInAll()));
  });
}

/** 405 where the address is one of ours and only the method is not (RFC 9110, 15.5.6); else 404. */
function nothingHere(request: FastifyRequest): Answer {
  const path = (request.url.split('?')[0] ?? '').replace(/^\/fhir/, '');
  const methods = methodsOf(path);
  const fault = faultAnswer(fhirApiFault('FHIR-API-011'));
  if (methods.length === 0) return fault;
  return { ...fault, status: 405, headers: { ...fault.headers, allow: methods.join(', ') } };
}

/** A Fastify plugin: `await app.register(async (scope) => fhirApi(scope, deps))`. */
export async function fhirApi(app: FastifyInstance, deps: FhirApiDependencies): Promise<void> {
  await app.register(
    async (scope) => {
      const xml = createFhirXml(deps.definitions);
      const send = createSendAnswer(xml);
      scope.removeAllContentTypeParsers();
      for (const type of bodyTypes)
        scope.addContentTypeParser(type, (request: FastifyRequest, payload: Readable) =>
          readBody(request, payload, tokens.get(request)?.caller.kind),
        );
      scope.addContentTypeParser(linesType, (_request, body, done) => done(null, body));
      scope.setErrorHandler((error, request, reply) => send(reply, faultAnswer(faultOfError(deps, error, request.id))));
      countWork(scope);
      registerAuthentication(scope, deps, send);
      const baseUrl = `${deps.publicUrl}/fhir`;
      const readSearch = createSearchReader({
        definitions: deps.definitions,
        catalogue: deps.searchCatalogue,
        baseUrl,
      });
      const elementForms = createElementForms(deps.definitions);
      const interactions = {
        ...deps,
        xml,
        readSearch,
        pageLinks: createPageLinks(deps.accessTokenKeys),
        checkBundle: createBundleChecker(deps.definitions),
        contributing: {
          readSearch,
          baseUrl,
          elementForms,
          isConditionalDeleteAllowed: deps.isConditionalDeleteAllowed ?? false,
        },
      };
      const hooks = deps.hooks ?? { policy: { allowedHosts: [], allowsLoopback: false } };
      const whole = { ...interactions, subscriptions: registerSubscriptions(scope, interactions, hooks) };
      registerRoutes(scope, whole, send);
      registerBulkJobs(whole);
      whole.jobs.register(deferredKind, runDeferred(whole, answerInteraction));
      await registerSearchParameters(whole);
      scope.setNotFoundHandler((request, reply) => {
        send(reply, nothingHere(request));
      });
    },
    { prefix: '/fhir' },
  );
}
