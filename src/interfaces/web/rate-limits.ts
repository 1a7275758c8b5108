/**
 * What one network address may try (OWASP ASVS 5, 6.3.1): sign-ins that are begun, and whatever is refused at sign-in, at the
 * token endpoints and for a wrong access token. What is accepted is never held up: a hospital is one address, and nobody in
 * it pays for a neighbour who guesses.
 */
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log, RateLimit } from '#platform';
import type { webFaults } from './faults.ts';
import { networkOf } from './network-of.ts';

export interface RateLimits {
  readonly signIns: RateLimit;
  readonly refusals: RateLimit;
  readonly log: Log;
  /** A whole page in plain words, with its headers. */
  readonly renderPage: (view: { readonly heading: string; readonly text: string }) => {
    readonly html: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}

const begins: ReadonlySet<string> = new Set(['/sign-in/staff', '/sign-in/patient', '/staff/launch']);
const refuses: ReadonlySet<string> = new Set([
  '/sign-in/callback/:issuer',
  '/sign-in/back-channel-logout/:issuer',
  '/staff/launch',
  '/oauth2/token',
  '/oauth2/introspect',
  '/oauth2/revoke',
]);
const refusedStatus: ReadonlySet<number> = new Set([400, 401, 403]);

const code = 'WEB-001' satisfies keyof typeof webFaults;

/** What was refused for want of a proof, and not for what was asked. */
function isRefusal(request: FastifyRequest, status: number): boolean {
  // Gone before the connection was taken: there is nobody to count it for, and nobody to tell.
  if (request.ip === undefined) return false;
  const route = request.routeOptions.url ?? '';
  if (refuses.has(route)) return refusedStatus.has(status);
  // Without any token nothing was guessed.
  return route.startsWith('/fhir') && status === 401 && request.headers.authorization !== undefined;
}

function textOf(what: string, limit: RateLimit, waitSeconds: number): string {
  return `From your network ${what}: at most ${limit.perHour} an hour. Try again in ${waitSeconds} seconds.`;
}

/** In the form of whoever asked: an OperationOutcome, an OAuth error (RFC 6749, 5.2), or a page. */
export function sayWait(
  limits: Pick<RateLimits, 'renderPage'>,
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): string {
  const route = request.routeOptions.url ?? '';
  if (route.startsWith('/fhir')) {
    const issue = [{ severity: 'error', code: 'throttled', details: { text: `${text} (${code})` } }];
    reply.header('content-type', 'application/fhir+json; charset=utf-8');
    return JSON.stringify({ resourceType: 'OperationOutcome', issue });
  }
  if (route.startsWith('/oauth2')) {
    reply.header('content-type', 'application/json; charset=utf-8');
    return JSON.stringify({ error: 'temporarily_unavailable', error_description: text });
  }
  const { html, headers } = limits.renderPage({ heading: 'Wait before you try again', text });
  reply.headers({ ...headers, 'content-type': 'text/html; charset=utf-8' });
  return html;
}

function tooMany(
  limits: RateLimits,
  [request, reply]: readonly [FastifyRequest, FastifyReply],
  [what, limit, waitSeconds]: readonly [string, RateLimit, number],
): string {
  const route = request.routeOptions.url ?? 'none';
  limits.log.warn('a limit was met', { code, requestId: request.id, route });
  reply.code(429).headers({ 'retry-after': String(waitSeconds), 'cache-control': 'no-store' });
  // What the answer would have said of the attempt, and set in the browser, goes with it.
  for (const name of ['www-authenticate', 'set-cookie', 'location', 'content-length']) reply.removeHeader(name);
  return sayWait(limits, request, reply, textOf(what, limit, waitSeconds));
}

/** Before any route is registered. */
export function registerRateLimits(app: FastifyInstance, limits: RateLimits): void {
  // Node keeps an address that was read once: who guesses and hangs up is counted by it.
  for (const event of ['connection', 'secureConnection'])
    app.server.on(event, (socket: Socket) => void socket.remoteAddress);
  app.addHook('onRequest', async (request, reply) => {
    if (!begins.has(request.routeOptions.url ?? '')) return;
    const waitSeconds = limits.signIns.take(networkOf(request.ip));
    if (waitSeconds === undefined) return;
    await reply.send(tooMany(limits, [request, reply], ['sign-ins were begun too often', limits.signIns, waitSeconds]));
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isRefusal(request, reply.statusCode)) return payload;
    const waitSeconds = limits.refusals.take(networkOf(request.ip));
    if (waitSeconds === undefined) return payload;
    return tooMany(limits, [request, reply], ['too much was refused', limits.refusals, waitSeconds]);
  });
}
