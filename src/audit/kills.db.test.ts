/** Decision 0013: a kill between append and derive, or in the middle of either, loses no entry and doubles no leaf. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemClock } from '#kernel/clock.ts';
import { createLog, databaseForTests } from '#platform';
import { createAudit } from './create-audit.ts';
import { settled } from './testing/settled.ts';

const folders = [join(import.meta.dirname, 'migrations')];
const kills = 5;

test('after kill -9 every receipt that was given has its entry and its leaf', async () => {
  const database = await databaseForTests({ after: (callback) => after(callback) }, { folders });
  const audit = createAudit({ database, clock: systemClock, log: createLog({ level: 'silent' }) });
  const program = join(import.meta.dirname, 'testing', 'append-until-killed.ts');
  const receipts: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, [program, database.applicationUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 6_000 + 1_500 * kill) child.kill('SIGKILL');
    });
    await once(child, 'close');
    receipts.push(...text.split('\n').slice(0, -1));
  }
  await settled(audit);
  const rows = await database.sql`
    SELECT position, request_id FROM audit.entry JOIN audit.leaf ON entry = position`;
  const logged = new Set(rows.map((row) => `${row['position']} ${row['request_id']}`));
  assert.ok(receipts.length > kills * 100, `${receipts.length} receipts`);
  assert.deepEqual(
    receipts.filter((receipt) => !logged.has(receipt)),
    [],
  );
  const figures = await audit.reconcile();
  assert.ok(figures.ok && figures.value.reconciled);
  assert.equal(figures.value.leaves, rows.length);
});
