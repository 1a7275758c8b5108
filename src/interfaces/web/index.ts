export { createHttpServer, type HttpServerDependencies } from './http-server.ts';
export { registerPlaces } from './places-for-strangers.ts';
