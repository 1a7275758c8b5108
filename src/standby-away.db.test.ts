/** Decision 104: a standby that is away keeps nobody waiting, is named to the operator, and nobody is told that what may be filed is not. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog, openDatabase, startTestServer, type TestServer } from '#platform';
import { configForTests } from './config/testing/config-for-tests.ts';
import type { Config } from './config.ts';
import { demoSystemClient } from './demo-intakes.ts';
import { message, patientLine, visitLine } from './intake/testing/messages.ts';
import { type StartedRegion, startRegion } from './start-region.ts';

const folder = mkdtempSync(join(tmpdir(), 'goldthread-standby-away-'));
const log = createLog({ level: 'silent' });
const organisation = { resourceType: 'Organization', name: 'Standby House' };
const admission = message(
  { trigger: 'ADT^A01', controlId: 'standby-1', at: '20260501093000' },
  patientLine(),
  visitLine({ number: 'V1', ward: 'WARD1' }),
);
let server: TestServer;
let behind: ReturnType<typeof openDatabase>;
let config: Config;
let started: StartedRegion;
let authorization: string;

/** What nobody confirms: commits wait for a standby of this name. */
async function waitForStandby(name: string): Promise<void> {
  await behind.sql.unsafe(`alter system set synchronous_standby_names = '${name}'`);
  await behind.sql`select pg_reload_conf()`;
}
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${started.publicUrl}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { authorization, 'content-type': 'application/fhir+json', ...init.headers },
  });
const create = (): Promise<Response> =>
  ask('/fhir/Organization', { method: 'POST', body: JSON.stringify(organisation) });
const statusesOf = (answers: readonly Response[]): number[] => answers.map(({ status }) => status);
async function waiting(): Promise<number> {
  const [row] = await behind.sql`
    select count(*)::int as count from pg_stat_activity where wait_event = 'SyncRep' and query not like '%a commit comes through%'`;
  return Number(row?.['count']);
}

/** How many stand in the end. */
let filed = 0;

/** The server takes the new setting a moment after it was told: creations before that are answered. */
async function creationThatWaits(): Promise<{ readonly answer: Promise<Response> }> {
  for (;;) {
    const answer = create();
    filed += 1;
    const early = await Promise.race([answer, pause(2_000)]);
    if (early === undefined) return { answer };
    assert.equal(early.status, 201);
  }
}

describe('commits that wait for a standby', () => {
  before(async () => {
    server = await startTestServer();
    behind = openDatabase({ ownerUrl: server.url, applicationUrl: server.url, poolSize: 1, log });
    await behind.sql.unsafe('alter system set synchronous_commit = on');
    config = configForTests({ GOLDTHREAD_DATA_DIR: folder, GOLDTHREAD_DATABASE_URL: server.url });
    const outcome = await startRegion({ config, log });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    started = outcome.value;
    const { clientId } = demoSystemClient;
    authorization = `Bearer ${await started.region.signIn.issueAccessToken({ clientId, scopes: ['system/*.cruds'] })}`;
  });
  after(async () => {
    await waitForStandby('');
    await started?.stop();
    await behind.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keep no request waiting, whether it writes, reads or signs in, and are named by /readyz and a figure', {
    timeout: 60_000,
  }, async () => {
    assert.deepEqual(statusesOf([await create(), await ask('/sign-in/staff')]), [201, 302]);
    filed += 1;
    assert.equal((await ask('/readyz')).status, 200);
    await waitForStandby('standby');
    const creation = await creationThatWaits();
    const requests = [
      creation.answer,
      ...Array.from({ length: 40 }, (_, number) => ask(`/fhir/Patient?_count=${1 + (number % 20)}`)),
      ask('/sign-in/staff'),
    ];
    const answers = await Promise.all(requests);
    assert.deepEqual([...new Set(statusesOf(answers))], [503], statusesOf(answers).join());
    for (const answer of answers) assert.ok(answer.headers.get('retry-after'));
    assert.match(await answers[0]!.text(), /a write may or may not have been stored/);
    const ready = await ask('/readyz');
    assert.equal(ready.status, 503);
    assert.match(await ready.text(), /standby/);
    assert.match(await (await ask('/metrics')).text(), /^goldthread_database_commits_pass 0$/m);
  });

  it('acknowledge no HL7 v2 message, however often it is sent: that it stands on the primary is not enough', {
    timeout: 60_000,
  }, async () => {
    const receive = async () => (await started.region.intake.receiveHl7(admission)).code;
    for (let time = 0; time < 4; time++) {
      assert.notEqual(await receive(), 'AA');
      await pause(1_500);
    }
    assert.notEqual((await ask('/readyz')).status, 200);
  });

  it('do not gather in the server, however long it lasts', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 4; round++) {
      const more = await Promise.all(Array.from({ length: 40 }, () => ask('/fhir/Organization?name=Standby')));
      assert.deepEqual(new Set(statusesOf(more)), new Set([503]));
    }
    while ((await waiting()) > 0) await pause(200);
  });

  it('pass again as soon as it confirms, and what was answered 503 stands once', { timeout: 60_000 }, async () => {
    await waitForStandby('');
    while ((await ask('/readyz')).status !== 200) await pause(100);
    const found = await ask('/fhir/Organization?name=Standby');
    assert.equal(found.status, 200);
    assert.equal(((await found.json()) as { entry: unknown[] }).entry.length, filed);
    assert.equal((await create()).status, 201);
    assert.equal((await started.region.intake.receiveHl7(admission)).code, 'AA');
    const [kept] = await behind.sql`select count(*)::int as count from intake.message`;
    assert.equal(kept?.['count'], 1);
    assert.match(await (await ask('/metrics')).text(), /^goldthread_database_commits_pass 1$/m);
  });

  it('keep no end and no start waiting: a start is refused with what is the case', { timeout: 120_000 }, async () => {
    await waitForStandby('standby');
    await started.stop();
    const next = await startRegion({ config, log });
    assert.equal(next.ok ? 'started' : next.fault.code, 'PLATFORM-024');
    await waitForStandby('');
    const again = await startRegion({ config, log });
    assert.ok(again.ok, JSON.stringify(again));
    started = again.value;
  });
});
