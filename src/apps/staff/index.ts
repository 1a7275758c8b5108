/** The staff app: find a person, open their record, read it. Everything here is logged before it is shown. */
import type { FastifyInstance } from 'fastify';
import { readForm } from '#kernel/read-form.ts';
import { countWork } from '#platform';
import { accessReviewRoutes } from './access-review/access-review-routes.ts';
import { actingRoutes } from './acting/acting-routes.ts';
import { answerNotFound } from './answers.ts';
import { choiceRoutes } from './choices/choice-routes.ts';
import { withholdRoutes } from './choices/withhold-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { enterStaff } from './enter-staff.ts';
import { eventsRoute } from './events-route.ts';
import { findPersonRoutes } from './find-person-routes.ts';
import { reasonRoutes } from './reason-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { sealedEntriesRoutes } from './sealed-entries/sealed-entries-routes.ts';
import { secondPersonRoutes } from './second-person/second-person-routes.ts';
import { smartAppRoutes } from './smart-apps/smart-app-routes.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { endTeamRoutes } from './teams/end-team-routes.ts';
import { teamsRoutes } from './teams/teams-routes.ts';

export type { StaffDependencies } from './staff-dependencies.ts';

const longestFormBytes = 20_000;

/** A Fastify plugin: `await app.register((scope) => staffApp(scope, deps))`. */
export async function staffApp(app: FastifyInstance, deps: StaffDependencies): Promise<void> {
  countWork(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: longestFormBytes },
    (_request, body, done) => done(null, readForm(body as string)),
  );
  findPersonRoutes(app, deps);
  documentRoutes(app, deps);
  recordRoutes(app, deps);
  reasonRoutes(app, deps);
  eventsRoute(app, deps);
  smartAppRoutes(app, deps);
  choiceRoutes(app, deps);
  withholdRoutes(app, deps);
  actingRoutes(app, deps);
  secondPersonRoutes(app, deps);
  sealedEntriesRoutes(app, deps);
  teamsRoutes(app, deps);
  endTeamRoutes(app, deps);
  accessReviewRoutes(app, deps);
  // An address that leads nowhere is said in words, to whoever has signed in.
  app.get('/staff/*', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    return visit === undefined ? reply : answerNotFound(deps, reply, visit);
  });
}
