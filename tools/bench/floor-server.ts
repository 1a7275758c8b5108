/**
 * The floors of an answer over HTTP, in a process of their own: a Fastify that does nothing but send as many bytes, and one that
 * does what no logged answer can leave out. It checks no token, decides nothing, validates nothing and extracts nothing.
 */
import { Readable } from 'node:stream';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type FloorDatabase, type FloorWork, openFloorWork, type Written } from './floor-work.ts';

const app = Fastify({ logger: false, bodyLimit: 64 * 1024 ** 2 });
const type = 'application/fhir+json';
let work: FloorWork | undefined;

function opened(): FloorWork {
  if (work === undefined) throw new Error('the floor has no database yet');
  return work;
}

const fillers = new Map<number, Buffer>();

/** What an answer holds beside the stored bytes. */
function fillerOf(bytes: number): Buffer {
  const filler = fillers.get(bytes) ?? Buffer.alloc(bytes, ' ');
  fillers.set(bytes, filler);
  return filler;
}

interface Parsed {
  readonly text: string;
  readonly resource: {
    readonly subject?: { readonly reference?: string };
    readonly effectiveDateTime?: string;
    readonly identifier?: readonly { readonly value?: string }[];
  };
}

app.addContentTypeParser(type, { parseAs: 'string' }, (_request, text, done) => {
  try {
    done(null, { text, resource: JSON.parse(text as string) as unknown });
  } catch (error) {
    done(error as Error);
  }
});

function writtenOf(request: FastifyRequest): Written {
  const { text, resource } = request.body as Parsed;
  return {
    text,
    about: resource.subject?.reference ?? '',
    atMs: Date.parse(resource.effectiveDateTime ?? ''),
    condition: resource.identifier?.[0]?.value ?? '',
  };
}

const made = (reply: FastifyReply): FastifyReply =>
  reply.code(201).header('location', 'Observation/1/_history/1').send();

app.get('/bare/:bytes', async (request, reply) =>
  reply.type(type).send(fillerOf(Number((request.params as { bytes: string }).bytes))),
);
app.get('/answer/:key/:filler', async (request, reply) => {
  const { key, filler } = request.params as { key: string; filler: string };
  const rows = await opened().read(Number(key));
  return reply.type(type).send(Buffer.concat([...rows, fillerOf(Number(filler))]));
});
app.all('/refused/:status/:bytes', async (request, reply) => {
  const { status, bytes } = request.params as { status: string; bytes: string };
  await opened().note();
  return reply
    .code(Number(status))
    .type(type)
    .send(fillerOf(Number(bytes)));
});
app.post('/create', async (request, reply) => {
  await opened().create(writtenOf(request));
  return made(reply);
});
app.post('/create-unless-there', async (request, reply) => {
  const isMade = await opened().createUnlessThere(writtenOf(request));
  return isMade ? made(reply) : reply.code(200).send();
});
app.put('/update-what-is-there', async (request, reply) => {
  const isThere = await opened().updateWhatIsThere(writtenOf(request));
  return isThere ? reply.code(200).send() : made(reply);
});
app.get('/copied-out/:rows', async (request, reply) =>
  reply
    .type('application/fhir+ndjson')
    .send(Readable.from(await opened().copyOut(Number((request.params as { rows: string }).rows)))),
);

process.on('message', (floor: FloorDatabase | 'close') => {
  const before = work;
  work = floor === 'close' ? undefined : openFloorWork(floor);
  void Promise.resolve(before?.close()).then(() => process.send?.({ isOpen: work !== undefined }));
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
process.on('disconnect', () => process.exit(0));
