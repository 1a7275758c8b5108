/**
 * Headers that every answer carries, whoever makes it and whatever goes wrong (OWASP ASVS 5, 3.4): nothing from elsewhere,
 * never framed, never kept. A page that needs more says so itself and replaces these.
 */
import type { FastifyInstance } from 'fastify';

const always: readonly (readonly [string, string])[] = [
  ['content-security-policy', "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"],
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
];

/** A year, for every name below this one too (RFC 6797). Only where there is TLS: a browser ignores it elsewhere. */
const transport: readonly [string, string] = ['strict-transport-security', 'max-age=31536000; includeSubDomains'];

export function defaultHeaders(options: { readonly hasTls: boolean }): Readonly<Record<string, string>> {
  return Object.fromEntries(options.hasTls ? [...always, transport] : always);
}

/** Set on the bare response, so that answers of a handler that takes the socket over have them too. */
export function registerDefaultHeaders(app: FastifyInstance, options: { readonly hasTls: boolean }): void {
  const headers = Object.entries(defaultHeaders(options));
  app.addHook('onRequest', async (_request, reply) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
  });
}
