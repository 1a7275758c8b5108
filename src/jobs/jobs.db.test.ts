/** Decision 20: jobs are durable, belong to one owner, go on after a crash from their checkpoint, and fail honestly. */
import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import { systemClock } from '#kernel/clock.ts';
import { fault } from '#kernel/fault.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import { createJobs, type Job, JobEnded, type JobHandler, type Jobs } from './index.ts';

const log = createLog({ level: 'silent' });
const owner = 'system somebody';

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** What never comes is a failed test, and not one that hangs. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (const untilMs = performance.now() + 10_000; performance.now() < untilMs; await pause()) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  assert.fail('it did not come about within ten seconds');
}

describe('a job', () => {
  let database: TestDatabase;
  const file = forWholeFile();
  const started: Jobs[] = [];
  before(async () => {
    database = await databaseForTests(file);
  });

  // Also of a test that failed: what still runs would keep this file from ending.
  afterEach(async () => {
    await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  });

  async function region(handler: JobHandler, clock = systemClock) {
    const jobs = createJobs({ database, clock, log });
    jobs.register('test', handler);
    jobs.start();
    started.push(jobs);
    const begin = async (request = {}): Promise<string> => {
      const begun = await jobs.begin({ kind: 'test', owner, request });
      if (!begun.ok) throw new Error(begun.fault.code);
      return begun.value;
    };
    const ended = (id: string): Promise<Job> =>
      until(async () => {
        const job = await jobs.find(id, owner);
        return job !== undefined && (job.state === 'done' || job.state === 'failed') ? job : undefined;
      });
    return { jobs, begin, ended };
  }

  it('ends with its result and its parts, and is for its owner alone (attack 80)', async () => {
    const { jobs, begin, ended } = await region(async (run) => {
      await run.report('half', { at: 1 });
      await run.putPart({ number: 1, contentType: 'text/plain', body: Buffer.from('first') });
      await run.putPart({ number: 1, contentType: 'text/plain', body: Buffer.from('again') });
      return ok({ asked: run.job.request['word'] });
    });
    const id = await begin({ word: 'hello' });
    const job = await ended(id);
    assert.deepEqual([job.state, job.result, job.progress], ['done', { asked: 'hello' }, 'half']);
    assert.equal(Buffer.from((await jobs.readPart(job, 1))!.body).toString(), 'again');
    assert.ok(job.expiresAtMs! - job.finishedAtMs! <= 3_600_000);
    assert.equal(await jobs.find(id, 'system another'), undefined);
    assert.equal(await jobs.remove(id, 'system another'), false);
    assert.equal(await jobs.remove(id, owner), true);
    assert.equal(await jobs.find(id, owner), undefined);
    assert.equal((await database.sql`select 1 from jobs.part where job = ${id}`).length, 0);
  });

  it('that fails tells its fault; one that throws tells that it is ours', async () => {
    const { begin, ended } = await region(async (run) => {
      if (run.job.request['throws'] === true) throw new Error('secret');
      return failed(fault('invalid', 'TEST-001', 'no'));
    });
    assert.equal((await ended(await begin())).fault?.code, 'TEST-001');
    const thrown = await ended(await begin({ throws: true }));
    assert.equal(thrown.fault?.code, 'JOBS-003');
    assert.doesNotMatch(JSON.stringify(thrown), /secret/);
  });

  it('that is put down by a stop goes on from its checkpoint at the next start, and the attempt does not count', async () => {
    const first = await region(async (run) => {
      for (let at = 1; at < 600; at++) {
        await run.report(`at ${at}`, { at });
        await pause();
      }
      return ok({ from: 'it was not put down' });
    });
    const id = await first.begin();
    await until(async () => ((await first.jobs.find(id, owner))?.progress === undefined ? undefined : true));
    await first.jobs.stop();
    assert.equal((await first.jobs.find(id, owner))?.state, 'waiting');
    const second = await region(async (run) => ok({ from: run.checkpoint?.['at'] }));
    const job = await second.ended(id);
    assert.ok((job.result?.['from'] as number) >= 1);
    assert.equal((await database.sql`select attempts from jobs.job where id = ${id}`)[0]!['attempts'], 1);
  });

  it('that is being taken while a stop comes waits for the next start', async () => {
    const notStarted = createJobs({ database, clock: systemClock, log });
    const begun = await notStarted.begin({ kind: 'test', owner, request: {} });
    const id = begun.ok ? begun.value : begun.fault.code;
    let hasStopped = false;
    let stopping: Promise<void> | undefined;
    await database.owner.begin(async (sql) => {
      await sql`lock table jobs.job in access exclusive mode`;
      const { jobs } = await region(async () => ok({}));
      stopping = jobs.stop().then(() => {
        hasStopped = true;
      });
      await pause();
      await pause();
      assert.equal(hasStopped, false, 'the statement that takes it is on its way');
    });
    await stopping;
    const [row] = await database.sql`select state, attempts from jobs.job where id = ${id}`;
    assert.deepEqual(row, { state: 'waiting', attempts: 0 });
    assert.equal(await notStarted.remove(id, owner), true);
  });

  it('whose process died is taken again when its lease has run out, and given up after three attempts', async () => {
    const { begin, ended } = await region(async (run) => ok({ from: run.checkpoint?.['at'] }));
    const dead = { state: 'running', lease_by: 'the dead', lease_ms: Date.now() - 1 };
    const id = 'taken-over';
    const row = { id, kind: 'test', owner, request: {} as never, created_ms: 1, keep_ms: 1000 };
    await database.sql`insert into jobs.job ${database.sql({ ...row, ...dead, attempts: 1, checkpoint: { at: 7 } as never })}`;
    const hopeless = { ...row, id: 'hopeless', ...dead, attempts: 3 };
    await database.sql`insert into jobs.job ${database.sql(hopeless)}`;
    const behind = await begin();
    assert.deepEqual((await ended(id)).result, { from: 7 });
    assert.equal((await ended('hopeless')).fault?.code, 'JOBS-002');
    await ended(behind);
  });

  it('that is deleted stops at its next report', async () => {
    const ended: string[] = [];
    const { jobs, begin } = await region(async (run) => {
      try {
        // A few seconds: who is not told of the deletion comes to the end.
        for (let at = 0; at < 600; at++) {
          await run.report('going');
          await pause();
        }
        ended.push('at its end');
      } catch (error) {
        ended.push(error instanceof JobEnded ? 'at a report' : String(error));
        throw error;
      }
      return ok({});
    });
    const id = await begin();
    await until(async () => ((await jobs.find(id, owner))?.state === 'running' ? true : undefined));
    assert.equal(await jobs.remove(id, owner), true);
    assert.equal(await until(async () => ended[0]), 'at a report');
  });

  it('is found by nobody once its hour is over, before anybody has deleted it', async () => {
    let nowMs = Date.now();
    const { jobs, begin, ended } = await region(async () => ok({}), { now: () => nowMs });
    const job = await ended(await begin());
    nowMs = job.expiresAtMs! - 1;
    assert.ok(await jobs.find(job.id, owner));
    nowMs = job.expiresAtMs!;
    assert.equal(await jobs.find(job.id, owner), undefined);
    assert.equal((await database.sql`select from jobs.job where id = ${job.id}`).length, 1, 'it is still there');
  });

  it('of somebody else is not kept waiting by all that one owner has under way', async () => {
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let atOnce = 0;
    const { jobs, begin, ended } = await region(async (run) => {
      if (run.job.owner === owner) {
        atOnce++;
        await held;
      }
      return ok({});
    });
    const long = [await begin(), await begin(), await begin()];
    try {
      const short = await jobs.begin({ kind: 'test', owner: 'system another', request: {} });
      assert.ok(short.ok);
      await until(async () => ((await jobs.find(short.value, 'system another'))?.state === 'done' ? true : undefined));
      assert.equal(atOnce, 1);
    } finally {
      goOn();
    }
    for (const id of long) assert.equal((await ended(id)).state, 'done');
  });

  it('of one person begins while imports of two organisations are under way: the last place is for none that takes hours', async () => {
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
    let imports = 0;
    const jobs = createJobs({ database, clock: systemClock, log });
    started.push(jobs);
    jobs.register('short', async () => ok({}));
    const long: JobHandler = async () => {
      imports++;
      await held;
      return ok({});
    };
    jobs.register('long', long, { takesHours: true });
    const owners = ['system hospital', 'system clinic', 'system practice'];
    const ids: string[] = [];
    for (const [index, of] of owners.entries()) {
      const begun = await jobs.begin({ kind: index < 2 ? 'long' : 'short', owner: of, request: {} });
      assert.ok(begun.ok);
      ids.push(begun.value);
    }
    const done = (index: number) =>
      until(async () => ((await jobs.find(ids[index]!, owners[index]!))?.state === 'done' ? true : undefined));
    jobs.start();
    try {
      await done(2);
      assert.equal(imports, 1);
    } finally {
      goOn();
    }
    await done(0);
    await done(1);
  });

  it('is refused when its owner has five under way', async () => {
    const jobs = createJobs({ database, clock: systemClock, log });
    jobs.register('never', async () => ok({}));
    const all = await Promise.all(
      Array.from({ length: 8 }, () => jobs.begin({ kind: 'never', owner: 'system busy', request: {} })),
    );
    assert.equal(all.filter((one) => one.ok).length, 5);
    assert.ok(all.filter((one) => !one.ok).every((one) => !one.ok && one.fault.code === 'JOBS-001'));
  });
});
