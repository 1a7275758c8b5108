/** One document on a page, its file as bytes, and a series of results as CSV. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openDocument, readDocumentFile } from '#record';
import { answerNotFound } from './answers.ts';
import { documentView } from './documents-view.ts';
import { seriesCsv } from './latest-results.ts';
import { openPerson } from './open-person.ts';
import { documentPage } from './pages/document/page.ts';
import { recordShell } from './record-shell.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { showPage } from './staff-shell.ts';
import { words } from './words.en.ts';

/** Types that a browser shows in a frame of its own without running anything; the rest is only saved. */
const shownInBrowser: ReadonlySet<string> = new Set(['application/pdf', 'image/jpeg', 'image/png', 'image/gif']);
const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'application/rtf': 'rtf',
};

/** What a source sent is not ours: it can run nothing, load nothing, and is kept nowhere. */
export function fileHeaders(contentType: string): Record<string, string> {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const isShown = shownInBrowser.has(type);
  // The name says nothing about the person: it lands in the reader's downloads.
  const name = `document.${extensions[type] ?? 'bin'}`;
  return {
    'content-type': isShown ? type : 'application/octet-stream',
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="${name}"`,
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  };
}

const documentIdOf = (request: FastifyRequest): string => (request.params as { documentId: string }).documentId;

export function documentRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get('/staff/people/:id/documents/:documentId', async (request, reply) => {
    const opened = await openPerson(deps, request, reply, (sections) => sections.hasDocuments);
    if (opened === undefined) return reply;
    const document = openDocument(opened.arrangement, documentIdOf(request));
    if (document === undefined) return answerNotFound(deps, reply, opened.visit);
    const shell = recordShell(deps, opened, {
      section: 'documents',
      title: words.titles.document,
      refreshHref: request.url,
    });
    return showPage(deps, reply, documentPage, { shell, view: documentView(opened, document) });
  });

  app.get('/staff/people/:id/documents/:documentId/file', async (request, reply) => {
    const opened = await openPerson(deps, request, reply, (sections) => sections.hasDocuments);
    if (opened === undefined) return reply;
    const file = readDocumentFile(opened.arrangement, documentIdOf(request));
    if (file === undefined) return answerNotFound(deps, reply, opened.visit);
    return reply.headers(fileHeaders(file.contentType)).send(file.bytes);
  });

  app.get('/staff/people/:id/results/:file', async (request, reply) => {
    const opened = await openPerson(deps, request, reply, (sections) => sections.hasResults);
    if (opened === undefined) return reply;
    const { file } = request.params as { file: string };
    const csv = file.endsWith('.csv') ? seriesCsv(opened, file.slice(0, -4)) : undefined;
    if (csv === undefined) return answerNotFound(deps, reply, opened.visit);
    const headers = { ...fileHeaders('text/csv'), 'content-type': 'text/csv; charset=utf-8' };
    return reply.headers({ ...headers, 'content-disposition': 'attachment; filename="results.csv"' }).send(csv);
  });
}
