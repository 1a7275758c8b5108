// ASVS 5.0, 15.2.2: one caller does not use up what all callers share.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import type { Turn } from './line.ts';
import { countWork, createTurns, waitForPlace, waitForTurn } from './turns.ts';

/** What has come of each; undefined while it waits. */
async function comeOf(turns: readonly Turn[]): Promise<readonly (boolean | undefined)[]> {
  return Promise.all(turns.map(({ come }) => Promise.race([come, Promise.resolve(undefined)])));
}

test('so many of one caller at once; the next begins when one ends, in the order of asking; others wait for nobody', async () => {
  const turns = createTurns({ atOnce: 2 });
  const [first, second, third, fourth] = [1, 2, 3, 4].map(() => turns.ask('one')) as [Turn, Turn, Turn, Turn];
  assert.deepEqual(await comeOf([first, second, third, fourth]), [true, true, undefined, undefined]);
  assert.equal(await turns.ask('another').come, true);
  second.end();
  second.end();
  assert.deepEqual(await comeOf([third, fourth]), [true, undefined], 'an end counts once');
  first.end();
  assert.equal(await fourth.come, true);
});

test('who goes away while waiting leaves the line, and takes nobody’s place', async () => {
  const turns = createTurns({ atOnce: 1 });
  const [working, gone, patient] = [1, 2, 3].map(() => turns.ask('one')) as [Turn, Turn, Turn];
  gone.end();
  assert.equal(await gone.come, false);
  working.end();
  assert.equal(await patient.come, true);
  gone.end();
  const next = turns.ask('one');
  assert.deepEqual(await comeOf([next]), [undefined], 'the place of who works is still taken');
  patient.end();
  assert.equal(await next.come, true);
});

test('a line that is full and a wait that is over are told apart from a turn, and the line is free again after', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 1, waitsMs: 1 });
  const working = turns.ask('one');
  const waiting = turns.ask('one');
  assert.equal(await turns.ask('one').come, false, 'full');
  assert.equal(await waiting.come, false, 'over');
  working.end();
  assert.equal(await turns.ask('one').come, true);
});

test('0 takes the limit away', async () => {
  const turns = createTurns({ atOnce: 0 });
  const asked = Array.from({ length: 1000 }, () => turns.ask('one'));
  assert.ok((await comeOf(asked)).every((come) => come === true));
});

test('whoever has gone before they ask keeps no turn, and one request has one turn however often it asks', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 0 });
  const gone = Object.assign(new EventEmitter(), { destroyed: true });
  assert.equal(await waitForTurn(turns, 'a', gone as never), 'caller');
  const there = Object.assign(new EventEmitter(), { destroyed: false });
  assert.equal(await waitForTurn(turns, 'a', there as never), undefined);
  assert.equal(await waitForTurn(turns, 'a', there as never), undefined);
});

/** One request as the server sees it: its answer, and a handler that ends when the test says so. */
function request() {
  const raw = Object.assign(new EventEmitter(), { destroyed: false });
  const reply = { raw: raw as never, hijack: () => 'hijacked' };
  let hook: (route: { handler: (...given: never[]) => unknown }) => void = () => undefined;
  countWork({
    addHook(_name, given) {
      hook = given as never;
    },
  });
  let end = (): void => undefined;
  const handler = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    end = resolve;
    return promise;
  };
  const route = { handler };
  hook(route);
  return {
    answer: raw as never,
    begin: () => (route.handler as (request: unknown, reply: unknown) => Promise<void>)(undefined, reply),
    end: () => end(),
    hangUp: () => {
      raw.destroyed = true;
      raw.emit('close');
    },
  };
}

test('who hangs up gives back neither turn nor place while the work that they asked for goes on', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 0, inAll: 1, inAllWaitingMax: 0 });
  const gone = request();
  assert.equal(await waitForTurn(turns, 'one', gone.answer), undefined);
  const work = gone.begin();
  gone.hangUp();
  assert.equal(await waitForTurn(turns, 'one', request().answer), 'caller');
  assert.equal(await waitForTurn(turns, 'another', request().answer), 'region');
  assert.deepEqual(turns.figures(), { working: 1, waiting: 0 });
  gone.end();
  await work;
  assert.equal(await waitForTurn(turns, 'one', request().answer), undefined);
});

test('an answer that is not fetched is its caller’s, and nobody else’s: the turn is kept, the place is free', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 0, inAll: 1, inAllWaitingMax: 0 });
  const slow = request();
  assert.equal(await waitForTurn(turns, 'one', slow.answer), undefined);
  const work = slow.begin();
  slow.end();
  await work;
  assert.equal(await waitForTurn(turns, 'one', request().answer), 'caller');
  const other = request();
  assert.equal(await waitForTurn(turns, 'another', other.answer), undefined);
  other.hangUp();
  slow.hangUp();
  assert.equal(await waitForTurn(turns, 'one', request().answer), undefined);
});

test('all callers together: who waits for a place gets the next that is free, who has gone leaves the line, and work is not begun for them', async () => {
  const turns = createTurns({ atOnce: 2, inAll: 1, inAllWaitingMax: 2 });
  const [working, gone, next] = [request(), request(), request()];
  assert.equal(await waitForTurn(turns, 'one', working.answer), undefined);
  const waits = [waitForTurn(turns, 'two', gone.answer), waitForPlace(turns, next.answer)] as const;
  await Promise.resolve();
  assert.deepEqual(turns.figures(), { working: 1, waiting: 2 });
  assert.equal(await waitForPlace(turns, request().answer), 'region', 'the line is full');
  gone.hangUp();
  assert.equal(await waits[0], 'region');
  assert.equal(gone.begin() as unknown, 'hijacked');
  working.hangUp();
  assert.equal(await waits[1], undefined);
  assert.deepEqual(turns.figures(), { working: 1, waiting: 0 });
});

test('a wait for a place among all that takes too long is told apart, and counted as what it is', async () => {
  const turnedAway: string[] = [];
  const onTurnedAway = (limit: string) => void turnedAway.push(limit);
  const turns = createTurns({ atOnce: 1, waitingMax: 0, inAll: 1, inAllWaitsMs: 1, onTurnedAway });
  assert.equal(await waitForTurn(turns, 'one', request().answer), undefined);
  assert.equal(await waitForTurn(turns, 'one', request().answer), 'caller');
  assert.equal(await waitForTurn(turns, 'two', request().answer), 'region');
  assert.deepEqual(turnedAway, ['caller', 'region']);
});

test('requests sent one behind the other on a connection that is dropped give their turns back, though their answers never had it', async (t) => {
  const turns = createTurns({ atOnce: 8, waitingMax: 0, inAll: 8, inAllWaitingMax: 0 });
  const comes: unknown[] = [];
  const allCame = Promise.withResolvers<void>();
  const server = createServer((_request, answer) => {
    void waitForTurn(turns, 'one', answer).then((come) => {
      if (comes.push(come) === 8) allCame.resolve();
    });
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const ended = once(server, 'connection').then(([socket]) => once(socket, 'close'));
  const sender = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sender.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(8));
  await allCame.promise;
  assert.deepEqual(comes, Array(8).fill(undefined));
  sender.destroy();
  await ended;
  assert.deepEqual(turns.figures(), { working: 0, waiting: 0 });
  assert.equal(await waitForTurn(turns, 'one', request().answer), undefined);
  assert.equal(await waitForTurn(turns, 'one', request().answer), undefined, 'not one alone');
});

test('an answer whose connection is gone already takes no turn and no place, whatever it says of itself', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 0, inAll: 1, inAllWaitingMax: 0 });
  const gone = () => Object.assign(new EventEmitter(), { destroyed: false, req: { socket: { destroyed: true } } });
  assert.equal(await waitForTurn(turns, 'one', gone() as never), 'caller');
  assert.equal(await waitForPlace(turns, gone() as never), 'region');
  assert.deepEqual(turns.figures(), { working: 0, waiting: 0 });
});

test('a connection that is kept and used again gathers no listeners', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 0 });
  const socket = Object.assign(new EventEmitter(), { destroyed: false });
  for (let time = 0; time < 50; time++) {
    const answer = Object.assign(new EventEmitter(), { destroyed: false, req: { socket } });
    assert.equal(await waitForTurn(turns, 'one', answer as never), undefined);
    answer.emit('finish');
  }
  assert.equal(socket.listenerCount('close'), 1);
});

test('who goes in the moment in which their turn comes takes no place: nobody would give it back', async () => {
  const turns = createTurns({ atOnce: 1, inAll: 1, inAllWaitingMax: 0 });
  const [working, gone] = [request(), request()];
  assert.equal(await waitForTurn(turns, 'one', working.answer), undefined);
  const wait = waitForTurn(turns, 'one', gone.answer);
  working.hangUp();
  gone.hangUp();
  assert.equal(await wait, 'caller');
  assert.deepEqual(turns.figures(), { working: 0, waiting: 0 });
});

test('a connection that ends gives back the turn and the place of an answer that was told nothing', async () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 0, inAll: 1, inAllWaitingMax: 0 });
  const socket = Object.assign(new EventEmitter(), { destroyed: false });
  const answer = Object.assign(new EventEmitter(), { destroyed: false, req: { socket } });
  assert.equal(await waitForTurn(turns, 'one', answer as never), undefined);
  socket.emit('close');
  assert.equal(await waitForTurn(turns, 'one', request().answer), undefined);
});
