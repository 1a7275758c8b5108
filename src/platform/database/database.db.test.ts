/** The pool: numbers come back exact, and a restart of the server is survived (decision 0007). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isUnavailable } from './database.ts';
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
