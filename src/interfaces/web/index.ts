export { createHttpServer, type HttpServerDependencies } from './http-server.ts';
