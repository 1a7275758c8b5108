/** The one HTTP server of a region: request ids, health, metrics, and the last resort for errors. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { brokeOff, errorFields, isOutOfService, type Log, type Metrics, outOfServiceRetrySeconds } from '#platform';
import { type CrossOriginDependencies, registerCrossOrigin } from './cross-origin.ts';
import { defaultHeaders, registerDefaultHeaders } from './default-headers.ts';
import { registerMetricsRoute } from './metrics-route.ts';
import { answerPlainly } from './plain-answers.ts';
import { type RateLimits, registerRateLimits } from './rate-limits.ts';
import { type AnswerLimits, registerUnfetchedAnswers } from './unfetched-answers.ts';

export interface HttpServerDependencies extends AnswerLimits {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tls: { readonly certificatePath: string; readonly keyPath: string } | undefined;
  /** What still has to happen before this region answers for people; undefined when it is ready. */
  readonly notReady: () => Promise<string | undefined>;
  readonly crossOrigin: CrossOriginDependencies;
  readonly limits: Omit<RateLimits, 'log'>;
  /** Proxies whose word is taken for who asks. */
  readonly trustedProxies?: readonly string[];
  /** Networks that may read the figures. */
  readonly metricsFrom?: readonly string[];
}

/** Above the largest Bundle that is promised (12 MB), with room for white space. */
const bodyLimitBytes = 16 * 1024 * 1024;

function registerHealth(app: FastifyInstance, deps: HttpServerDependencies): void {
  app.get('/livez', async () => ({ status: 'ok' }));
  const ready = async (_request: unknown, reply: { code(status: number): unknown }) => {
    const reason = await deps.notReady();
    if (reason === undefined) return { status: 'ready' };
    reply.code(503);
    return { status: 'not ready', reason };
  };
  app.get('/readyz', ready);
  app.get('/healthz', ready);
}

/** Routes are logged by their template: an address may hold an opaque id, and a wrong one anything. */
function registerMeasuring(app: FastifyInstance, deps: HttpServerDependencies): void {
  const timer = deps.metrics.timer({
    name: 'goldthread_http_request_seconds',
    help: 'Time from request to answer, by route template and status class.',
    labels: ['method', 'route', 'status'],
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    timer.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
    deps.log.debug('request answered', {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
    });
  });
}

/** An address that is none (`/staff/%zz`) is answered before any hook: with the same headers, and without saying it again. */
function answerBadAddress(state: { readonly hasTls: boolean }, renderPage: RateLimits['renderPage']) {
  return (_error: unknown, request: FastifyRequest, untyped: unknown): void => {
    const reply = untyped as FastifyReply;
    reply.headers({ ...defaultHeaders(state), 'x-request-id': request.id });
    answerPlainly(renderPage, request, reply, 400);
  };
}

const statusByError: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What is no request of HTTP never becomes one: it is answered on the bare connection, which ends. */
function answerBrokenRequest(state: { readonly hasTls: boolean }) {
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status = statusByError[error.code ?? ''] ?? 400;
    const body = JSON.stringify({ status });
    const headers = {
      ...defaultHeaders(state),
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(body.length),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
  };
}

/** Not listening yet: the caller registers its plugins, then listens. */
export function createHttpServer(deps: HttpServerDependencies): FastifyInstance {
  const https =
    deps.tls === undefined
      ? {}
      : { https: { cert: readFileSync(deps.tls.certificatePath), key: readFileSync(deps.tls.keyPath) } };
  const tlsState = { hasTls: deps.tls !== undefined };
  const { renderPage } = deps.limits;
  const app = Fastify({
    ...https,
    logger: false,
    bodyLimit: bodyLimitBytes,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 60_000,
    trustProxy: [...(deps.trustedProxies ?? [])],
    // A region that stops must not wait for browsers that keep a connection open.
    forceCloseConnections: true,
    frameworkErrors: answerBadAddress(tlsState, renderPage),
    clientErrorHandler: answerBrokenRequest(tlsState),
  }) as unknown as FastifyInstance;
  registerDefaultHeaders(app, tlsState);
  registerMeasuring(app, deps);
  registerUnfetchedAnswers(app, deps);
  registerCrossOrigin(app, deps.crossOrigin);
  registerRateLimits(app, { ...deps.limits, log: deps.log });
  registerHealth(app, deps);
  const { metrics, metricsFrom, trustedProxies = [] } = deps;
  registerMetricsRoute(app, {
    metrics,
    ...(metricsFrom === undefined ? {} : { from: metricsFrom }),
    hasTrustedProxies: trustedProxies.length > 0,
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (brokeOff(request.raw, reply.raw)) return reply.code(400).send();
    const isPassing = isOutOfService(error);
    if (isPassing) reply.header('retry-after', outOfServiceRetrySeconds);
    const status = isPassing ? 503 : (error.statusCode ?? 500);
    if (status >= 500) deps.log.error('a request failed', { requestId: request.id, ...errorFields(error) });
    return answerPlainly(renderPage, request, reply, status);
  });
  app.setNotFoundHandler((request, reply) => answerPlainly(renderPage, request, reply, 404));
  return app;
}
