// ASVS 5.0, 15.2.2: one caller does not use up what all callers share.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { createTurns, type Turn, waitForTurn } from './turns.ts';

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
  assert.equal(await waitForTurn(turns, 'a', gone as never), false);
  const there = Object.assign(new EventEmitter(), { destroyed: false });
  assert.equal(await waitForTurn(turns, 'a', there as never), true);
  assert.equal(await waitForTurn(turns, 'a', there as never), true);
});
