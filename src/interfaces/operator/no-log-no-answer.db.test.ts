/**
 * Decision 5 and attack 88 for the command line: a message in quarantine is somebody's, and while the log takes no entry the
 * operator is shown none of it. Asked of every operator route there is, and as an operator types it.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import Fastify from 'fastify';
import { createAudit } from '#audit';
import { steadyClock, systemClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { openSigningKeys } from '#sign-in';
import { createTerminology } from '#terminology';
import { regionForTests } from '../../intake/testing/region-for-tests.ts';
import { operatorRoutes, signOperatorToken } from './index.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../cli/main.ts');
/** What the message says of a person. */
const words = /Finch|9990000018|19500304/;
/** Of a kind that is not supported: it stays in quarantine. */
const broken = [
  'MSH|^~\\&|TIE|ZX41|GT|GT|20260501100000||ADT^A60|Q1|P|2.4',
  'EVN|A60|20260501100000',
  'PID|1||9990000018^^^NHS^NH||Finch^Ada||19500304|F',
  'PV1|1|Q',
].join('\r');

describe('while the log takes no entry', () => {
  const file = forWholeFile();
  const routes: { method: string; url: string }[] = [];
  let folder: string;
  let database: TestDatabase;
  let publicUrl: string;
  let token: string;
  let message: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goldthread-operator-'));
    file.after(() => rm(folder, { recursive: true, force: true }));
    database = await databaseForTests(file);
    const { deps: parts, intake, directory, log } = await regionForTests(database);
    file.after(() => directory.close());
    const received = await intake.receiveHl7(Buffer.from(broken));
    assert.equal(received.code, 'AE');
    message = (await intake.quarantine.list())[0]?.id ?? '';
    const keys = await openSigningKeys(folder, 'access-token');
    assert.ok(keys.ok);
    const app = Fastify({ forceCloseConnections: true, genReqId: () => crypto.randomUUID() });
    app.addHook('onRoute', ({ method, url }) => void routes.push({ method: String(method), url }));
    const deps = {
      publicUrl: '',
      accessTokenKeys: keys.value,
      audit: createAudit({ database, clock: systemClock, log }),
      intake,
      record: parts.record as never,
      terminology: createTerminology({ clock: systemClock, database }),
      clock: steadyClock(),
    };
    await app.register(async (scope) => operatorRoutes(scope, deps));
    await app.listen({ host: '127.0.0.1', port: 0 });
    file.after(() => app.close());
    publicUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    Object.assign(deps, { publicUrl });
    token = await signOperatorToken(keys.value, publicUrl);
  });

  async function withoutLog(work: () => Promise<void>): Promise<void> {
    await database.owner`REVOKE INSERT ON audit.entry FROM goldthread_app`;
    try {
      await work();
    } finally {
      await database.owner`GRANT INSERT (at_ms, request_id, kind, persons, body) ON audit.entry TO goldthread_app`;
    }
  }

  async function answers(): Promise<readonly string[]> {
    const shown: string[] = [];
    for (const { method, url } of routes.filter((one) => one.method !== 'HEAD')) {
      const path = url.replace(':message', message).replace(/[:*]\w*/g, 'x');
      const answer = await fetch(publicUrl + path, { method, headers: { authorization: `Bearer ${token}` } });
      if (words.test(await answer.text())) shown.push(`${method} ${url}`);
    }
    return shown;
  }

  const typed = async (): Promise<string> => {
    const env = {
      ...process.env,
      GOLDTHREAD_PUBLIC_URL: publicUrl,
      GOLDTHREAD_KEYS_DIR: folder,
      GOLDTHREAD_DATA_DIR: folder,
    };
    const ended = await run(process.execPath, [program, 'quarantine', 'show', message], { env }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    return ended.stdout + ended.stderr;
  };

  it('no route of the operator tells what a message says, and none is filed', async () => {
    await withoutLog(async () => {
      assert.deepEqual(await answers(), []);
      assert.match(await typed(), /AUDIT-001/);
    });
    const [row] = await database.owner`SELECT count(*) AS count FROM store.resource`;
    assert.equal(Number(row?.['count']), 0);
    assert.match(await typed(), /Finch/, 'the control: with a log that works it is shown');
    assert.deepEqual(await answers(), ['GET /operator/quarantine/:message']);
  });

  it('what needs no filing is discarded with a reason, by an entry of the log, and counts no more (HZ5, HZ16)', async () => {
    const discard = async (reason: string): Promise<number> => {
      const answer = await fetch(`${publicUrl}/operator/quarantine/${message}/discard`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ reason }),
      });
      return answer.status;
    };
    const asideAndLogged = async () => {
      const [row] = await database.owner<{ aside: number; logged: number }[]>`select
        (select count(*)::int from intake.message where state in ('quarantined', 'unsupported')) as aside,
        (select count(*)::int from audit.entry where body like '%/discard%') as logged`;
      return row!;
    };
    const { logged } = await asideAndLogged();
    assert.equal(await discard('no'), 400, 'a reason is needed');
    assert.deepEqual(await asideAndLogged(), { aside: 1, logged: logged + 1 });
    assert.equal(await discard('sent again with a new control id'), 200);
    assert.deepEqual(await asideAndLogged(), { aside: 0, logged: logged + 2 });
    assert.equal(await discard('sent again with a new control id'), 409, 'once');
  });
});
