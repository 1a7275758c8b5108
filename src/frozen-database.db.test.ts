/** Decision 98: a database that says nothing keeps nobody waiting, and all is well again when it speaks. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '#platform';
import { configForTests } from './config/testing/config-for-tests.ts';
import { demoSystemClient } from './demo-intakes.ts';
import { type StartedRegion, startRegion } from './start-region.ts';

const folder = mkdtempSync(join(tmpdir(), 'goldthread-frozen-'));
const organisation = { resourceType: 'Organization', name: 'Frozen House' };
let started: StartedRegion;
let authorization: string;

const signalDatabase = (name: 'SIGSTOP' | 'SIGCONT'): void => {
  for (const id of started.databaseProcessIds()) process.kill(id, name);
};
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${started.publicUrl}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { authorization, 'content-type': 'application/fhir+json', ...init.headers },
  });
const create = (): Promise<Response> =>
  ask('/fhir/Organization', { method: 'POST', body: JSON.stringify(organisation) });

async function countOf(answer: Response): Promise<number> {
  return ((await answer.json()) as { entry?: unknown[] }).entry?.length ?? 0;
}

describe('a database that says nothing', () => {
  before(async () => {
    const config = configForTests({
      GOLDTHREAD_DATA_DIR: folder,
    });
    const outcome = await startRegion({ config, log: createLog({ level: 'silent' }) });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    started = outcome.value;
    await started.loaded;
    const { clientId } = demoSystemClient;
    authorization = `Bearer ${await started.region.signIn.issueAccessToken({ clientId, scopes: ['system/*.cruds'] })}`;
  });
  after(async () => {
    signalDatabase('SIGCONT');
    await started?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps no request waiting, however many there are, and the process says that it lives', {
    timeout: 60_000,
  }, async () => {
    assert.equal((await create()).status, 201);
    signalDatabase('SIGSTOP');
    const requests = [
      ...Array.from({ length: 60 }, (_, number) => ask(`/fhir/Patient?_count=${1 + (number % 20)}`)),
      ask('/fhir/Organization?name=Frozen'),
      create(),
    ];
    assert.equal((await ask('/fhir/metadata')).status, 200);
    const answers = await Promise.all(requests);
    assert.deepEqual(
      answers.map(({ status }) => status),
      requests.map(() => 503),
    );
    for (const answer of answers) {
      assert.ok(answer.headers.get('retry-after'));
      const outcome = (await answer.json()) as { resourceType: string; issue: unknown[] };
      assert.deepEqual([outcome.resourceType, outcome.issue.length], ['OperationOutcome', 1]);
    }
    // What comes while it is known to be silent waits no longer.
    assert.equal((await ask('/fhir/Organization?name=Frozen')).status, 503);
    assert.equal((await ask('/readyz')).status, 503);
  });

  it('is well again as soon as it speaks, without a restart, and what was answered 503 is there once or not at all', {
    timeout: 60_000,
  }, async () => {
    signalDatabase('SIGCONT');
    while ((await ask('/readyz')).status !== 200) await pause(100);
    const found = await ask('/fhir/Organization?name=Frozen');
    assert.equal(found.status, 200);
    const count = await countOf(found);
    assert.ok(count === 1 || count === 2, String(count));
    assert.equal((await create()).status, 201);
    assert.equal(await countOf(await ask('/fhir/Organization?name=Frozen')), count + 1);
  });
});
