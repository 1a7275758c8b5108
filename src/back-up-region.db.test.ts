/** Contract: `backup FILE` is of one moment, whatever the region does meanwhile; decision 13 (the log goes on) and decision 90. */
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';
import { createAudit, openLogProofs } from '#audit';
import { readConfig } from '#config';
import { systemClock } from '#kernel/clock.ts';
import { createLog, openDatabase, type Sql, startEmbeddedPostgres } from '#platform';
import { aSealedLog, succeeded } from './audit/testing/a-sealed-log.ts';
import { backUpRegion } from './back-up-region.ts';
import { restoreRegion } from './restore-region.ts';

const log = createLog({ level: 'silent' });
const passphrase = 'a passphrase for tests';
const origin = 'north.goldthread.invalid/log';

async function untilSomebodyWaits(owner: Sql): Promise<void> {
  const waiting = () => owner`select from pg_locks where not granted and database = (
    select oid from pg_database where datname = current_database())`;
  while ((await waiting()).length === 0) await passed(20);
}

/** As secrets are mounted: the name is a link by way of another to a folder that is replaced as a whole. */
function mountKeys(keysDirectory: string): readonly string[] {
  const names = readdirSync(keysDirectory).filter((name) => name.endsWith('.pem') || name.endsWith('.jwk.json'));
  mkdirSync(join(keysDirectory, '..2026_11_28'));
  symlinkSync('..2026_11_28', join(keysDirectory, '..data'));
  for (const name of names) {
    renameSync(join(keysDirectory, name), join(keysDirectory, '..2026_11_28', name));
    symlinkSync(join('..data', name), join(keysDirectory, name));
  }
  return names;
}

test('decision 13: a log that was sealed while its backup was made is signed on after the restore with the keys that links led to, and passing files are left out', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-backup-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const source = await aSealedLog(t, { hasAllModules: true, origin });
  await source.disclose(1, 2);
  await source.seal();
  const { owner, ownerUrl } = source.database;
  const passing = join(source.keysDirectory, 'access-log-checkpoint.newest.txt.0123456789ab');
  writeFileSync(passing, 'half a note');
  const mounted = mountKeys(source.keysDirectory);
  assert.ok(mounted.length > 0);
  const settings = { GOLDTHREAD_REGION: 'north', GOLDTHREAD_KEYS_DIR: source.keysDirectory };
  const config = succeeded(readConfig({ ...settings, GOLDTHREAD_DATABASE_URL: ownerUrl }));
  const path = join(folder, 'region.backup');
  await source.disclose(3);
  // The log's tables have been read when the dump comes to this one: by their names, those of the log stand first.
  const held = await owner.begin(async (holding) => {
    await holding`lock table terminology.definition in access exclusive mode`;
    const making = backUpRegion({ config, log, path, passphrase });
    await untilSomebodyWaits(holding as unknown as Sql);
    // Not the entry of the backup: whoever holds a lock keeps younger transactions out of the leaves.
    // Another database of the same server may hold it up for a moment.
    let derived = 0;
    while (derived === 0) derived = succeeded(await source.audit.deriveLeaves()).derived;
    assert.equal(derived, 1);
    succeeded(await source.audit.seal());
    return { making };
  });
  succeeded(await held.making);
  const [dataDirectory, keysDirectory] = [join(folder, 'data'), join(folder, 'keys')];
  mkdirSync(dataDirectory);
  const into = { GOLDTHREAD_REGION: 'north', GOLDTHREAD_KEYS_DIR: keysDirectory, GOLDTHREAD_DATA_DIR: dataDirectory };
  succeeded(await restoreRegion({ config: succeeded(readConfig(into)), log, path, passphrase }));
  for (const name of mounted)
    assert.equal(
      readFileSync(join(keysDirectory, name), 'utf8'),
      readFileSync(join(source.keysDirectory, name), 'utf8'),
    );
  const started = succeeded(await startEmbeddedPostgres({ dataDirectory, log }));
  const database = openDatabase({ ownerUrl: started.url, poolSize: 3, log });
  try {
    const proofs = succeeded(await openLogProofs({ keysDirectory, origin, peers: [] }));
    const audit = createAudit({ database, clock: systemClock, log, proofs });
    succeeded(await audit.deriveLeaves());
    const sealed = await audit.seal();
    assert.equal(
      sealed.ok ? 'sealed' : sealed.fault.code,
      'sealed',
      'the keys have signed what the tables do not hold',
    );
    await audit.stop();
  } finally {
    await database.close();
    await started.stop();
  }
  assert.deepEqual(
    readdirSync(keysDirectory).filter((name) => passing.endsWith(name)),
    [],
  );
});
