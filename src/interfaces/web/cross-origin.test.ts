/** Who may read answers from another origin: design/safety.md attack 82. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { registerCrossOrigin } from './cross-origin.ts';

async function aServer() {
  const app = Fastify();
  const asked: string[] = [];
  registerCrossOrigin(app, {
    clock: { now: () => 0 },
    isOrigin: async (origin) => {
      asked.push(origin);
      return origin === 'https://app.example';
    },
  });
  for (const path of ['/fhir/Patient/1', '/my', '/oauth2/authorize', '/oauth2/token', '/fhirs'])
    app.get(path, async () => 'here');
  return { app, asked };
}

const allowed = 'access-control-allow-origin';

describe('attack 82: other origins', () => {
  it('a registered app’s page reads the API and is told its own origin; cookies never go along', async () => {
    const { app, asked } = await aServer();
    for (const url of ['/fhir/Patient/1', '/oauth2/token', '/fhir/nothing-here']) {
      const answer = await app.inject({ url, headers: { origin: 'https://app.example' } });
      assert.equal(answer.headers[allowed], 'https://app.example', url);
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
      assert.equal(answer.headers.vary, 'Origin');
    }
    assert.deepEqual(asked, ['https://app.example'], 'the register is asked once');
  });

  it('null, a sub-domain, another port or scheme, a prefix and a reflected origin get no permission', async () => {
    const { app } = await aServer();
    for (const origin of [
      'null',
      'http://app.example',
      'https://app.example:8443',
      'https://evil.app.example',
      'https://app.example.evil.example',
      'https://app.exampl',
      'x'.repeat(5_000),
    ]) {
      const get = await app.inject({ url: '/fhir/Patient/1', headers: { origin } });
      const preflight = await app.inject({
        method: 'OPTIONS',
        url: '/fhir/Patient/1',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      assert.deepEqual([get.headers[allowed], preflight.headers[allowed]], [undefined, undefined], origin);
    }
  });

  it('pages of people are read by no other origin, registered or not', async () => {
    const { app } = await aServer();
    for (const url of ['/my', '/oauth2/authorize', '/fhirs']) {
      const answer = await app.inject({ url, headers: { origin: 'https://app.example' } });
      assert.equal(answer.headers[allowed], undefined, url);
    }
  });

  it('a preflight is answered for a registered origin, before any sign-in', async () => {
    const { app } = await aServer();
    const answer = await app.inject({
      method: 'OPTIONS',
      url: '/fhir/Patient/1',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'PUT' },
    });
    assert.equal(answer.statusCode, 204);
    assert.match(String(answer.headers['access-control-allow-headers']), /Authorization/);
  });
});
