// GOLDTHREAD_HL7_SENDERS: a file that breaks a rule registers nobody, and names the line and the rule.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDirectory } from '#directory';
import { systemClock } from '#kernel/clock.ts';
import { databaseForTests } from '#platform';
import { registerSenders } from './register-senders.ts';

const trust = {
  sender: 'TIE|ZX41',
  source: 'zx41-hl7',
  name: 'Tarnholt Hospitals',
  organisation: { code: 'ZX41', name: 'Tarnholt Hospitals', kind: 'acute-trust' },
};

test('attack 77: a sender of the file files under its organisation; a file with a mistake registers nobody', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-senders-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'senders.json');
  const database = await databaseForTests(t);
  const directory = await openDirectory({ database, clock: systemClock });

  writeFileSync(path, JSON.stringify([trust, { ...trust, sender: 'no bar' }]));
  const refused = await registerSenders(directory, path);
  assert.ok(!refused.ok && refused.fault.flaws?.[0]?.place === '[1].sender');
  assert.equal(directory.sourceBySender('TIE|ZX41'), undefined);

  writeFileSync(path, JSON.stringify([trust]));
  assert.deepEqual(await registerSenders(directory, path), { ok: true, value: 1 });
  assert.equal(directory.sourceBySender('TIE|ZX41')?.organisation.code, 'ZX41');

  const missing = await registerSenders(directory, join(folder, 'nothing.json'));
  assert.ok(!missing.ok && missing.fault.code === 'START-002');
});
