import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flatMapInTurns, runInTurns } from './in-turns.ts';

function holdThread(ms: number): void {
  for (const untilMs = performance.now() + ms; performance.now() < untilMs; );
}

test('long work over a list lets others in between, and comes out in order', async () => {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const made = await flatMapInTurns([1, 2, 3, 4], (item) => {
    holdThread(5);
    return item === 3 ? [] : [item, turns];
  });
  isOver = true;
  assert.deepEqual(
    made.filter((_, at) => at % 2 === 0),
    [1, 2, 4],
  );
  const [first = 0, second = 0, last = 0] = made.filter((_, at) => at % 2 === 1);
  assert.ok(first < second && second < last, `others had ${first}, ${second} and ${last} turns`);
});

test('work in steps lets others in between, and gives its end', async () => {
  let turns = 0;
  setImmediate(() => {
    turns += 1;
  });
  const seen: number[] = [];
  function* steps(): Generator<void, string> {
    for (let step = 0; step < 3; step++) {
      holdThread(5);
      seen.push(turns);
      yield;
    }
    return 'done';
  }
  assert.equal(await runInTurns(steps()), 'done');
  assert.equal(seen[0], 0);
  assert.equal(seen.at(-1), 1);
});

test('one item may give more than a call can have arguments', async () => {
  const many = Array.from({ length: 300_000 }, (_, index) => index);
  assert.equal((await flatMapInTurns([1], () => many)).length, many.length);
});

test('a failure ends it', async () => {
  const broken = flatMapInTurns([1, 2], () => {
    throw new Error('a defect');
  });
  await assert.rejects(broken, /a defect/);
});
