// Attacks 81 and 86: an address that is none is answered before any hook of the server; it has every header all the same.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { aWebServer } from './testing/a-web-server.ts';

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
