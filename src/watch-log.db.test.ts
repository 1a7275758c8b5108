// Story A9: when the log no longer continues what was signed, the privacy officers are alerted within a minute. The log seals
// itself every half minute and the watch takes what came of it, so the first seal has to say what is wrong.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openDirectory } from '#directory';
import { numberSource } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { createPrivacy } from '#privacy';
import { aSealedLog } from './audit/testing/a-sealed-log.ts';
import { aLogToTamperWith } from './audit/testing/detect-tampering.ts';
import { tamperings } from './audit/testing/tamperings.ts';
import { createLogWatch } from './watch-log.ts';

const finishing = { after: (callback: () => Promise<void>) => after(callback) };
const dayMs = 86_400_000;

async function watchedLog() {
  const log = await aSealedLog(finishing, { hasAllModules: true });
  await aLogToTamperWith(log, 8);
  const { database, clock, audit } = log;
  const directory = await openDirectory({ database, clock });
  after(() => directory.close());
  await directory.registerOrganisation({ code: 'ZXA01' as OdsCode, name: 'Larkfield Surgery', kind: 'gp-practice' });
  const nextNumber = numberSource(clock);
  const privacy = createPrivacy({ database, directory, clock, nextNumber, relationshipTailDays: 90 });
  const alerts = async (): Promise<number> =>
    Number((await database.owner`SELECT count(*) AS count FROM privacy.alert WHERE kind = 'log-broken'`)[0]?.['count']);
  const startAgain = () => createLogWatch({ audit, clock, directory, privacy });
  return { log, alerts, startAgain, watch: startAgain() };
}

test('a log that was made again behind the region is alerted of after the first seal, and the watch seals nothing itself', async () => {
  const { log, alerts, watch } = await watchedLog();
  assert.equal(await watch(), true);
  await tamperings['change an entry and sign again']!({ log, person: 3, pick: () => 1 });
  await log.disclose(1);
  assert.equal(await watch(), true, 'nothing was sealed since');
  assert.equal(await alerts(), 0);
  const sealed = await log.audit.seal();
  assert.equal(!sealed.ok && sealed.fault.code, 'AUDIT-005');
  assert.equal(await watch(), false);
  assert.equal(await alerts(), 1);
});

test('what no seal can see, an entry that was changed, is alerted of by the look of the day', async () => {
  const { log, alerts, watch } = await watchedLog();
  await tamperings['change an entry']!({ log, person: 3, pick: () => 1 });
  assert.equal((await log.audit.seal()).ok, true);
  assert.equal(await watch(), true);
  log.clock.nowMs += dayMs;
  assert.equal(await watch(), false);
  assert.equal(await alerts(), 1);
});

test('a region that ended between the mark of a day and its alert tells of it after its start, once', async () => {
  const { log, alerts, watch, startAgain } = await watchedLog();
  await watch();
  await tamperings['change an entry']!({ log, person: 3, pick: () => 1 });
  const inspected = await log.audit.inspect();
  assert.ok(inspected.ok && inspected.value.newDays.length === 1);
  assert.equal(await alerts(), 0);
  await startAgain()();
  await startAgain()();
  assert.equal(await alerts(), 1);
  // What another process of the region marked, or a look that failed afterwards: told by the next look that is through.
  await log.database.owner`delete from privacy.alert_subject`;
  await log.database.owner`delete from privacy.alert`;
  log.clock.nowMs += dayMs;
  await watch();
  assert.equal(await alerts(), 1);
});

test('a region that starts anew every night is gone through all the same, and knows what came of the last time', async () => {
  const { log, startAgain } = await watchedLog();
  const lastMs = async (): Promise<number | undefined> => {
    const last = await log.audit.lastInspection();
    assert.ok(last.ok);
    return last.value?.atMs;
  };
  const tenMinutesMs = 600_000;
  assert.equal(await lastMs(), undefined);
  let watch = startAgain();
  await watch();
  log.clock.nowMs += tenMinutesMs;
  await watch();
  const firstMs = log.clock.nowMs;
  assert.equal(await lastMs(), firstMs, 'the first time is ten minutes after a start');
  log.clock.nowMs += dayMs / 2;
  watch = startAgain();
  await watch();
  log.clock.nowMs += tenMinutesMs;
  await watch();
  assert.equal(await lastMs(), firstMs, 'half a day later nothing is due');
  await tamperings['change an entry']!({ log, person: 3, pick: () => 1 });
  log.clock.nowMs += dayMs / 2;
  watch = startAgain();
  await watch();
  log.clock.nowMs += tenMinutesMs;
  assert.equal(await watch(), false);
  const last = await log.audit.lastInspection();
  assert.deepEqual(last, { ok: true, value: { atMs: log.clock.nowMs, isWhole: false } });
});
