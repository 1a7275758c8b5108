/**
 * Pages of other origins that may read answers (Fetch standard, CORS protocol): those of registered apps, at the API and at
 * the endpoints that an app in a browser asks. Nobody else is told anything (design/safety.md, attack 82), and cookies
 * never go along.
 */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#kernel/clock.ts';

export interface CrossOriginDependencies {
  readonly isOrigin: (origin: string) => Promise<boolean>;
  readonly clock: Clock;
}

const askedByApps = /^\/(?:fhir(?:\/|\?|$)|\.well-known\/|oauth2\/(?:token|revoke|introspect|jwks)(?:\?|$))/;
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const requestHeaders =
  'Accept, Authorization, Content-Type, If-Match, If-None-Exist, If-None-Match, If-Modified-Since, Prefer, X-Request-Id';
const answerHeaders = 'Content-Location, ETag, Last-Modified, Location, Retry-After, WWW-Authenticate, X-Request-Id';
/** How long an answer of the register is believed: an app that was disabled has no valid token anyway. */
const believedMs = 30_000;
const originsMax = 1_000;

function createOriginCheck(deps: CrossOriginDependencies): (origin: string) => Promise<boolean> {
  const known = new Map<string, { readonly isOrigin: boolean; readonly atMs: number }>();
  return async (origin) => {
    const nowMs = deps.clock.now();
    const answer = known.get(origin);
    if (answer !== undefined && nowMs - answer.atMs < believedMs) return answer.isOrigin;
    const isOrigin = origin.length < 300 && (await deps.isOrigin(origin));
    if (known.size >= originsMax) known.clear();
    known.set(origin, { isOrigin, atMs: nowMs });
    return isOrigin;
  };
}

/** Before any route is registered. */
export function registerCrossOrigin(app: FastifyInstance, deps: CrossOriginDependencies): void {
  const isKnown = createOriginCheck(deps);
  app.addHook('onRequest', async (request, reply) => {
    if (!askedByApps.test(request.url)) return;
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || origin === 'null' || !(await isKnown(origin))) return;
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': answerHeaders });
    const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    if (!isPreflight) return;
    await reply
      .code(204)
      .headers({
        'access-control-allow-methods': methods,
        'access-control-allow-headers': requestHeaders,
        'access-control-max-age': '600',
      })
      .send();
  });
}
