/** The pool: numbers come back exact, and a restart of the server is survived (decision 0007). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLog } from '../log.ts';
import { isUnavailable, openDatabase } from './database.ts';
import { isOutOfService } from './retry-transaction.ts';
import { databaseForTests, startTestServer, type TestServer } from './testing/database-for-tests.ts';

let server: TestServer | undefined;

before(async () => {
  if (process.env['GOLDTHREAD_TEST_DATABASE_URL'] !== undefined) return;
  server = await startTestServer();
  process.env['GOLDTHREAD_TEST_DATABASE_URL'] = server.url;
});
after(async () => {
  await server?.stop();
});

test('the pool reads exact numbers, undoes failed transactions, hears notices, and comes back after losing its connections', async (t) => {
  const database = await databaseForTests(t, { folders: [], poolSize: 2 });
  const exact = 2 ** 53 - 1;
  const [row] =
    await database.sql`SELECT ${exact}::bigint AS exact, 9007199254740993::bigint AS large, ${[1, 2]}::bigint[] AS list`;
  assert.deepEqual(row, { exact, large: 9007199254740993n, list: [1, 2] });

  const table = database.owner`CREATE TABLE public.note (number bigint)`;
  await table;
  await database.owner`GRANT ALL ON public.note TO goldthread_app`;
  const failing = database.transaction(async (sql) => {
    await sql`INSERT INTO public.note VALUES (1)`;
    throw new Error('undo');
  });
  await assert.rejects(failing, /undo/);
  assert.equal(await database.transaction(async (sql) => (await sql`SELECT FROM public.note`).length), 0);

  const heard: string[] = [];
  let listening = 0;
  const bothHeard = Promise.withResolvers<void>();
  const listeningAgain = Promise.withResolvers<void>();
  const stopListening = await database.listen(
    'news',
    (payload) => {
      heard.push(payload);
      if (heard.length === 2) bothHeard.resolve();
    },
    () => {
      listening += 1;
      if (listening === 2) listeningAgain.resolve();
    },
  );
  await database.sql`SELECT pg_notify('news', 'before')`;

  const running = database.sql`SELECT pg_sleep(20)`.then(
    () => undefined,
    (error: unknown) => error,
  );
  await database.owner`SELECT pg_sleep(0.1)`;
  // The cluster is shared with the test files that run beside this one: theirs are not ours to end.
  await database.owner`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = 'goldthread_app' AND datname = current_database()`;
  assert.equal(isUnavailable(await running), true);
  await listeningAgain.promise;
  assert.equal((await database.ping()).ok, true);
  await database.sql`SELECT pg_notify('news', 'after')`;
  await bothHeard.promise;
  assert.deepEqual(heard, ['before', 'after']);
  await stopListening();
});

test('an error of a statement is not taken for a lost database', async (t) => {
  const database = await databaseForTests(t, { folders: [], poolSize: 1 });
  const error: unknown = await database.sql`SELECT 1 / 0`.catch((thrown: unknown) => thrown);
  assert.equal(isUnavailable(error), false);
  assert.equal(isUnavailable(new Error('x')), false);
});

test('decision 93: a pool of readers gives up a lock that somebody holds, and says that it passes; any other waits its turn', async (t) => {
  const { owner, ownerUrl, applicationUrl, sql } = await databaseForTests(t, { folders: [], poolSize: 1 });
  await owner`CREATE TABLE public.locked (number bigint)`;
  await owner`GRANT ALL ON public.locked TO goldthread_app`;
  const readers = openDatabase({
    ownerUrl,
    applicationUrl,
    poolSize: 1,
    lockTimeoutMs: 1,
    log: createLog({ level: 'silent' }),
  });
  t.after(() => readers.close());
  let waiting: Promise<unknown> | undefined;
  await owner.begin(async (transaction) => {
    await transaction`LOCK TABLE public.locked IN ACCESS EXCLUSIVE MODE`;
    waiting = sql`SELECT FROM public.locked`.then((rows) => rows.length);
    const refused = await readers.sql`SELECT FROM public.locked`.catch((error: unknown) => error);
    assert.equal((refused as { code?: string }).code, '55P03');
    assert.ok(isOutOfService(refused));
  });
  assert.equal(await waiting, 0);
  assert.equal((await readers.sql`SELECT FROM public.locked`).length, 0);
});
