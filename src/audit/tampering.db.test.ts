/** Decision 23 and AU-1: what an administrator of the database does to the log is noticed. `npm run prove -- tamper` repeats it. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { aSealedLog } from './testing/a-sealed-log.ts';
import { aLogToTamperWith, detect, operatorFinds, unseenByPerson } from './testing/detect-tampering.ts';
import { tamperings } from './testing/tamperings.ts';

const finishing = { after: (callback: () => Promise<void>) => after(callback) };

test('a log that nobody touched verifies, also when it is looked at from outside', async () => {
  const log = await aSealedLog(finishing);
  await aLogToTamperWith(log, 8);
  assert.deepEqual(await operatorFinds(log), []);
});

for (const kind of Object.keys(tamperings)) {
  test(`to ${kind} is noticed`, async () => {
    const log = await aSealedLog(finishing);
    const earlier = await aLogToTamperWith(log, 8);
    let picked = 0;
    const found = await detect(log, earlier, { kind, pick: (below) => ++picked % below });
    assert.equal(found.byOperator, true, 'by the operator');
    if (found.byPerson !== undefined && !unseenByPerson.has(kind))
      assert.equal(found.byPerson, true, `by the person: ${found.says.join(' ')}`);
  });
}

/** Rows that no seal reads again: what was said in an entry, and when. The look of the day goes through them. */
const unseenBySeals = new Set(['change an entry', 'insert an entry', 'back-date an entry']);

for (const kind of Object.keys(tamperings).filter((one) => !unseenBySeals.has(one)))
  test(`to ${kind} makes the first seal say so`, async () => {
    const log = await aSealedLog(finishing);
    await aLogToTamperWith(log, 8);
    let picked = 0;
    await tamperings[kind]!({ log, person: 3, pick: (below) => ++picked % below });
    await log.disclose(1);
    const sealed = await log.audit.seal();
    assert.equal(!sealed.ok && sealed.fault.code, 'AUDIT-005');
    assert.equal(log.audit.lastSeal(), sealed, 'and whoever watches is told');
  });
