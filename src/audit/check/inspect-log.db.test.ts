/** Decision 41 and story A9: the region goes through its own log, places what is wrong, and marks the days for good. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { aSealedLog, type LogForTests, succeeded } from '../testing/a-sealed-log.ts';
import { aLogToTamperWith } from '../testing/detect-tampering.ts';
import { tamperings } from '../testing/tamperings.ts';

const finishing = { after: (callback: () => Promise<void>) => after(callback) };
const dayMs = 86_400_000;
const person = 3;

async function marked(log: LogForTests): Promise<readonly string[]> {
  return succeeded(await log.audit.compromisedDays()).map(({ day }) => day);
}

test('a log that nobody touched marks nothing', async () => {
  const log = await aSealedLog(finishing);
  await aLogToTamperWith(log, 6);
  assert.deepEqual(succeeded(await log.audit.inspect()), { isWhole: true, newDays: [] });
  assert.deepEqual(await marked(log), []);
});

test('an entry of the second of three days is taken out: it is marked with what comes behind, no earlier day is, and once', async () => {
  const log = await aSealedLog(finishing);
  for (let day = 0; day < 3; day++) {
    for (let look = 0; look < 3; look++) await log.disclose(person, 9);
    await log.seal();
    log.clock.nowMs += dayMs;
  }
  const [row] = await log.database.owner`SELECT leaf_index, entry FROM audit.leaf WHERE person = ${person}
    ORDER BY person_sequence OFFSET 4 LIMIT 1`;
  await log.database.owner`DELETE FROM audit.leaf WHERE entry = ${String(row!['entry'])}`;
  await log.database.owner`DELETE FROM audit.entry WHERE position = ${String(row!['entry'])}`;
  const first = succeeded(await log.audit.inspect());
  // Behind the gap nothing can be held against its seal: the third day may be touched as well.
  assert.deepEqual(first, { isWhole: false, newDays: ['2026-11-27', '2026-11-28'] });
  assert.deepEqual(succeeded(await log.audit.inspect()), { isWhole: false, newDays: [] });
  assert.deepEqual(await marked(log), ['2026-11-27', '2026-11-28']);
});

for (const kind of ['change an entry and sign again', 'restore an older backup'])
  test(`to ${kind} marks a day`, async () => {
    const log = await aSealedLog(finishing);
    await aLogToTamperWith(log, 8);
    let picked = 0;
    await tamperings[kind]!({ log, person, pick: (below) => ++picked % below });
    assert.equal(succeeded(await log.audit.inspect()).isWhole, false);
    assert.equal((await marked(log)).length > 0, true);
  });

test('the application can add a mark and take none away', async () => {
  const log = await aSealedLog(finishing);
  await log.database.sql`INSERT INTO audit.compromised_day VALUES ('2026-11-01', 1, 'x')`;
  await assert.rejects(log.database.sql`DELETE FROM audit.compromised_day`, /permission denied/);
  await assert.rejects(log.database.sql`UPDATE audit.compromised_day SET says = ''`, /permission denied/);
});
