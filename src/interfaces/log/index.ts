/** The door of the public side of the access log. */
export { type LogRoutesDependencies, logRoutes } from './log-routes.ts';
