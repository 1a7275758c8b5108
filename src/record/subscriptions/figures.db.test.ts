/** Safety section 0, finding 4: what subscribers were not told is a figure, and asking for it costs little, however many there were. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseForTests } from '#platform';
import { readFigures } from './subscription-rows.ts';

test('events that were given up are counted to ten thousand, and the events are not scanned for them', async (t) => {
  const database = await databaseForTests(t);
  await database.owner.unsafe(`
    insert into record.subscription (id, owner, caller, scopes, topic, filters, types, channel,
      payload, timeout_seconds, max_count, reason, status, created_ms)
    values ('one', 'o', '{}', '{}', 't', '{}', '{1}', 'websocket', 'empty', 1, 1, 'r', 'active', 0);
    insert into record.subscription_event (subscription, position, compartment, number, type, version, source, at_ms, state)
    select 'one', number, 1, number, 1, 1, 1, 0, case when number <= 12000 then 'dead' else 'sent' end
    from generate_series(1, 60000) as number`);
  await database.owner`vacuum analyze record.subscription_event`;
  await database.transaction(async (sql) => {
    const { deadEvents, waitingEvents, active } = await readFigures({ sql } as never);
    assert.deepEqual({ deadEvents, waitingEvents, active }, { deadEvents: 10_000, waitingEvents: 0, active: 1 });
    const [visited] = await sql`select seq_scan::int as scans from pg_stat_xact_user_tables
      where relid = 'record.subscription_event'::regclass`;
    assert.equal(visited!['scans'], 0);
  });
});
