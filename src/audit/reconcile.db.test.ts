/** Safety I10: in against out. The newest entries are compared exactly, in as many readings in a log of any length; the rest once a day. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { AnySql, Sql } from '#platform';
import { selectReconciliation } from './queries/select-reconciliation.ts';
import { aSealedLog, type LogForTests, succeeded } from './testing/a-sealed-log.ts';
import { settled } from './testing/settled.ts';

const file = forWholeFile();
const newest = 100;
let log: LogForTests;

/** Many entries of some persons, in the batches of which leaves are made. */
async function grow(entries: number): Promise<void> {
  await log.database.owner`insert into audit.entry (at_ms, request_id, kind, persons, body)
    select 1764150000000, 'grown', 'disclosure', array[1 + n % 7, 10 + n % 11]::bigint[], '{}' from generate_series(1, ${entries}::int) as n`;
  await settled(log.audit);
  await log.database.owner.unsafe('analyze audit.entry, audit.leaf, audit.sealing');
}

interface Looked {
  readonly counts: Awaited<ReturnType<typeof selectReconciliation>>;
  readonly rows: number;
}

async function look(): Promise<Looked> {
  return log.database.owner.begin(async (transaction) => {
    // What this connection has not told the statistics of earlier ones counts as well: the difference is this look's.
    const read = async (): Promise<number> => {
      const [row] = await transaction<{ rows: number }[]>`
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as rows
        from pg_stat_xact_user_tables where schemaname = 'audit'`;
      return row?.rows ?? 0;
    };
    const before = await read();
    const counts = await selectReconciliation(transaction as unknown as AnySql, newest);
    return { counts, rows: (await read()) - before };
  }) as Promise<Looked>;
}

const wrongIn = ({ counts }: Looked): number[] => [
  counts.missingEntries,
  counts.missingLeaves,
  counts.surplusLeaves,
  counts.brokenSequences,
];

/** What somebody does to the log is undone again. */
async function withDone(what: (owner: Sql) => Promise<unknown>, then: () => Promise<void>): Promise<void> {
  const { owner } = log.database;
  await owner.unsafe('create table before_entry as table audit.entry');
  await owner.unsafe('create table before_leaf as table audit.leaf');
  try {
    await what(owner);
    await then();
  } finally {
    await owner.unsafe(`insert into audit.entry overriding system value table before_entry on conflict do nothing`);
    await owner.unsafe(`insert into audit.leaf table before_leaf on conflict do nothing`);
    await owner.unsafe('drop table before_entry, before_leaf');
  }
}

before(async () => {
  log = await aSealedLog(file);
  await grow(1_000);
});

test('the newest entries are held against their leaves, and no more rows are read when the log is four times as long', async () => {
  const short = await look();
  assert.ok(short.counts.compared >= newest && short.counts.compared <= newest + 500);
  assert.deepEqual([wrongIn(short), short.counts.hasEveryPlace], [[0, 0, 0, 0], true]);
  await grow(3_000);
  const long = await look();
  assert.deepEqual([wrongIn(long), long.counts.hasEveryPlace], [[0, 0, 0, 0], true]);
  assert.ok(long.counts.compared >= newest && long.counts.compared <= newest + 500);
  // As often as it takes until a statement that is kept is planned for any values.
  for (let times = 0; times < 6; times++) await look();
  for (const { rows } of [long, await look()])
    assert.ok(rows > 1_000 && rows < 2_000, `${rows} rows read of ${3 * 4_000}`);
});

test('an entry, or a leaf, that somebody takes out of the newest is missed', async () => {
  await withDone(
    (owner) => owner`delete from audit.leaf where leaf_index = (select max(leaf_index) - 100 from audit.leaf)`,
    async () => {
      const looked = await look();
      assert.deepEqual([wrongIn(looked), looked.counts.hasEveryPlace], [[0, 1, 0, 1], false]);
    },
  );
  await withDone(
    (owner) => owner`delete from audit.entry where position = (select max(position) - 10 from audit.entry)`,
    async () => assert.deepEqual(wrongIn(await look()), [1, 0, 2, 0]),
  );
  assert.deepEqual(wrongIn(await look()), [0, 0, 0, 0]);
});

test('the first leaf of a person among the newest follows the one before it, however old that is', async () => {
  await withDone(
    (owner) => owner`delete from audit.leaf where leaf_index = (
      select max(leaf_index) from audit.leaf where person = 3
        and leaf_index <= (select last_leaf from audit.sealing order by batch desc offset 1 limit 1))`,
    async () => assert.deepEqual(wrongIn(await look()), [0, 0, 0, 1]),
  );
});

test('what is older is found when all of it is gone through, and what came of that is told', async () => {
  assert.equal(succeeded(await log.audit.lastInspection()), undefined);
  succeeded(await log.audit.seal());
  await withDone(
    (owner) => owner`delete from audit.leaf where leaf_index = 5`,
    async () => {
      assert.deepEqual(wrongIn(await look()), [0, 0, 0, 0]);
      assert.equal(succeeded(await log.audit.inspect()).isWhole, false);
      assert.equal(succeeded(await log.audit.lastInspection())?.isWhole, false);
    },
  );
});
