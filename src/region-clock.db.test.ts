/** Safety F11 and decision 100: the clock of a region over its starts, on a machine whose clock is set back and ahead. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type Config, readConfig } from '#config';
import { numberTimeMs } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, databaseForTests, openBackup, type TestDatabase } from '#platform';
import { backUpRegion, logOperation } from './back-up-region.ts';
import { configForTests } from './config/testing/config-for-tests.ts';
import { aRequest, aSystem } from './record/testing/a-region.ts';
import { type StartedRegion, startRegion } from './start-region.ts';

const t = forWholeFile();
const log = createLog({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'goldthread-clock-'));
const hourMs = 3_600_000;
const machine = { setByMs: 0, shownMs: () => Date.now() + machine.setByMs, passedMs: () => performance.now() };
let database: TestDatabase;
let config: Config;

before(async () => {
  t.after(async () => rmSync(folder, { recursive: true, force: true }));
  database = await databaseForTests(t, { folders: [] });
  await database.owner.unsafe('drop schema if exists platform cascade');
  config = configForTests({
    GOLDTHREAD_DATA_DIR: join(folder, 'data'),
    GOLDTHREAD_DATABASE_URL: database.ownerUrl,
  });
});

async function withRegion(work: (started: StartedRegion) => Promise<void>, own: Partial<Config> = {}): Promise<void> {
  const started = await startRegion({ config: { ...config, ...own }, log, machine });
  assert.ok(started.ok, started.ok ? '' : JSON.stringify(started.fault));
  try {
    await work(started.value);
  } finally {
    await started.value.stop();
  }
}

async function fileNote({ region }: StartedRegion, number: number, name: string): Promise<void> {
  const segments = [
    `MSH|^~\\&|TIE|ZX41|GT|GT|20260501100000||ADT^A31|C${number}|P|2.4`,
    'EVN|A31|20260501100000',
    `PID|1||PAS77^^^ZX41^PI||Finch^${name}||19500304|F`,
    'PV1|1|N',
  ];
  const receipt = await region.intake.receiveHl7(Buffer.from(segments.join('\r')));
  assert.equal(receipt.code, 'AA');
}

async function versions(): Promise<number[]> {
  const rows = await database.owner<{ version: number }[]>`
    select version from store.resource where body like '%Finch%'
    union all select version from store.resource_version where body like '%Finch%' order by version`;
  return rows.map(({ version }) => Number(version));
}

const note = (started: StartedRegion) =>
  started.region.audit.recordEvent(
    { requestId: 'clock', route: 'clock', atMs: started.region.clock.now() },
    { kind: 'administration', outcome: 'done', detail: { by: 'operator' } },
  );

test('F11: set back by an hour while it runs, a region goes on; started again on that machine it refuses, and so does a backup', async () => {
  await withRegion(async (started) => {
    await fileNote(started, 1, 'Ada');
    const beforeMs = started.region.clock.now();
    machine.setByMs = -hourMs;
    assert.ok(started.region.clock.now() >= beforeMs, 'no session, claim or agreement that had ended begins again');
    assert.ok((await note(started)).ok);
  });
  const refused = await startRegion({ config, log, machine });
  assert.equal(!refused.ok && refused.fault.code, 'START-008');
  assert.match(JSON.stringify(refused), /shows 20.+Z, and the region has recorded something at 20.+Z/);
  machine.setByMs = 0;
});

test('F11: a machine whose clock is a minute behind takes nothing back: the region goes on from what it recorded last', async () => {
  let newestMs = 0;
  await withRegion(async (started) => {
    assert.ok((await note(started)).ok);
    newestMs = started.region.clock.now();
  });
  machine.setByMs = -60_000;
  await withRegion(async ({ region }) => assert.ok(region.clock.now() >= newestMs - 5_000));
  machine.setByMs = 0;
});

test('decision 100: a backup bears the time of the region, also where the machine’s clock was set back', async () => {
  machine.setByMs = 60_000;
  let newestMs = 0;
  await withRegion(async (started) => {
    assert.ok((await note(started)).ok);
    newestMs = started.region.clock.now();
  });
  machine.setByMs = 0;
  const archive = { path: join(folder, 'region.backup'), passphrase: 'invented words for a test' };
  const backedUp = await backUpRegion({ config, log, ...archive });
  assert.ok(backedUp.ok, JSON.stringify(backedUp));
  const backup = await openBackup(archive.path, archive.passphrase);
  assert.ok(backup.ok && backup.value.head.atMs >= newestMs - 5_000);
});

test('F11: a clock that was a day ahead and was set right: by an operator’s word the region starts, and what is written then stands last', async () => {
  machine.setByMs = 24 * hourMs;
  await withRegion(async (started) => {
    await fileNote(started, 2, 'Adah');
    assert.ok((await note(started)).ok);
  });
  machine.setByMs = 0;
  const refused = await startRegion({ config, log, machine });
  assert.equal(!refused.ok && refused.fault.code, 'START-008');
  const backedUp = await logOperation({ ownerUrl: database.ownerUrl, log, wasAheadUntilMs: undefined }, 'backup');
  assert.equal(
    !backedUp.ok && backedUp.fault.code,
    'START-008',
    'an entry with a time before the last seal looks like one that was forged',
  );
  const named = /at (20\S+Z)/.exec(JSON.stringify(refused))![1]!;
  const read = readConfig({ GOLDTHREAD_CLOCK_WAS_AHEAD_UNTIL: named });
  assert.ok(read.ok);
  const { clockWasAheadUntilMs } = read.value;
  assert.notEqual(clockWasAheadUntilMs, undefined);
  await withRegion(
    async (started) => {
      assert.ok(Math.abs(started.region.clock.now() - Date.now()) < hourMs, 'time is the machine’s');
      const earlier = await versions();
      await fileNote(started, 3, 'Adaline');
      const later = await versions();
      assert.equal(later.length, earlier.length + 1);
      assert.ok(later.at(-1)! > earlier.at(-1)!, 'a version never stands before the one that it replaced');
      const { directory, record } = started.region;
      const [source] = await database.owner<
        { source: number }[]
      >`select source from store.resource where body like '%Finch%'`;
      const { organisation } = directory.sources().find(({ number }) => number === Number(source!.source))!;
      const history = await record.historyForApi(aRequest(aSystem(organisation.code)), { count: 1_000 });
      assert.ok(history.ok);
      assert.ok(
        history.value.versions.some(({ version }) => version === later.at(-1)),
        `its history shows it, though it is of ${new Date(numberTimeMs(later.at(-1)!)).toISOString()}`,
      );
    },
    { clockWasAheadUntilMs },
  );
  // Numbers go on from the wrong moment and pass it: some hundreds of them have one millisecond.
  await database.owner`update intake.message set number = number + ${2 ** 20} where number = (select max(number) from intake.message)`;
  await withRegion(async (started) => assert.ok((await note(started)).ok), { clockWasAheadUntilMs });
  const still = await startRegion({
    config: { ...config, clockWasAheadUntilMs: clockWasAheadUntilMs! - 1 },
    log,
    machine,
  });
  assert.equal(
    !still.ok && still.fault.code,
    'START-008',
    'an operator’s word covers what it names, and nothing later',
  );
});
