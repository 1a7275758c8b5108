// Decision 103: work that nobody is known for takes a place among all, too; what takes a right away, and health, never waits for one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { oneTurn } from '../../platform/testing/one-turn.ts';
import { registerPlaces } from './places-for-strangers.ts';
import { aWebServer } from './testing/a-web-server.ts';

const { turns, holdPlace } = oneTurn();
const app = aWebServer({}) as unknown as FastifyInstance;
await app.register(async (scope) => {
  registerPlaces(scope, turns, ({ heading, text }) => ({ html: `<h1>${heading}</h1><p>${text}`, headers: {} }));
  for (const url of ['/sign-in/staff', '/sign-out', '/oauth2/token', '/oauth2/revoke', '/log/checkpoint'])
    scope.get(url, async () => 'done');
});

test('sign-ins, tokens and the public log are told to come later where all places are taken', async () => {
  const held = holdPlace();
  for (const [url, said] of [
    ['/sign-in/staff', /<h1>Wait before you try again/],
    ['/oauth2/token', /temporarily_unavailable/],
    ['/log/checkpoint', /Nothing was done/],
  ] as const) {
    const answer = await app.inject(url);
    assert.equal(answer.statusCode, 503, url);
    assert.equal(answer.headers['retry-after'], '5');
    assert.match(answer.body, said);
  }
  held.end();
  assert.equal((await app.inject('/sign-in/staff')).statusCode, 200);
  assert.equal((await app.inject('/oauth2/token')).statusCode, 200, 'the place before was given back');
});

test('signing out, taking a token back and health never wait for a place', async () => {
  const held = holdPlace();
  for (const url of ['/sign-out', '/oauth2/revoke', '/livez', '/readyz', '/healthz'])
    assert.equal((await app.inject(url)).statusCode, 200, url);
  held.end();
});
