// Attacks 18 and 84, OWASP ASVS 5.0 6.3.1: what one address may try, in the words of whoever asks. RFC 6585, 4: 429 with Retry-After.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createRateLimit } from '#platform';
import { aWebServer } from './testing/a-web-server.ts';

const clock = { now: () => 1_000_000 };

async function aServer({ signIns = 0, refusals = 0, trustedProxies = [] as readonly string[] }) {
  const app = aWebServer({
    trustedProxies,
    limits: {
      signIns: createRateLimit({ perHour: signIns, clock }),
      refusals: createRateLimit({ perHour: refusals, clock }),
      renderPage: ({ heading, text }) => ({ html: `<h1>${heading}</h1><p>${text}`, headers: { 'x-frame': 'page' } }),
    },
  });
  const answer = (accepted: boolean) => (_request: unknown, reply: { code(status: number): unknown }) => {
    reply.code(accepted ? 200 : 401);
    return { said: 'what was wrong' };
  };
  app.get('/sign-in/staff', answer(true));
  app.get<{ Params: { issuer: string } }>('/sign-in/callback/:issuer', (request, reply) => {
    reply.header('set-cookie', 'browser=x');
    return answer(request.params.issuer === 'good')(request, reply);
  });
  app.post<{ Body: { good?: boolean } }>('/oauth2/token', (request, reply) =>
    answer(request.body.good === true)(request, reply),
  );
  app.get('/fhir/:type', (request, reply) => answer(request.headers.authorization === 'Bearer good')(request, reply));
  return app as unknown as FastifyInstance;
}

async function statuses(app: FastifyInstance, ask: InjectOptions, times: number): Promise<readonly number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) all.push((await app.inject(ask)).statusCode);
  return all;
}

describe('attack 18: what one address may try', () => {
  it('sign-ins that are begun: beyond the limit a page in plain words, with the limit and how long to wait', async () => {
    const app = await aServer({ signIns: 3 });
    assert.deepEqual(await statuses(app, { url: '/sign-in/staff' }, 4), [200, 200, 200, 429]);
    const answer = await app.inject({ url: '/sign-in/staff' });
    assert.equal(answer.headers['retry-after'], '1200');
    assert.match(answer.headers['content-type'] as string, /^text\/html/);
    assert.match(answer.body, /at most 3 an hour. Try again in 1200 seconds/);
    assert.equal(answer.headers['x-frame'], 'page', 'with the headers of a page');
  });

  it('refused token requests: 429 as an OAuth error, and who is accepted is not held up', async () => {
    const app = await aServer({ refusals: 2 });
    const wrong = { method: 'POST' as const, url: '/oauth2/token', payload: {} };
    assert.deepEqual(await statuses(app, wrong, 3), [401, 401, 429]);
    const answer = await app.inject(wrong);
    assert.equal(answer.headers['retry-after'], '1800');
    assert.equal(answer.json().error, 'temporarily_unavailable');
    assert.doesNotMatch(answer.body, /what was wrong/);
    assert.deepEqual(await statuses(app, { ...wrong, payload: { good: true } }, 3), [200, 200, 200]);
  });

  it('wrong access tokens: 429 as an OperationOutcome; no token, and a good one, are answered as ever', async () => {
    const app = await aServer({ refusals: 2 });
    const wrong = { url: '/fhir/Patient', headers: { authorization: 'Bearer guessed' } };
    assert.deepEqual(await statuses(app, wrong, 3), [401, 401, 429]);
    const outcome = (await app.inject(wrong)).json();
    assert.equal(outcome.resourceType, 'OperationOutcome');
    assert.equal(outcome.issue[0].code, 'throttled');
    assert.match(outcome.issue[0].details.text, /at most 2 an hour/);
    assert.deepEqual(await statuses(app, { url: '/fhir/Patient' }, 2), [401, 401]);
    assert.deepEqual(await statuses(app, { ...wrong, headers: { authorization: 'Bearer good' } }, 2), [200, 200]);
  });

  it('refused sign-ins: a page, and nothing that the refusal set in the browser', async () => {
    const app = await aServer({ refusals: 1 });
    assert.deepEqual(await statuses(app, { url: '/sign-in/callback/x' }, 2), [401, 429]);
    const answer = await app.inject({ url: '/sign-in/callback/x' });
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.match(answer.body, /<h1>Wait before you try again/);
    assert.equal((await app.inject({ url: '/sign-in/callback/good' })).statusCode, 200);
  });

  it('another address has its own limit; X-Forwarded-For is believed of a trusted proxy alone', async () => {
    const from = (forwarded: string) => ({ url: '/sign-in/staff', headers: { 'x-forwarded-for': forwarded } });
    const trusting = await aServer({ signIns: 1, trustedProxies: ['127.0.0.1'] });
    assert.deepEqual(await statuses(trusting, from('192.0.2.1'), 2), [200, 429]);
    assert.deepEqual(await statuses(trusting, from('192.0.2.2'), 1), [200]);
    const direct = await aServer({ signIns: 1 });
    assert.deepEqual(await statuses(direct, from('192.0.2.1'), 1), [200]);
    assert.deepEqual(await statuses(direct, from('192.0.2.2'), 1), [429], 'said by whoever asks');
  });

  it('all addresses of one IPv6 network are one (RFC 6177), however they are written; the next network is another', async () => {
    const from = (forwarded: string) => ({ url: '/sign-in/staff', headers: { 'x-forwarded-for': forwarded } });
    const app = await aServer({ signIns: 2, trustedProxies: ['127.0.0.1'] });
    const one = ['2001:db8:0:7::1', '2001:0DB8:0000:0007:ffff:1:2:3', '2001:db8::7:0:0:0:9'];
    const all: number[] = [];
    for (const address of one) all.push((await app.inject(from(address))).statusCode);
    assert.deepEqual(all, [200, 200, 429]);
    assert.deepEqual(await statuses(app, from('2001:db8:0:8::1'), 1), [200]);
    const mapped = ['192.0.2.9', '::ffff:192.0.2.9', '::FFFF:192.0.2.9', '192.0.2.10'];
    const ofFour: number[] = [];
    for (const address of mapped) ofFour.push((await app.inject(from(address))).statusCode);
    assert.deepEqual(ofFour, [200, 200, 429, 200], 'an IPv4 address stands for itself');
  });
});
