import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { shareRoundTrips, shareSettledTrips } from './share-round-trips.ts';

/** Trips depart at the end of a turn of the event loop, and what they then set off comes in the next: two turns, however slow the machine. */
async function departed(): Promise<void> {
  await turn();
  await turn();
}

test('questions of one turn of the event loop share a trip, and each gets its own reply', async () => {
  const trips: number[][] = [];
  const double = shareRoundTrips(
    async (numbers: readonly number[]) => {
      trips.push([...numbers]);
      return numbers.map((number) => number * 2);
    },
    { tripsMax: 1, questionsMax: 100 },
  );
  assert.deepEqual(await Promise.all([double(1), double(2), double(3)]), [2, 4, 6]);
  assert.deepEqual(trips, [[1, 2, 3]]);
});

test('what is asked while the allowed trips are under way waits for the next', async () => {
  const gates: (() => void)[] = [];
  const sizes: number[] = [];
  const ask = shareRoundTrips(
    async (questions: readonly string[]) => {
      sizes.push(questions.length);
      await new Promise<void>((open) => gates.push(open));
      return questions;
    },
    { tripsMax: 2, questionsMax: 100 },
  );
  const asked = [ask('a')];
  await departed();
  asked.push(ask('b'));
  await departed();
  asked.push(ask('c'), ask('d'));
  await departed();
  assert.deepEqual(sizes, [1, 1]);
  gates.shift()?.();
  await departed();
  assert.deepEqual(sizes, [1, 1, 2]);
  for (const open of gates) open();
  await departed();
  for (const open of gates) open();
  assert.deepEqual(await Promise.all(asked), ['a', 'b', 'c', 'd']);
});

test('a trip waits the turns that are allowed where the one before it was shared, and not a lone question', async () => {
  const trips: string[] = [];
  const ask = shareRoundTrips(
    async (questions: readonly string[]) => {
      trips.push(questions.join(''));
      return questions;
    },
    { tripsMax: 1, questionsMax: 4, waitsTurns: 4 },
  );
  await ask('a');
  const lone = ask('b');
  await departed();
  assert.deepEqual(trips, ['a', 'b']);
  await lone;
  await Promise.all([ask('c'), ask('d')]);
  const waited = [ask('e')];
  await turn();
  assert.deepEqual(trips, ['a', 'b', 'cd']);
  waited.push(ask('f'));
  await Promise.all(waited);
  assert.deepEqual(trips, ['a', 'b', 'cd', 'ef']);
  // A trip that is full waits for nobody.
  const full = ['g', 'h', 'i', 'j', 'k'].map(ask);
  await departed();
  assert.deepEqual(trips, ['a', 'b', 'cd', 'ef', 'ghij']);
  await Promise.all(full);
});

test('no trip takes more than its limit, and nobody is forgotten', async () => {
  const sizes: number[] = [];
  const ask = shareRoundTrips(
    async (questions: readonly number[]) => {
      sizes.push(questions.length);
      return questions;
    },
    { tripsMax: 1, questionsMax: 4 },
  );
  const numbers = Array.from({ length: 10 }, (_, index) => index);
  assert.deepEqual(await Promise.all(numbers.map(ask)), numbers);
  assert.deepEqual(sizes, [4, 4, 2]);
});

test('a trip that fails fails for those aboard only', async () => {
  let trip = 0;
  const ask = shareRoundTrips(
    async (questions: readonly number[]) => {
      if (++trip === 1) throw new Error('lost');
      return questions;
    },
    { tripsMax: 1, questionsMax: 1 },
  );
  const [first, second] = await Promise.allSettled([ask(1), ask(2)]);
  assert.equal(first?.status, 'rejected');
  assert.deepEqual(second, { status: 'fulfilled', value: 2 });
});

test('a trip takes no more bytes than its limit, and one question however large', async () => {
  const trips: string[][] = [];
  const ask = shareRoundTrips(
    async (questions: readonly string[]) => {
      trips.push([...questions]);
      return questions;
    },
    { tripsMax: 1, questionsMax: 100, bytesOf: (text) => text.length, bytesMax: 5 },
  );
  await Promise.all(['aaa', 'bb', 'c', 'dddddddd', 'e'].map(ask));
  assert.deepEqual(trips, [['aaa', 'bb'], ['c'], ['dddddddd'], ['e']]);
});

test('a trip that takes long makes room for others, as many as that and no more', async () => {
  const gates = new Map<string, () => void>();
  const ask = shareRoundTrips(
    async (questions: readonly string[]) => {
      await new Promise<void>((open) => gates.set(questions.join(), open));
      return questions;
    },
    { tripsMax: 1, questionsMax: 1, slow: { afterMs: 5, tripsMax: 1 } },
  );
  const asked = ['a', 'b', 'c'].map(ask);
  await departed();
  assert.deepEqual([...gates.keys()], ['a']);
  while (gates.size < 2) await turn();
  assert.deepEqual([...gates.keys()], ['a', 'b']);
  // The second is slow as well, and the room for those is taken.
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([...gates.keys()], ['a', 'b']);
  // Until the first is over.
  gates.get('a')!();
  while (gates.size < 3) await turn();
  gates.get('b')!();
  gates.get('c')!();
  assert.deepEqual(await Promise.all(asked), ['a', 'b', 'c']);
});

test('what one question throws, its fellows of the trip do not hear', async () => {
  const ask = shareSettledTrips(
    (questions: readonly number[]) =>
      Promise.allSettled(questions.map(async (number) => (number < 0 ? Promise.reject(new Error('below')) : number))),
    { tripsMax: 1, questionsMax: 100 },
  );
  const [one, below, two] = await Promise.allSettled([ask(1), ask(-1), ask(2)]);
  assert.deepEqual(
    [one, two],
    [1, 2].map((value) => ({ status: 'fulfilled', value })),
  );
  assert.equal(below.status === 'rejected' && (below.reason as Error).message, 'below');
});
