/** Decision 91: the region goes on when connections to its database are cut, whatever was being said on them. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { createLog } from '../log.ts';
import { type DatabaseTransaction, isUnavailable, openDatabase } from './database.ts';
import { databaseForTests } from './testing/database-for-tests.ts';

type Cut = 'end' | 'reset';

/** Between driver and server, so that a connection can be cut as a server's end does (FIN), or as a network does (RST). */
async function proxyTo(server: URL) {
  const pairs: [net.Socket, net.Socket][] = [];
  const [port, host] = [Number(server.port), server.hostname];
  const proxy = net.createServer((near) => {
    const far = net.connect(port, host);
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
    pairs.push([near, far]);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const through = new URL(server);
  through.port = String((proxy.address() as net.AddressInfo).port);
  const cut = (how: Cut): void => {
    for (const [near, far] of pairs.splice(0)) {
      if (how === 'end') near.end();
      else near.resetAndDestroy();
      far.destroy();
    }
  };
  return { url: through.href, cut, close: () => proxy.close() };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const moments: Readonly<Record<string, (sql: DatabaseTransaction, cut: () => void) => Promise<unknown>>> = {
  'while a statement runs': async (sql, cut) => {
    setTimeout(cut, 5);
    await sql`select pg_sleep(0.1)`;
  },
  'while one of two statements said at once waits for the other': async (sql, cut) => {
    setTimeout(cut, 5);
    const said = [
      sql`select pg_sleep(${0.1})`,
      sql`insert into said values (${5})`,
      sql`insert into said values (${6})`,
    ];
    const ended = await Promise.allSettled(said);
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    await said[0];
  },
  'between two statements': async (sql, cut) => {
    cut();
    await pause(10);
    await sql`insert into said values (1)`;
  },
  'as a statement is said': async (sql, cut) => {
    cut();
    await sql`insert into said values (2)`;
  },
  'and its work goes on for a while': async (sql, cut) => {
    cut();
    await pause(60);
    await sql.unsafe('insert into said values (3)').catch(() => undefined);
    await pause(10);
    await sql`insert into said values (4)`.catch(() => undefined);
  },
};

async function cutDatabase(t: TestContext, poolSize: number) {
  // Closed behind what is connected to it.
  const closers: (() => Promise<void>)[] = [];
  const { ownerUrl } = await databaseForTests({ after: (close) => void closers.push(close) }, { folders: [] });
  const proxy = await proxyTo(new URL(ownerUrl));
  const database = openDatabase({
    ownerUrl: proxy.url,
    applicationUrl: proxy.url,
    poolSize,
    log: createLog({ level: 'silent' }),
  });
  t.after(async () => {
    await database.close();
    proxy.close();
    for (const close of closers) await close();
  });
  await database.sql`create table said (number int)`;
  return { database, ownerUrl, cut: proxy.cut };
}

const lostCodes = /^(CONNECTION_CLOSED|ECONNRESET|EPIPE|ERR_STREAM_DESTROYED)$/;

for (const how of ['end', 'reset'] as const)
  test(`a transaction whose connection is cut by ${how} ends as lost, ends nobody else, and the pool goes on`, async (t) => {
    const { database, cut } = await cutDatabase(t, 1);
    for (const [moment, work] of Object.entries(moments))
      for (let round = 0; round < 3; round++)
        await t.test(`${moment}, ${round}`, { timeout: 20_000 }, async () => {
          let working: Promise<unknown> | undefined;
          const ended = database.transaction(async (sql) => {
            await sql`select 1`;
            working = work(sql, () => cut(how));
            await working;
          });
          await assert.rejects(ended, (error: { code?: string }) => lostCodes.test(error.code ?? ''));
          // What it holds, it would hold for ever.
          await working?.catch(() => undefined);
          // What somebody else says next is theirs alone, and committed.
          const [row] = await database.sql`select count(*)::int as count from said`;
          assert.deepEqual(row, { count: 0 });
          await pause(80);
          assert.deepEqual((await database.sql`select count(*)::int as count from said`)[0], { count: 0 });
        });
  });

test('what the server said as it ended a connection is no answer to the next statement', async (t) => {
  const { database, ownerUrl } = await cutDatabase(t, 1);
  const other = openDatabase({
    ownerUrl,
    applicationUrl: ownerUrl,
    poolSize: 1,
    log: createLog({ level: 'silent' }),
  });
  t.after(() => other.close());
  const running = assert.rejects(database.sql`select pg_sleep(20), 'to be ended'`, (error: unknown) =>
    isUnavailable(error),
  );
  const end = () =>
    other.sql<{ ended: boolean }[]>`
      select pg_terminate_backend(pid) as ended from pg_stat_activity where query like '%to be ended%' and pid <> pg_backend_pid()`;
  while ((await end()).length === 0) await pause(10);
  await running;
  assert.deepEqual([...(await database.sql`select 1 as one`)], [{ one: 1 }]);
});

test('whatever is said while connections are cut again and again is answered or refused, and nothing is half done', {
  timeout: 120_000,
}, async (t) => {
  const { database, cut } = await cutDatabase(t, 4);
  const outcomes = { done: 0, lost: 0 };
  let isOver = false;
  const settle = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
      outcomes.done += 1;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      outcomes.lost += 1;
    }
  };
  const callers = Array.from({ length: 16 }, async (_, caller) => {
    for (let turn = 0; !isOver; turn++)
      await settle(
        turn % 2 === 0
          ? database.sql`select ${caller}::int`
          : database.transaction(async (sql) => {
              await sql`insert into said values (${turn})`;
              await pause(turn % 3);
              await sql`insert into said values (${-turn})`;
            }),
      );
  });
  for (let round = 0; round < 60; round++) {
    await pause(10 + (round % 7));
    cut(round % 2 === 0 ? 'end' : 'reset');
  }
  isOver = true;
  await Promise.all(callers);
  assert.ok(outcomes.done > 0 && outcomes.lost > 0);
  const [row] = await database.sql`select coalesce(sum(number), 0)::int as sum from said`;
  assert.deepEqual(row, { sum: 0 }, 'a transaction came through by half');
});
