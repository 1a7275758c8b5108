/** What `doctor` asks of a region: by index alone, so that a region of many years answers as a new one does. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Fastify from 'fastify';
import { createAudit } from '#audit';
import { steadyClock, systemClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import { openSigningKeys } from '#sign-in';
import { createTerminology } from '#terminology';
import { regionForTests } from '../../intake/testing/region-for-tests.ts';
import { operatorRoutes, signOperatorToken } from './index.ts';

const file = forWholeFile();
const publicUrl = 'http://operator.invalid';
const message = (control: string, kind: string): Buffer =>
  Buffer.from(
    [
      `MSH|^~\\&|TIE|ZX41|GT|GT|20260501100000||ADT^${kind}|${control}|P|2.4`,
      `EVN|${kind}|20260501100000`,
      'PID|1||9990000018^^^NHS^NH||Finch^Ada||19500304|F',
      'PV1|1|I|WARD^^^ZX41',
    ].join('\r'),
  );

test('figures say what waits, and how the newest of the log stand; messages that were filed, which are millions, are not counted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goldthread-operator-'));
  file.after(() => rm(folder, { recursive: true, force: true }));
  const database = await databaseForTests(file);
  const { deps: parts, intake, directory, log } = await regionForTests(database);
  file.after(() => directory.close());
  for (const number of [1, 2, 3]) assert.equal((await intake.receiveHl7(message(`F${number}`, 'A01'))).code, 'AA');
  assert.equal((await intake.receiveHl7(message('U1', 'A60'))).code, 'AE');
  const audit = createAudit({ database, clock: systemClock, log });
  const keys = await openSigningKeys(folder, 'access-token');
  assert.ok(keys.ok);
  const terminology = createTerminology({ clock: systemClock, database });
  const record = parts.record as never;
  const app = Fastify();
  file.after(() => app.close());
  const deps = { publicUrl, accessTokenKeys: keys.value, audit, intake, record, terminology, clock: steadyClock() };
  await app.register(async (scope) => operatorRoutes(scope, deps));
  const token = await signOperatorToken(keys.value, publicUrl);
  const headers = { authorization: `Bearer ${token}` };
  const answered = await app.inject({ url: '/operator/figures', headers });
  assert.equal(answered.statusCode, 200, answered.body);
  const figures = answered.json();
  assert.deepEqual(
    { ...figures.intake, oldestQuarantinedMs: undefined },
    { pending: 0, quarantined: 0, unsupported: 1, oldestQuarantinedMs: undefined },
  );
  const { reconciled, isTaking, markedDays, compared } = figures.log;
  assert.deepEqual(
    { reconciled, isTaking, markedDays, compared },
    { reconciled: true, isTaking: true, markedDays: [], compared: 0 },
  );
});
