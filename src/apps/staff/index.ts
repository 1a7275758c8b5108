/** The staff app: find a person, open their record, read it. Everything here is logged before it is shown. */
import type { FastifyInstance } from 'fastify';
import { findPersonRoutes } from './find-person-routes.ts';
import { recordRoutes } from './record-routes.ts';
import type { StaffDependencies } from './staff-dependencies.ts';

export type { StaffDependencies } from './staff-dependencies.ts';

const longestFormBytes = 20_000;

/** A Fastify plugin: `await app.register((scope) => staffApp(scope, deps))`. */
export async function staffApp(app: FastifyInstance, deps: StaffDependencies): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: longestFormBytes },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  );
  findPersonRoutes(app, deps);
  recordRoutes(app, deps);
}
