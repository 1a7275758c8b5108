/** Safety section 0, finding 4: every queue has a figure that would have been noticed; and it names nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAudit } from '#audit';
import { createJobs } from '#jobs';
import { steadyClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, createMetrics } from '#platform';
import { regionOnItsOwn } from './intake/testing/region-for-tests.ts';
import { measureRegion } from './measure-region.ts';

const t = forWholeFile();
const log = createLog({ level: 'silent' });
const messageOf = (trigger: string): Buffer =>
  Buffer.from(
    [
      `MSH|^~\\&|TIE|ZX41|GT|GT|20260501100000||ADT^${trigger}|${trigger}|P|2.4`,
      `EVN|${trigger}|20260501100000`,
      'PID|1||9990000018^^^NHS^NH||Finch^Ada||19500304|F',
      'PV1|1|I|WARD^^^ZX41',
    ].join('\r'),
  );

test('what waits in quarantine, the lag of the log and the room on the disk are figures; a log that takes nothing is one, too', async () => {
  const { database, deps, intake } = await regionOnItsOwn(t);
  const metrics = createMetrics();
  const machine = { aheadMs: 0, shownMs: () => Date.now() + machine.aheadMs, passedMs: () => performance.now() };
  const parts = { database, clock: steadyClock(machine), log };
  const audit = createAudit(parts);
  const { record, directory } = deps;
  const jobs = createJobs(parts);
  measureRegion({
    ...parts,
    metrics,
    audit,
    intake,
    jobs,
    record: record as never,
    directory,
    watch: { commitFault: () => undefined },
    config: { dataDirectory: '.' },
    turns: { figures: () => ({ working: 3, waiting: 2 }) },
  });
  const read = async (name: string): Promise<number> => {
    const { text } = await metrics.render();
    assert.doesNotMatch(text, /Finch|9990000018/);
    return Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (.+)$`, 'm').exec(text)?.[1]);
  };
  assert.equal(await read('goldthread_requests{state="working"}'), 3);
  assert.equal(await read('goldthread_requests{state="waiting"}'), 2);
  assert.equal(await read('goldthread_intake_waiting_messages{state="unsupported"}'), 0);
  assert.equal((await intake.receiveHl7(messageOf('A60'))).code, 'AE', 'of a kind that is not supported');
  assert.equal((await intake.receiveHl7(messageOf('A01'))).code, 'AA');
  assert.equal(await read('goldthread_intake_waiting_messages{state="unsupported"}'), 1);
  assert.equal(
    (await intake.receiveHl7(Buffer.from(`${messageOf('A01')}\rZZZ|other`))).code,
    'AE',
    'the same control id',
  );
  assert.equal(await read('goldthread_intake_waiting_messages{state="quarantined"}'), 1);
  await database.owner`update intake.message set received_ms = received_ms - 90000 where state = 'quarantined'`;
  assert.ok((await read('goldthread_intake_oldest_quarantined_seconds')) >= 90);
  assert.ok((await read('goldthread_source_last_heard_timestamp_seconds{source="hospital-hl7"}')) > 1_700_000_000);
  assert.equal(await read('goldthread_database_up'), 1);
  assert.equal(await read('goldthread_clock_ahead_seconds'), 0);
  machine.aheadMs = -3_600_000;
  assert.ok((await read('goldthread_clock_ahead_seconds')) > 3_500, 'the machine’s clock was set back (F11)');
  machine.aheadMs = 0;
  assert.ok((await read('goldthread_data_directory_free_bytes')) > 0);
  const event = { kind: 'administration', outcome: 'done' } as const;
  const request = { requestId: 'one', route: 'test', atMs: parts.clock.now() - 90_000 };
  assert.ok((await audit.recordEvent(request, event)).ok);
  assert.equal(await read('goldthread_log_underived_entries'), 1);
  assert.ok((await read('goldthread_log_oldest_underived_seconds')) >= 90);
  assert.equal(await read('goldthread_log_taking_entries'), 1);
  await database.owner`REVOKE INSERT ON audit.entry FROM goldthread_app`;
  await database.owner`REVOKE INSERT (at_ms, request_id, kind, persons, body) ON audit.entry FROM goldthread_app`;
  assert.equal((await audit.recordEvent(request, event)).ok, false);
  assert.equal(await read('goldthread_log_taking_entries'), 0);
  // Nobody asks a region that is not ready: it has to find out by itself.
  await database.owner`GRANT INSERT (at_ms, request_id, kind, persons, body) ON audit.entry TO goldthread_app`;
  assert.equal(await read('goldthread_log_taking_entries'), 1);
});
