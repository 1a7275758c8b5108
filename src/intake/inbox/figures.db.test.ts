/** Safety section 0, finding 4: what waits is a figure, and asking for it costs a region of many years nothing. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { readBacklog } from './figures.ts';

const file = forWholeFile();

describe('of what is kept aside', () => {
  let database: TestDatabase;
  before(async () => {
    database = await databaseForTests(file);
    await database.owner.unsafe(`
      insert into intake.message (number, source, sender, control_id, key_hash, content_hash, raw, received_ms, state)
      select number, 1, 'ZX41', number::text, int4send(number), int4send(number), decode(repeat('41', 1000), 'hex'), number,
        case when number <= 12000 then 'unsupported' when number <= 12002 then 'quarantined' else 'filed' end
      from generate_series(1, 40000) as number`);
    await database.owner`vacuum analyze intake.message`;
  });

  it('the oldest is of the quarantine: a kind that is not supported waits for nobody, and would drown it for ever', async () => {
    const { quarantined, oldestQuarantinedMs } = await readBacklog(database);
    assert.deepEqual({ quarantined, oldestQuarantinedMs }, { quarantined: 2, oldestQuarantinedMs: 12_001 });
  });

  it('ten thousand are counted and no more, and the messages are neither scanned nor visited for the few in quarantine', async () => {
    await database.transaction(async (sql) => {
      assert.equal((await readBacklog({ sql } as never)).unsupported, 10_000);
      const [visited] =
        await sql`select seq_scan::int as scans, idx_tup_fetch::int as rows from pg_stat_xact_user_tables
        where relid = 'intake.message'::regclass`;
      assert.equal(visited!['scans'], 0);
      // A look at an index whose page is not known to be visible to all counts twice.
      assert.ok(visited!['rows'] <= 2 * 10_002, `${visited!['rows']} rows`);
    });
  });
});
