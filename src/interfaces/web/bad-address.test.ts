// Attacks 81 and 86: an address that is none is answered before any hook of the server; it has every header all the same.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRateLimit } from '#platform';
import { aWebServer } from './testing/a-web-server.ts';

const unlimited = createRateLimit({ perHour: 0, clock: { now: () => 0 } });
const renderPage = ({ heading, text }: { heading: string; text: string }) => ({
  html: `<h1>${heading}</h1><p>${text}`,
  headers: { 'x-frame': 'page' },
});

it('an address that is none has the headers of every answer, and is not said again', async () => {
  const app = aWebServer();
  const ordinary = await app.inject({ url: '/nothing-here' });
  for (const url of ['/staff/%zz', '/my/%c3%28<script>', '/fhir/Patient/%']) {
    const answer = await app.inject({ url });
    assert.equal(answer.statusCode, 400, url);
    for (const name of ['content-security-policy', 'cache-control', 'referrer-policy', 'x-content-type-options'])
      assert.equal(answer.headers[name], ordinary.headers[name], `${url}: ${name}`);
    assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{36}$/);
    assert.deepEqual(Object.keys(answer.json()), ['status', 'requestId'], url);
  }
});

it('a browser that asks for what is not there gets a page, with a heading and a reference, and everything else gets JSON', async () => {
  const limits = { signIns: unlimited, refusals: unlimited, renderPage };
  const app = aWebServer({ limits });
  app.get('/breaks', () => {
    throw new Error('Arthur Rimmer');
  });
  app.get('/loses-database', () => {
    throw Object.assign(new Error('Arthur Rimmer'), { code: 'CONNECTION_CLOSED' });
  });
  for (const [url, status, heading] of [
    ['/nowhere', 404, 'This page cannot be found'],
    ['/staff/%zz', 400, 'This address or form cannot be read'],
    ['/breaks', 500, 'Something went wrong'],
    ['/loses-database', 503, 'The service is not available for the moment'],
  ] as const) {
    const page = await app.inject({ url, headers: { accept: 'text/html,*/*;q=0.8' } });
    assert.deepEqual(
      [page.statusCode, page.headers['content-type'], page.headers['x-frame']],
      [status, 'text/html; charset=utf-8', 'page'],
      url,
    );
    assert.ok(page.body.startsWith(`<h1>${heading}</h1>`), url);
    assert.ok(page.body.includes(String(page.headers['x-request-id'])), url);
    assert.doesNotMatch(page.body, /Rimmer|zz|nowhere|breaks/, url);
    assert.equal(page.headers['retry-after'], status === 503 ? '5' : undefined, url);
    const answer = await app.inject({ url });
    assert.deepEqual([answer.statusCode, Object.keys(answer.json())], [status, ['status', 'requestId']], url);
  }
});
