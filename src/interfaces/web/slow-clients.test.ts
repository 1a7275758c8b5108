// ASVS 5.0, 15.2.2: who fetches no answer, or sends no whole request, keeps neither memory nor connection, and is no failure of ours.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { createLog, createRateLimit } from '#platform';
import { aWebServer } from './testing/a-web-server.ts';

const large = Buffer.alloc(64 * 1024 * 1024, 'x');

/** Asks for a large answer and fetches nothing of it; `ended` when the server has ended the connection. */
async function askAndFetchNothing(t: TestContext, limits: Parameters<typeof aWebServer>[0]) {
  const app = aWebServer(limits);
  t.after(() => app.close());
  app.get('/large', async () => large);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const ended = once(app.server, 'connection').then(([socket]) => once(socket, 'close'));
  const reader = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  reader.on('error', () => undefined);
  reader.pause();
  reader.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
  t.after(() => reader.destroy());
  return { ended, reader };
}

test('an answer of which nothing is fetched is dropped, with its connection', async (t) => {
  const { ended } = await askAndFetchNothing(t, { unfetchedAnswerMs: 50 });
  await ended;
});

test('so is one whose reader goes on talking and fetches nothing', async (t) => {
  const { ended, reader } = await askAndFetchNothing(t, { unfetchedAnswerMs: 60_000, slowestAnswerMs: 100 });
  const talking = setInterval(() => reader.write('\r\n'), 10);
  t.after(() => clearInterval(talking));
  await ended;
});

test('an open page that follows its record, and a connection whose answers have left, stay', async (t) => {
  const app = aWebServer({ slowestAnswerMs: 30 });
  t.after(() => app.close());
  app.get('/events', async (_request, reply) =>
    reply.type('text/event-stream').send(
      Readable.from(
        (async function* () {
          for (let piece = 0; piece < 10; piece++) {
            await pause(20);
            yield `data: ${piece}\n\n`;
          }
        })(),
      ),
    ),
  );
  app.get('/quick', async () => 'done');
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  assert.equal(await (await fetch(`${address}/quick`)).text(), 'done');
  assert.match(await (await fetch(`${address}/events`)).text(), /data: 9/);
  assert.equal(await (await fetch(`${address}/quick`)).text(), 'done');
});

test('a connection that is used again is not cut off by the time of its last answer', async (t) => {
  const app = aWebServer({ unfetchedAnswerMs: 50 });
  t.after(() => app.close());
  app.get('/slow', async () => new Promise((resolve) => setTimeout(() => resolve({ status: 'done' }), 200)));
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  for (let time = 0; time < 2; time++)
    assert.deepEqual(await (await fetch(`${address}/slow`)).json(), { status: 'done' });
});

test('a form that breaks off half way is no failure of the server: nothing is logged as one', async (t) => {
  const failures: unknown[] = [];
  const log = { ...createLog({ level: 'silent' }), error: (...given: unknown[]) => void failures.push(given) };
  const app = aWebServer({ log: log as never });
  t.after(() => app.close());
  const broken = Promise.withResolvers<void>();
  app.post('/oauth2/token', async () => 'done');
  app.addHook('onError', async () => broken.resolve());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const sender = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  sender.on('error', () => undefined);
  sender.write(
    'POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  );
  await once(app.server, 'request');
  sender.resetAndDestroy();
  await broken.promise;
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  assert.deepEqual(failures, []);
});

test('a wrong token whose sender has gone before the answer is refused without a failure, and is counted as a guess', async (t) => {
  const failures: unknown[] = [];
  const log = { ...createLog({ level: 'silent' }), error: (...given: unknown[]) => void failures.push(given) };
  const clock = { now: () => 1_000_000 };
  const refusals = createRateLimit({ perHour: 1, clock });
  const signIns = createRateLimit({ perHour: 0, clock });
  const renderPage = () => ({ html: '', headers: {} });
  const app = aWebServer({ log: log as never, limits: { signIns, refusals, renderPage } });
  t.after(() => app.close());
  const answered = Promise.withResolvers<void>();
  app.get('/fhir/:type', async (request, reply) => {
    await new Promise((resolve) => reply.raw.once('close', resolve));
    setTimeout(answered.resolve, 0);
    return reply.code(401).send({ said: request.method });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const sender = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  sender.on('error', () => undefined);
  sender.write('GET /fhir/Patient HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wrong\r\n\r\n');
  await once(app.server, 'request');
  sender.resetAndDestroy();
  await answered.promise;
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  assert.deepEqual(failures, []);
  assert.notEqual(refusals.take('127.0.0.1'), undefined, 'the one that is allowed is used up');
});
