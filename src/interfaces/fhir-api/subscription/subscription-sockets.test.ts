/** Who may hold a websocket of a subscription, and how many: OWASP ASVS 5, 4.4 and 15.2.2. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { before, it } from 'node:test';
import { WebSocket as Client } from 'ws';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { openSubscriptionSockets, type SubscriptionSockets, socketPath } from './subscription-sockets.ts';
import { until } from './testing/a-listener.ts';

const file = forWholeFile();
let url = '';
let sockets: SubscriptionSockets;

before(async () => {
  const server = createServer();
  sockets = openSubscriptionSockets(server, {
    bind: async (token) => (token === 'right' ? { id: 'one', text: 'hello' } : undefined),
    onBound: () => undefined,
    isOrigin: async (origin) => origin === 'https://app.example',
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}${socketPath}`;
  file.after(async () => {
    sockets.stop();
    await new Promise((resolve) => server.close(resolve));
  });
});

function open() {
  const socket = new WebSocket(url);
  const opened = new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
  });
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  const heard = new Promise<string>((resolve) =>
    socket.addEventListener('message', ({ data }) => resolve(String(data))),
  );
  return { socket, opened, closed, heard };
}

it('a page of another origin opens none; a registered app’s does, and what is no page', async () => {
  const answers = [];
  for (const origin of ['https://evil.example', 'null', 'https://app.example', undefined]) {
    const socket = new Client(url, origin === undefined ? {} : { origin });
    socket.on('error', () => undefined);
    answers.push(
      await new Promise((resolve) => {
        socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
        socket.on('open', () => resolve('open'));
      }),
    );
    socket.terminate();
  }
  assert.deepEqual(answers, [403, 403, 'open', 'open']);
});

it('any number that bring no token keep nobody out who has one', async () => {
  const idle = Array.from({ length: 1_050 }, open);
  await Promise.all(idle.map(({ opened }) => opened));
  const own = open();
  assert.equal(await own.opened, true, 'was not let in');
  own.socket.send('bind-with-token: right');
  assert.equal(await own.heard, 'hello');
  for (const { socket } of [...idle, own]) socket.close();
});

it('a subscription is bound four times at most: the oldest goes when it is bound once more', async () => {
  const bound = [];
  for (let time = 0; time < 5; time++) {
    const one = open();
    await one.opened;
    one.socket.send('bind-with-token: right');
    await one.heard;
    bound.push(one);
  }
  assert.equal(await bound[0]?.closed, 4409);
  assert.equal(await sockets.send('one', 'news'), true);
  for (const { socket } of bound) socket.close();
  await until(() => (sockets.bound().length === 0 ? true : undefined));
});
