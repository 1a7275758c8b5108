// GOLDTHREAD_HL7_SENDERS: a file that breaks a rule registers nobody, and names the line and the rule.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type Directory, openDirectory } from '#directory';
import { systemClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import { registerSenders, type SendersOptions } from './register-senders.ts';

const trust = {
  sender: 'TIE|ZX41',
  source: 'zx41-hl7',
  name: 'Tarnholt Hospitals',
  organisation: { code: 'ZX41', name: 'Tarnholt Hospitals', kind: 'acute-trust' },
};
const clinic = { ...trust, sender: 'PAS|ZX42', source: 'zx42-hl7' };

const folder = mkdtempSync(join(tmpdir(), 'goldthread-senders-'));
const path = join(folder, 'senders.json');
const wholeFile = forWholeFile();
let directory: Directory;

before(async () => {
  const database = await databaseForTests(wholeFile);
  directory = await openDirectory({ database, clock: systemClock });
  wholeFile.after(async () => {
    rmSync(folder, { recursive: true, force: true });
  });
});

function register(lines: unknown, options: Partial<SendersOptions> = {}) {
  writeFileSync(path, JSON.stringify(lines));
  return registerSenders(directory, { path, isDemo: false, certificates: 'not-asked-for', ...options });
}

async function places(lines: unknown, options: Partial<SendersOptions> = {}) {
  const refused = await register(lines, options);
  assert.ok(!refused.ok && refused.fault.code === 'START-002');
  return refused.fault.flaws?.map(({ place }) => place);
}

test('attack 77: a sender of the file files under its organisation; a file with a mistake registers nobody', async () => {
  assert.deepEqual(await places([trust, { ...trust, sender: 'no bar' }]), ['[1].sender']);
  assert.deepEqual(await places([trust, { ...clinic, sender: trust.sender }]), ['[1].sender']);
  assert.equal(directory.sourceBySender('TIE|ZX41'), undefined);

  assert.deepEqual(await register([trust]), { ok: true, value: 1 });
  assert.equal(directory.sourceBySender('TIE|ZX41')?.organisation.code, 'ZX41');

  const nothing = await register([], { path: join(folder, 'nothing.json') });
  assert.ok(!nothing.ok && nothing.fault.code === 'START-002');
  assert.ok(directory.sourceBySender('TIE|ZX41'), 'who could send before still can');
});

test('attack 77: who was taken out of the file of a real region, or has no file any more, sends no more', async () => {
  await register([trust, clinic]);
  await register([{ ...clinic, sender: trust.sender }]);
  assert.equal(directory.sourceBySender(trust.sender)?.code, 'zx42-hl7', 'a name passes to another feed');
  assert.equal(directory.sourceBySender(clinic.sender), undefined);
  assert.ok(directory.sourceByCode('zx41-hl7'), 'what the feed sent stays its own');
  await register([], { path: undefined });
  assert.equal(directory.sourceBySender(trust.sender), undefined);

  await register([trust]);
  await register([clinic], { isDemo: true });
  assert.ok(directory.sourceBySender(trust.sender), 'a demo region takes anybody');
});

test('attack 77: where a real region asks for certificates each line names one; where it asks for none no line may', async () => {
  const certificates = 'asked-for';
  const named = { ...trust, certificateName: 'tie.zx41.example' };
  assert.deepEqual(await places([named, clinic], { certificates }), ['[1].certificateName']);
  assert.deepEqual(await places([{ ...trust, certificateName: ' ' }], { certificates }), ['[0].certificateName']);
  assert.deepEqual(await places([named]), ['[0].certificateName']);

  assert.ok((await register([named], { certificates })).ok);
  assert.equal(directory.sourceBySender(trust.sender)?.certificateName, 'tie.zx41.example');
  assert.ok((await register([trust], { certificates, isDemo: true })).ok);
  assert.equal(directory.sourceBySender(trust.sender)?.certificateName, undefined);
});
