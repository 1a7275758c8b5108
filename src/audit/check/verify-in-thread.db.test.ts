/** Decision 41: the look of the day goes through the whole log beside the thread that answers, and finds the same. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLog } from '#platform';
import { createAudit } from '../create-audit.ts';
import { aSealedLog, succeeded } from '../testing/a-sealed-log.ts';
import { aLogToTamperWith } from '../testing/detect-tampering.ts';
import { tamperings } from '../testing/tamperings.ts';
import { LookEnded, verifyInThread } from './verify-in-thread.ts';
import { verifyRegion } from './verify-region.ts';

const finishing = { after: (callback: () => Promise<void>) => after(callback) };

async function aLog() {
  const log = await aSealedLog(finishing);
  await aLogToTamperWith(log, 6);
  const verifier = verifyInThread(log.database);
  const outsideNotes = await log.keys.kept.all();
  const { verifierTexts: keyTexts, verifiers: keys } = log.keys.key;
  return { log, verifier, order: { keyTexts, outsideNotes }, here: { sql: log.database.sql, keys, outsideNotes } };
}

test('a thread of its own says of a log what this one says, whole or not', async () => {
  const { log, verifier, order, here } = await aLog();
  const whole = await verifier.verify(order);
  assert.equal(whole.isWhole, true, JSON.stringify(whole.findings));
  assert.ok(whole.leaves > 0 && whole.checkpoints > 0);
  assert.deepEqual(whole, await verifyRegion(here));
  await tamperings['change an entry']!({ log, person: 3, pick: () => 1 });
  const changed = await verifier.verify(order);
  assert.equal(changed.isWhole, false);
  assert.deepEqual(changed, await verifyRegion(here));
});

test('a region marks what its thread found, and a look that is under way ends with it, without a word', async () => {
  const { log, verifier, order } = await aLog();
  await tamperings['change an entry']!({ log, person: 3, pick: () => 1 });
  const lines: string[] = [];
  const loud = createLog({ level: 'error', write: (line) => lines.push(line) });
  const audit = createAudit({ ...log, log: loud, proofs: log.keys, verifier });
  assert.equal(succeeded(await audit.inspect()).newDays.length, 1);
  assert.equal(lines.length, 1, 'the log does not hold');
  const underWay = [assert.rejects(verifier.verify(order), LookEnded), audit.inspect()];
  await audit.stop();
  await Promise.all(underWay);
  assert.equal(lines.length, 1);
});

test('a look whose thread is cut as a lost connection is ends with what it was cut by', async () => {
  const { verifier, order } = await aLog();
  const lost = Object.assign(new Error('the database says nothing'), { code: 'ETIMEDOUT' });
  const cut = assert.rejects(verifier.verify(order), { code: 'ETIMEDOUT' });
  verifier.cut(lost);
  await cut;
  assert.equal((await verifier.verify(order)).isWhole, true);
});

test('a database that is not there is an error, and no log that does not hold', async () => {
  const { order } = await aLog();
  const nowhere = verifyInThread({ ownerUrl: 'postgres://nobody@127.0.0.1:1/none', applicationUrl: undefined });
  await assert.rejects(nowhere.verify(order), (error) => !(error instanceof LookEnded));
});
