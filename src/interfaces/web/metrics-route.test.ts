// Attack 86; OWASP ASVS 5, 13.4.5: figures of the region are for whoever runs it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerMetricsRoute } from './metrics-route.ts';

const metrics = { render: async () => ({ contentType: 'text/plain', text: 'figures' }) };

function aServer(from?: readonly string[], trustProxy: string | false = false) {
  const app = Fastify({ trustProxy }) as unknown as FastifyInstance;
  const told = from === undefined ? {} : { from };
  registerMetricsRoute(app, { metrics, ...told, hasTrustedProxies: trustProxy !== false });
  return async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
}

test('attack 86: figures are for this machine unless told otherwise; to others there is no such page', async () => {
  const ask = aServer();
  for (const near of ['127.0.0.1', '127.3.2.1', '::1', '::ffff:127.0.0.1']) assert.equal(await ask(near), 200, near);
  for (const far of ['10.1.0.7', '192.0.2.1', '2001:db8::1', '::ffff:10.1.0.7']) assert.equal(await ask(far), 404, far);
});

test('attack 86: what a proxy of this machine passes on is not from this machine, whether or not it is known', async () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
    assert.equal(await aServer()('127.0.0.1', { [name]: '127.0.0.1' }), 404, name);
  const behindProxy = aServer(undefined, '127.0.0.1');
  assert.equal(await behindProxy('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }), 404);
  assert.equal(await behindProxy('127.0.0.1'), 200);
});

test('networks that are named may read them, and this machine only when it is named too', async () => {
  const ask = aServer(['10.1.0.0/16', '2001:db8::/32']);
  for (const named of ['10.1.0.7', '2001:db8::1']) assert.equal(await ask(named), 200, named);
  for (const other of ['10.2.0.7', '127.0.0.1', '2001:db9::1']) assert.equal(await ask(other), 404, other);
});
