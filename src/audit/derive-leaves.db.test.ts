import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, type Database, databaseForTests } from '#platform';
import { createAudit } from './create-audit.ts';
import { deriveLeaves } from './derive-leaves.ts';
import { aRequest, aSealedValue } from './testing/a-sealed-value.ts';

const clock = { now: () => Date.UTC(2026, 10, 27) };
const log = createLog({ level: 'error' });

async function aLog(t: Parameters<typeof databaseForTests>[0]) {
  const database = await databaseForTests(t);
  const audit = createAudit({ database, clock, log });
  const append = async (): Promise<void> => {
    const request = aRequest();
    const logged = await audit.recordDisclosure(request, [aSealedValue(request, 'x', { persons: [7] })]);
    assert.ok(logged.ok);
  };
  const batches = async (): Promise<number> =>
    Number((await database.owner`select count(*) as count from audit.sealing`)[0]!['count']);
  return { database, append, batches };
}

/** Runs until one of them derived something: other databases of the same server may hold entries up for a moment. */
async function firstRun(database: Pick<Database, 'transaction'>): Promise<number> {
  for (const until = Date.now() + 20_000; Date.now() < until; ) {
    const run = await deriveLeaves({ database, clock, log });
    assert.ok(run.ok);
    if (run.value.derived > 0) return run.value.derived;
  }
  throw new Error('nothing could be derived for twenty seconds');
}

test('a run takes what there was when it was asked: what comes meanwhile waits for the next, in one batch', async (t) => {
  const { database, append, batches } = await aLog(t);
  await append();
  let comesMeanwhile = 5;
  const busy: Pick<Database, 'transaction'> = {
    async transaction(work) {
      const done = await database.transaction(work);
      if ((await batches()) > 0 && comesMeanwhile-- > 0) await append();
      return done;
    },
  };
  assert.equal(await firstRun(busy), 1);
  assert.equal(await batches(), 1);
  assert.equal(await firstRun(database), 1);
  assert.equal(await batches(), 2);
});

test('a run goes on while a whole batch is behind: a backlog is not left for the seconds to come', async (t) => {
  const { database, append, batches } = await aLog(t);
  const several = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) await append();
  };
  await Promise.all(Array.from({ length: 8 }, () => several(150)));
  const runs: number[] = [];
  while (runs.reduce((sum, one) => sum + one, 0) < 1_200) runs.push(await firstRun(database));
  assert.equal(
    runs.reduce((sum, one) => sum + one, 0),
    1_200,
  );
  assert.ok(Math.max(...runs) > 500, `runs of ${runs.join(', ')}`);
  assert.ok((await batches()) >= 3, 'no batch is larger than five hundred entries');
});
