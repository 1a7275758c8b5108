/** `goldthread terminology` as an operator types it, against a region's operator address. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { createAudit } from '#audit';
import { tarOf } from '#fhir/testing/a-package.ts';
import { steadyClock, systemClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import { openSigningKeys } from '#sign-in';
import { createTerminology, type Terminology } from '#terminology';
import { operatorRoutes } from './index.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../cli/main.ts');

describe('goldthread terminology', () => {
  let folder: string;
  let database: TestDatabase;
  let terminology: Terminology;
  let publicUrl: string;
  const file = forWholeFile();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goldthread-operator-'));
    file.after(() => rm(folder, { recursive: true, force: true }));
    database = await databaseForTests(file);
    const keys = await openSigningKeys(folder, 'access-token');
    assert.ok(keys.ok);
    terminology = createTerminology({ clock: systemClock, database });
    const audit = createAudit({ database, clock: systemClock, log: createLog({ level: 'error' }) });
    const app = Fastify({ forceCloseConnections: true, genReqId: () => crypto.randomUUID() });
    const deps = {
      publicUrl: '',
      accessTokenKeys: keys.value,
      audit,
      intake: undefined as never,
      record: undefined as never,
      terminology,
      clock: steadyClock(),
    };
    await app.register(async (scope) => operatorRoutes(scope, deps));
    await app.listen({ host: '127.0.0.1', port: 0 });
    file.after(() => app.close());
    publicUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    Object.assign(deps, { publicUrl });
  });

  const goldthread = async (...given: string[]): Promise<{ code: number; text: string }> => {
    const env = {
      ...process.env,
      GOLDTHREAD_PUBLIC_URL: publicUrl,
      GOLDTHREAD_KEYS_DIR: folder,
      GOLDTHREAD_DATA_DIR: folder,
    };
    const ended = await run(process.execPath, [program, 'terminology', ...given], { env }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        text: error.stdout + error.stderr,
      }),
    );
    return ended;
  };

  it('loads the terminology of a FHIR package, lists it and takes it out, each with its entry in the log', async () => {
    const set = {
      resourceType: 'ValueSet',
      url: 'https://tests.example/set',
      version: '1',
      status: 'active',
      compose: { include: [{ system: 'https://tests.example/cs' }] },
    };
    const system = {
      resourceType: 'CodeSystem',
      url: 'https://tests.example/cs',
      version: '1',
      status: 'active',
      content: 'complete',
      concept: [{ code: 'a' }],
    };
    const path = join(folder, 'a-package.tgz');
    const files = [
      { name: 'package/package.json', text: '{"name":"tests.example"}' },
      { name: 'package/ValueSet-set.json', text: JSON.stringify(set) },
      { name: 'package/CodeSystem-cs.json', text: JSON.stringify(system) },
      { name: 'package/Patient-x.json', text: '{"resourceType":"Patient"}' },
      { name: 'package/ValueSet-none.json', text: '{"resourceType":"ValueSet"}' },
    ];
    await writeFile(path, gzipSync(tarOf(files)));
    const loaded = await goldthread('load', path);
    assert.match(loaded.text, /^2 code systems, value sets and concept maps loaded\./);
    assert.match(loaded.text, /CLI-005[\s\S]*ValueSet-none\.json: has no url/);
    assert.equal(loaded.code, 1, 'what was not taken is said, and the exit says so');
    const expanded = await terminology.expand('https://tests.example/set', 10);
    assert.ok(expanded.ok && expanded.value.get('https://tests.example/cs')?.includes('a'));
    assert.match((await goldthread('list')).text, /ValueSet https:\/\/tests\.example\/set 1, from a-package\.tgz\n/);
    assert.equal((await goldthread('remove', 'https://tests.example/set', '1')).code, 0);
    const entries = await database.owner<{ body: string }[]>`select body::text from audit.entry`;
    assert.equal(entries.filter(({ body }) => /"administration"/.test(body) && /terminology/.test(body)).length, 2);
  });

  it('loads a release in parts: LOINC’s table of invented terms, with its hierarchy', async () => {
    const release = join(folder, 'Loinc');
    await mkdir(release);
    const header = '"LOINC_NUM","COMPONENT","SCALE_TYP","STATUS","LONG_COMMON_NAME","SHORTNAME","VersionLastChanged"';
    const rows = [
      '"999-1","Zorb","Qn","ACTIVE","Zorb, ""odd"", in\nair","Zorb Air","2.70"',
      '"999-2","Zorb","Ord","DEPRECATED","Zorb in soil","","2.9"',
    ];
    await writeFile(join(release, 'Loinc.csv'), [header, ...rows].join('\r\n'));
    await writeFile(
      join(release, 'ComponentHierarchyBySystem.csv'),
      'PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT\r\n,1,,LP999-0,Zorb\r\nLP999-0,1,LP999-0,999-1,Zorb air',
    );
    assert.match((await goldthread('load', release)).text, /^http:\/\/loinc\.org 2\.70: 3 concepts loaded\./);
    assert.equal(await terminology.display('http://loinc.org', '999-1'), 'Zorb, "odd", in\nair');
    const below = await terminology.descendantsOf('http://loinc.org', 'LP999-0', 10);
    assert.deepEqual(below.ok && below.value, ['999-1', 'LP999-0']);
    const all = await terminology.isMember('http://loinc.org/vs', 'http://loinc.org', '999-2');
    assert.ok(all.ok && all.value);
  });
});
