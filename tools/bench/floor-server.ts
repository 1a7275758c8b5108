/** The floor of an answer over HTTP: a Fastify that does nothing but send as many bytes, in a process of its own. */
import Fastify from 'fastify';

const app = Fastify({ logger: false });
const bodies = new Map<number, Buffer>();

app.get('/:bytes', async (request, reply) => {
  const bytes = Number((request.params as { bytes: string }).bytes);
  let body = bodies.get(bytes);
  if (body === undefined) {
    body = Buffer.alloc(bytes, 'x');
    bodies.set(bytes, body);
  }
  return reply.type('application/fhir+json').send(body);
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
process.on('disconnect', () => process.exit(0));
