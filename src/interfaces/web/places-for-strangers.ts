/** Who signs in, asks for a token or reads the log publicly has no turn of their own yet: what they ask takes a place like any other. */
import type { FastifyInstance } from 'fastify';
import { countWork, type Turns, turnedAwayRetrySeconds, waitForPlace } from '#platform';
import { type RateLimits, sayWait } from './rate-limits.ts';

/** What takes a right away is never behind what uses one. */
const neverWaits: ReadonlySet<string> = new Set([
  '/sign-out',
  '/sign-in/back-channel-logout/:issuer',
  '/oauth2/revoke',
]);

const text = 'The service has more to do than it can at the moment. Nothing was done. Try again in a few seconds.';

/** Before the routes of this scope; the place is asked for when the body has come. */
export function registerPlaces(app: FastifyInstance, turns: Turns, renderPage: RateLimits['renderPage']): void {
  countWork(app);
  app.addHook('preHandler', async (request, reply) => {
    if (neverWaits.has(request.routeOptions.url ?? '')) return;
    if ((await waitForPlace(turns, reply.raw)) === undefined) return;
    reply.code(503).headers({ 'retry-after': turnedAwayRetrySeconds, 'cache-control': 'no-store' });
    await reply.send(sayWait({ renderPage }, request, reply, text));
  });
}
