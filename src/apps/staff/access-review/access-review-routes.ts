/** Everything of the review of access: the privacy officer's pages, and the answers of those who are asked. */
import type { FastifyInstance } from 'fastify';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { alertRoutes } from './alert-routes.ts';
import { lookUpRoutes } from './look-up-routes.ts';
import { questionRoutes } from './question-routes.ts';

export function accessReviewRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  alertRoutes(app, deps);
  lookUpRoutes(app, deps);
  questionRoutes(app, deps);
}
