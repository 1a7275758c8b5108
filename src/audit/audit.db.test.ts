/** Decisions 0005 and 0013 on a real PostgreSQL: durable first, then opened; gapless for each person; nothing changed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openSealed } from '#disclosure';
import type { Outcome } from '#kernel/outcome.ts';
import { createLog, databaseForTests, openDatabase } from '#platform';
import { createAppender } from './append-entries.ts';
import { type Audit, createAudit } from './create-audit.ts';
import { eventDraft } from './log-body.ts';
import { aPerson, aRequest, aSealedValue } from './testing/a-sealed-value.ts';
import { settled } from './testing/settled.ts';

const folders = [join(import.meta.dirname, 'migrations')];
const log = createLog({ level: 'silent' });
const clock = { now: () => Date.UTC(2026, 10, 22, 10) };
const finishing = { after: (callback: () => Promise<void>) => after(callback) };

async function aLog() {
  const database = await databaseForTests(finishing, { folders });
  return { database, audit: createAudit({ database, clock, log }) };
}

function succeeded<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.fault.code);
  return outcome.value;
}

async function disclose(audit: Audit, persons: readonly number[]): Promise<void> {
  const request = aRequest();
  succeeded(await audit.recordDisclosure(request, [aSealedValue(request, 'x', { kind: 'persons', persons })]));
}

test('what was read opens with its receipt, and with no other', async () => {
  const { audit } = await aLog();
  const request = aRequest();
  const shown = aSealedValue(request, 'allergy to penicillin', { persons: [1] });
  const notShown = aSealedValue(request, 'other', { persons: [2] });
  const receipt = succeeded(await audit.recordDisclosure(request, [shown]));
  assert.equal(openSealed(shown, receipt), 'allergy to penicillin');
  assert.equal(
    openSealed(
      shown.map((text) => text.length),
      receipt,
    ),
    21,
  );
  assert.throws(() => openSealed(notShown, receipt), /does not cover/);
});

test('a refusal may be answered with what is about nobody, in one entry, and never with what is about a person', async () => {
  const { database, audit } = await aLog();
  const request = aRequest();
  const refusal = { persons: [aPerson(1)], decidedBy: ['D5'] };
  const shown = aSealedValue(request, 'a ward', { persons: [], kind: 'without-patient' });
  const receipt = succeeded(await audit.recordRefusalAndDisclosure(request, refusal, [shown]));
  assert.equal(openSealed(shown, receipt), 'a ward');
  const entries = await database.owner<{ kind: string; persons: number[]; outcome: string }[]>`
    select kind, persons, body::jsonb ->> 'outcome' as outcome from audit.entry where request_id = ${request.requestId}`;
  assert.deepEqual([...entries], [{ kind: 'refusal', persons: [1], outcome: 'refused' }]);

  const about = aSealedValue(request, 'a result', { persons: [1] });
  await assert.rejects(audit.recordRefusalAndDisclosure(request, refusal, [about]), /discloses nobody/);
});

test('the role that writes the log can neither change nor delete nor empty it, nor choose where an entry stands', async () => {
  const { database, audit } = await aLog();
  await disclose(audit, [1]);
  await settled(audit);
  for (const table of ['entry', 'leaf', 'sealing']) {
    const column = { entry: 'body', leaf: 'salt', sealing: 'at_ms' }[table];
    for (const statement of [
      `UPDATE audit.${table} SET ${column} = ${column}`,
      `DELETE FROM audit.${table}`,
      `TRUNCATE audit.${table}`,
      `DROP TABLE audit.${table}`,
      `ALTER TABLE audit.${table} DISABLE TRIGGER ALL`,
    ]) {
      await assert.rejects(database.sql.unsafe(statement), { code: '42501' }, statement);
    }
  }
  const forged = `INSERT INTO audit.entry (transaction_id, at_ms, request_id, kind, persons, body) VALUES ('1', 1, 'r', 'write', '{}', '')`;
  await assert.rejects(database.sql.unsafe(forged), { code: '42501' });
});

test('when the log cannot be written there is no receipt, and the fault says unavailable', async () => {
  const { database, audit } = await aLog();
  await database.owner`REVOKE INSERT ON audit.entry FROM goldthread_app`;
  const request = aRequest();
  const outcome = await audit.recordDisclosure(request, [aSealedValue(request, 'x', { persons: [1] })]);
  assert.equal(!outcome.ok && `${outcome.fault.code} ${outcome.fault.kind}`, 'AUDIT-001 unavailable');
  await database.owner`GRANT INSERT (at_ms, request_id, kind, persons, body) ON audit.entry TO goldthread_app`;
  await disclose(audit, [1]);
});

test('a log that hangs is given up in time, and the next request is served as soon as it is back', async () => {
  const { database } = await aLog();
  const appender = createAppender({ database, log, timeoutMs: 200 });
  const draft = () => eventDraft(aRequest(), { kind: 'write', outcome: 'done' });
  const hanging = await database.owner.begin(async (owner) => {
    await owner`LOCK TABLE audit.entry IN ACCESS EXCLUSIVE MODE`;
    return appender.append(draft());
  });
  assert.equal(!hanging.ok && hanging.fault.code, 'AUDIT-001');
  succeeded(await appender.append(draft()));
});

test('an entry is flushed although the database was set up not to wait for the disk', async () => {
  const { database } = await aLog();
  const [name] = await database.owner`SELECT current_database() AS name`;
  await database.owner.unsafe(`
    ALTER DATABASE ${String(name!['name'])} SET synchronous_commit = off;
    CREATE TABLE public.commit_setting (value text);
    CREATE FUNCTION public.keep_commit_setting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      $$ BEGIN INSERT INTO public.commit_setting VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON audit.entry DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION public.keep_commit_setting();`);
  const fresh = openDatabase({ ...database, poolSize: 1, log });
  try {
    const [setting] = await fresh.sql`SELECT current_setting('synchronous_commit') AS value`;
    assert.equal(setting!['value'], 'off', 'the pool itself does not wait');
    await disclose(createAudit({ database: fresh, clock, log }), [1]);
    const values = await database.owner`SELECT value FROM public.commit_setting`;
    assert.deepEqual(
      values.map((row) => row['value']),
      ['on'],
    );
  } finally {
    await fresh.close();
  }
});

test('32 writers and two derivers leave numbers without a gap for each person, and every receipt has its leaf', async () => {
  const { database, audit } = await aLog();
  const other = openDatabase({ ...database, poolSize: 4, log });
  const audits = [audit, createAudit({ database: other, clock, log })];
  try {
    let isWriting = true;
    const derivers = audits.map(async (one) => {
      while (isWriting) succeeded(await one.deriveLeaves());
    });
    const writers = Array.from({ length: 32 }, async (_, writer) => {
      for (let count = 0; count < 25; count++) await disclose(audits[writer % 2]!, [1 + (count % 5), 6 + (writer % 3)]);
    });
    await Promise.all(writers);
    isWriting = false;
    await Promise.all(derivers);
    await settled(audit);
    const rows = await database.sql`
      SELECT person, count(*) AS leaves, min(person_sequence) AS first, max(person_sequence) AS last
      FROM audit.leaf GROUP BY person ORDER BY person`;
    assert.deepEqual(
      rows.map((row) => [row['person'], row['leaves'], row['first'], row['last']]),
      [1, 2, 3, 4, 5, 6, 7, 8].map((person) => {
        const leaves = person <= 5 ? 160 : person === 8 ? 250 : 275;
        return [person, leaves, 1, leaves];
      }),
    );
    const figures = succeeded(await audit.reconcile());
    assert.deepEqual(
      [figures.reconciled, figures.entries, figures.leaves, figures.lastLeafIndex, figures.underived],
      [true, 800, 1600, 1599, 0],
    );
  } finally {
    await other.close();
  }
});

test('each leaf holds the hash of the same person’s leaf before, in the form of the decision record', async () => {
  const { database, audit } = await aLog();
  for (let count = 0; count < 3; count++) await disclose(audit, [1, 2]);
  succeeded(
    await audit.recordEvent(
      { requestId: 'r', route: 'POST /sign-in', atMs: 5 },
      { kind: 'sign-in', outcome: 'failed' },
    ),
  );
  await settled(audit);
  const { leafContents, leafHash, leafPreimage } = await import('./leaf.ts');
  const rows = await database.sql`
    SELECT leaf.*, encode(salt, 'hex') AS salt_text, encode(hash, 'hex') AS hash_text, at_ms, body
    FROM audit.leaf JOIN audit.entry ON position = entry ORDER BY leaf_index`;
  const previousByPerson = new Map<number, string>();
  for (const row of rows) {
    const person = aPerson(Number(row['person']));
    const place = {
      leafIndex: Number(row['leaf_index']),
      entry: Number(row['entry']),
      atMs: Number(row['at_ms']),
      personSequence: Number(row['person_sequence']),
      previous: previousByPerson.get(person),
    };
    const [content] = leafContents(String(row['body']), person === 0 ? [] : [person]);
    assert.equal(leafHash(leafPreimage(2, place, content!, String(row['salt_text']))), row['hash_text']);
    previousByPerson.set(person, String(row['hash_text']));
  }
  assert.deepEqual([rows.length, [...previousByPerson.keys()].sort()], [7, [0, 1, 2]]);
});

test('reconciling notices what a database administrator took out', async () => {
  const { database, audit } = await aLog();
  for (let count = 0; count < 4; count++) await disclose(audit, [1, 2]);
  await settled(audit);
  assert.equal(succeeded(await audit.reconcile()).reconciled, true);
  await database.owner`DELETE FROM audit.leaf WHERE leaf_index = 3`;
  const withoutLeaf = succeeded(await audit.reconcile());
  assert.deepEqual([withoutLeaf.reconciled, withoutLeaf.missingLeaves, withoutLeaf.brokenSequences], [false, 1, 1]);
  await database.owner`DELETE FROM audit.entry WHERE position = (SELECT max(position) FROM audit.entry)`;
  const withoutEntry = succeeded(await audit.reconcile());
  assert.deepEqual([withoutEntry.missingEntries, withoutEntry.surplusLeaves], [1, 2]);
});

test('a row that somebody put in by hand does not stop the leaves of the others', async () => {
  const { database, audit } = await aLog();
  await database.sql`INSERT INTO audit.entry (at_ms, request_id, kind, persons, body) VALUES (1, 'r', 'x', '{5,5}', 'not JSON')`;
  await disclose(audit, [5]);
  await settled(audit);
  const figures = succeeded(await audit.reconcile());
  assert.deepEqual([figures.reconciled, figures.leaves], [true, 2]);
});

test('an entry that began before others and was committed after them still gets its leaf', async () => {
  const { database, audit } = await aLog();
  await database.owner.begin(async (slow) => {
    await slow`INSERT INTO audit.entry (at_ms, request_id, kind, persons, body) VALUES (1, 'slow', 'write', '{1}', '{}')`;
    await disclose(audit, [1]);
    assert.deepEqual(succeeded(await audit.deriveLeaves()), { derived: 0 }, 'the later one waits for the earlier');
  });
  await settled(audit);
  const figures = succeeded(await audit.reconcile());
  assert.deepEqual([figures.reconciled, figures.entries, figures.leaves], [true, 2, 2]);
});

test('deriving goes on by itself between start and stop', async () => {
  const { audit } = await aLog();
  audit.start();
  await disclose(audit, [1]);
  const deadline = Date.now() + 8_000;
  while (succeeded(await audit.figures()).leaves === 0 && Date.now() < deadline) await setTimeout(50);
  await audit.stop();
  assert.equal(succeeded(await audit.figures()).leaves, 1);
  await disclose(audit, [1]);
  await setTimeout(1_200);
  assert.equal(succeeded(await audit.figures()).leaves, 1);
});

test('in a cluster whose transactions count from below the log, nothing is written and nothing opens', async () => {
  const { database, audit } = await aLog();
  await disclose(audit, [1]);
  await settled(audit);
  await database.owner`
    INSERT INTO audit.sealing SELECT batch + 1, '4611686018427387904', up_to_position, first_leaf, last_leaf, 2, at_ms
    FROM audit.sealing ORDER BY batch DESC LIMIT 1`;
  const request = aRequest();
  const outcome = await audit.recordDisclosure(request, [aSealedValue(request, 'x', { persons: [1] })]);
  assert.equal(!outcome.ok && outcome.fault.code, 'AUDIT-004');
  const [row] = await database.sql`SELECT count(*) AS entries FROM audit.entry`;
  assert.equal(row!['entries'], 1);
});
