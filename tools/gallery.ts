/** `node tools/gallery.ts [port]`: every page with invented people, on 127.0.0.1, to look at and to test. */
import fastify, { type FastifyInstance } from 'fastify';
import { createPages, newCspNonce, pageHeaders, registerAssets } from '#kit';
import { exhibits } from './gallery/pages.ts';

export async function createGallery(): Promise<FastifyInstance> {
  const app = fastify();
  const pages = createPages();
  await registerAssets(app);
  for (const exhibit of exhibits) {
    app.get(exhibit.address, (_request, reply) => {
      const cspNonce = newCspNonce();
      return reply
        .headers(pageHeaders(cspNonce))
        .type('text/html; charset=utf-8')
        .send(exhibit.render(pages, cspNonce));
    });
    // Forms lead nowhere here: they come back to the page that they were sent from.
    app.post(exhibit.address, (_request, reply) => reply.redirect(exhibit.address, 303));
  }
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
    payload.resume();
    payload.on('end', () => done(null, {}));
  });
  app.get('/', (_request, reply) => {
    const links = exhibits.map(({ address }) => `<li><a href="${address}">${address}</a></li>`).join('');
    return reply
      .type('text/html; charset=utf-8')
      .send(`<!doctype html><html lang="en"><title>Gallery</title><ul>${links}</ul></html>`);
  });
  return app;
}

if (import.meta.main) {
  const app = await createGallery();
  console.log(await app.listen({ host: '127.0.0.1', port: Number(process.argv[2] ?? 0) }));
}
