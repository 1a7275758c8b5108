/** `/log/...`: checkpoint, tiles and witness, in the forms of C2SP. Open to all, since no personal data is in them. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LogPublication } from '#audit';

export interface LogRoutesDependencies {
  readonly publication: LogPublication;
}

const text = 'text/plain; charset=utf-8';
const fullWidth = 256;
/** Above 63 hashes and a note with all the signatures that one may have. */
const submissionBytes = 64 * 1024;

interface TilePath {
  readonly level: number;
  readonly number: number;
  readonly width: number;
}

/** `0/x001/x234/067` or `1/003.p/17` (C2SP tlog-tiles); undefined for anything else. */
export function readTilePath(path: string): TilePath | undefined {
  const [, level = '', high = '', low = '', width] =
    /^([0-6])\/((?:x\d{3}\/){0,4})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? [];
  if (level === '' || high.startsWith('x000')) return undefined;
  const number = Number(high.replaceAll(/[x/]/g, '') + low);
  const hashes = width === undefined ? fullWidth : Number(width);
  const isPart = width === undefined || hashes < fullWidth;
  return isPart && Number.isSafeInteger(number) ? { level: Number(level), number, width: hashes } : undefined;
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).header('cache-control', 'no-store').type(text).send('');
}

function registerReading(app: FastifyInstance, { publication }: LogRoutesDependencies): void {
  app.get('/.well-known/goldthread-log', async (_request, reply) => {
    const { origin, keys, witnessKeys, peerWitnessKeys } = publication;
    return reply
      .header('cache-control', 'no-cache')
      .send({ origin, prefix: '/log', keys, witnessKeys, peerWitnessKeys });
  });
  app.get('/log/checkpoint', async (_request, reply) => {
    const note = await publication.checkpoint();
    if (!note.ok) return reply.code(503).type(text).send('');
    return note.value === undefined
      ? notFound(reply)
      : reply.header('cache-control', 'no-cache').type(text).send(note.value);
  });
  app.get('/log/tile/*', async (request, reply) => {
    const place = readTilePath((request.params as { '*': string })['*']);
    const tile = place === undefined ? undefined : await publication.tile(place);
    if (tile?.ok === false) return reply.code(503).type(text).send('');
    if (tile?.value === undefined) return notFound(reply);
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('application/octet-stream')
      .send(Buffer.from(tile.value));
  });
}

function registerWitness(app: FastifyInstance, { publication }: LogRoutesDependencies): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: submissionBytes }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/log/witness/add-checkpoint', async (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    const answer = await publication.addCheckpoint(body);
    return reply.code(answer.status).header('cache-control', 'no-store').type(answer.contentType).send(answer.body);
  });
  app.get('/log/witness/:origin/checkpoint', async (request, reply) => {
    const { origin } = request.params as { origin: string };
    const note = await publication.signedLast(origin);
    return note === undefined ? notFound(reply) : reply.header('cache-control', 'no-cache').type(text).send(note);
  });
}

/** A Fastify plugin: `await app.register((scope) => logRoutes(scope, deps))`. */
export async function logRoutes(app: FastifyInstance, deps: LogRoutesDependencies): Promise<void> {
  await app.register(async (scope) => registerReading(scope, deps));
  await app.register(async (scope) => registerWitness(scope, deps));
}
