/** Answers of the endpoints that machines ask: RFC 6749, 5.1 and 5.2. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Fault } from '#kernel/fault.ts';
import { readForm } from '#kernel/read-form.ts';

export const notStored = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** RFC 6749, 5.2: the code of a fault for OAuth clients. */
const oauthErrorByFault: Readonly<Record<string, { readonly error: string; readonly status: number }>> = {
  'SIGN-IN-011': { error: 'invalid_client', status: 401 },
  'SIGN-IN-012': { error: 'invalid_request', status: 400 },
  'SIGN-IN-013': { error: 'unsupported_grant_type', status: 400 },
  'SIGN-IN-014': { error: 'invalid_scope', status: 400 },
  'SIGN-IN-022': { error: 'invalid_grant', status: 400 },
};

export function refuseFault(reply: FastifyReply, fault: Fault): FastifyReply {
  const known = oauthErrorByFault[fault.code];
  return known === undefined
    ? refuse(reply, fault.kind === 'unavailable' ? 503 : 500, 'temporarily_unavailable', fault.message)
    : refuse(reply, known.status, known.error, fault.message);
}

export function refuse(reply: FastifyReply, status: number, error: string, description: string): FastifyReply {
  return reply.code(status).headers(notStored).send({ error, error_description: description });
}

/** Only forms are read, of at most 20 kB. */
export function readForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 20_000 },
    (_request, body, done) => done(null, readForm(body as string)),
  );
}
