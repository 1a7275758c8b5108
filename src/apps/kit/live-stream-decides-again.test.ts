/** An open page closes within 60 seconds of when its reader may not see it any more (UK-9, UK-19), though nothing is announced. */
import assert from 'node:assert/strict';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, mock, test } from 'node:test';
import { createLiveStreams, type LiveStream } from './live-stream.ts';

const minuteMs = 60_000;
const streams = createLiveStreams({ addHook: () => undefined }, 10);
const now = { maySee: true, seen: 'one', looks: 0 };
const live: LiveStream = {
  session: 'one',
  seen: 'one',
  look: async () => {
    now.looks += 1;
    return now.seen;
  },
  isSignedIn: async () => true,
  mayStillSee: async () => now.maySee,
  onSessionsEnded: () => () => undefined,
  subscribe: () => () => undefined,
};
const server = createServer((request, raw) =>
  streams.open({ raw, request: { id: 'r', headers: request.headers } }, live),
);
before(async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
after(() => {
  mock.timers.reset();
  server.closeAllConnections();
  server.close();
});

async function follow() {
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((done) => get({ port, host: '127.0.0.1' }, done));
  const stream = { said: '', over: new Promise<void>((done) => answer.on('end', done)), stop: () => answer.destroy() };
  await new Promise<void>((begun) => {
    answer.on('data', (chunk: Buffer) => {
      stream.said += chunk.toString('utf8');
      begun();
    });
  });
  return stream;
}

test('a permission that runs out is found within the minute: the page is told, and there is nothing left to follow', async () => {
  const stream = await follow();
  Object.assign(now, { maySee: false, seen: '' });
  mock.timers.tick(minuteMs);
  await stream.over;
  assert.match(stream.said, /event: changed\ndata:\n\n$/);
  assert.equal(now.looks, 1, 'one look, and not another at each turn');
});

test('while it lasts nobody looks, and nothing is said', async () => {
  Object.assign(now, { maySee: true, seen: 'one', looks: 0 });
  const stream = await follow();
  mock.timers.tick(minuteMs);
  await new Promise((done) => setTimeout(done, 400));
  assert.equal(now.looks, 0);
  assert.doesNotMatch(stream.said, /event/);
  stream.stop();
});
