/** Everything that a browser is answered with a page for: in one place, so that the journeys know every page there is. */
import type { FastifyInstance } from 'fastify';
import { createLiveStreams, type createPages } from '#kit';
import type { Turns } from '#platform';
import type { createFront } from './apps/front/index.ts';
import { patientApp } from './apps/patient/index.ts';
import { staffApp } from './apps/staff/index.ts';
import { oauthRoutes } from './interfaces/oauth/index.ts';
import { webSignInRoutes } from './interfaces/web-sign-in/index.ts';
import type { Region } from './region.ts';

interface Shown {
  readonly pages: ReturnType<typeof createPages>;
  readonly front: ReturnType<typeof createFront>;
  readonly turns: Turns;
  /** Of a scope whose callers are not known yet. */
  readonly takePlaces: (scope: FastifyInstance) => void;
}

export async function registerForPeople(
  app: FastifyInstance,
  region: Region,
  { pages, front, turns, takePlaces }: Shown,
): Promise<void> {
  const { signIn, publicUrl, record, clock } = region;
  await app.register(async (scope) => front.routes(scope));
  await app.register(async (scope) => {
    takePlaces(scope);
    await oauthRoutes(scope, { signIn, publicUrl, consent: { record, clock, pages: front } });
  });
  await app.register(async (scope) => {
    takePlaces(scope);
    await webSignInRoutes(scope, { signIn, publicUrl, record, clock, render: front.renderSignIn });
  });
  const streams = createLiveStreams(app, region.config.openPages);
  await app.register(async (scope) => staffApp(scope, { ...region, pages, streams, turns }));
  await app.register(async (scope) => patientApp(scope, { ...region, pages, streams, turns }));
}
