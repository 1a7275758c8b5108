export { type OperatorDependencies, operatorRoutes } from './operator-routes.ts';
export { signOperatorToken } from './operator-token.ts';
