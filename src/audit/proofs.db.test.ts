/** Decision 0023 on a real PostgreSQL: what was sealed can be proved by whoever has the file, and by nobody else's leave. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLog } from '#platform';
import { createAudit } from './create-audit.ts';
import { openLogProofs } from './create-proofs.ts';
import { aSealedLog, succeeded } from './testing/a-sealed-log.ts';
import { fromBase64 } from './verify/bytes.ts';
import type { LogFile } from './verify/log-file.ts';
import { isConsistent } from './verify/merkle.ts';
import { readCheckpoint, readNote } from './verify/signed-note.ts';
import { verifyLogFile } from './verify/verify-log-file.ts';

const finishing = { after: (callback: () => Promise<void>) => after(callback) };

async function report(file: LogFile, trustedKeys: readonly string[], earlier?: LogFile) {
  const earlierText = earlier === undefined ? {} : { earlierText: JSON.stringify(earlier) };
  return verifyLogFile({ text: JSON.stringify(file), trustedKeys, ...earlierText });
}

function brokenIn(found: Awaited<ReturnType<typeof report>>): string[] {
  return found.findings.filter(({ state }) => state === 'broken').map(({ says }) => says);
}

test('a person’s file proves every entry, that none is missing, and that nothing was taken out since the last one', async () => {
  const log = await aSealedLog(finishing);
  for (let look = 0; look < 300; look++) await log.disclose(1 + (look % 40), 100 + (look % 7));
  const first = await log.download(5);
  for (let look = 0; look < 300; look++) {
    await log.disclose(5 + (look % 3));
    if (look % 100 === 0) await log.seal();
  }
  const second = await log.download(5);
  const keys = log.keys.key.verifierTexts;
  const found = await report(second, keys, first);
  assert.deepEqual(brokenIn(found), []);
  assert.equal(found.verdict, 'complete');
  assert.equal(second.persons[0]!.entries.length, 8 + 1 + 100 + 1);
  assert.match(
    found.findings.map(({ says }) => says).join('\n'),
    /110 entries about you.*\n.*1 earlier download.*\n.*goes on from the earlier file/,
  );
  assert.equal((await report(first, keys)).verdict, 'complete');
  assert.equal((await report(first, [])).verdict, 'unvouched', 'without a key from elsewhere nothing is vouched for');
  const other = await aSealedLog(finishing);
  assert.equal((await report(second, other.keys.key.verifierTexts)).verdict, 'broken', 'another log’s key');
  assert.equal((await report(first, keys, second)).verdict, 'broken', 'the older file is not the newer one');
});

test('a download does not pause: the seal that it asks for covers its own entry', async () => {
  const log = await aSealedLog(finishing);
  const tookMs: number[] = [];
  for (let time = 0; time < 5; time++) {
    const startedMs = performance.now();
    await log.download(3);
    tookMs.push(performance.now() - startedMs);
  }
  // One pause is a quarter of a second, however fast the machine is.
  assert.ok(Math.min(...tookMs) < 250, `${tookMs.map(Math.round).join(', ')} ms`);
});

test('a file keeps closed what it does not open: nothing of hidden entries, and no name unless it is asked for', async () => {
  const log = await aSealedLog(finishing);
  await log.disclose(1, 2);
  const file = await log.download(1);
  const [entry] = file.persons[0]!.entries;
  assert.deepEqual(Object.keys(entry!.fields.content!), ['commitment']);
  assert.doesNotMatch(JSON.stringify(file), /"items"|"types"|"digest"|request-/);
  const text = JSON.stringify(file.persons[0]!.entries.map(({ fields }) => fields.person));
  assert.doesNotMatch(text, /"text":"2"/, 'who else was disclosed');
  const closed = succeeded(
    await log.audit.provePerson({
      person: 1 as never,
      entry: entry!.entry,
      atMs: 0,
      opens: (line) => (line.kind === 'export' ? [] : ['body']),
      isDownload: () => false,
    }),
  );
  assert.doesNotMatch(JSON.stringify(closed), /Amara Fenwick/);
  assert.match(JSON.stringify(closed), /General medical practitioner/);
  assert.equal(
    (await report(closed, log.keys.key.verifierTexts)).verdict,
    'complete',
    'closed fields are proved all the same',
  );
});

test('every change of a downloaded file is noticed', async () => {
  const log = await aSealedLog(finishing);
  for (let look = 0; look < 5; look++) await log.disclose(1 + (look % 2));
  const file = await log.download(1);
  const keys = log.keys.key.verifierTexts;
  const [person] = file.persons;
  const entries = person!.entries;
  const withEntries = (changed: typeof entries, count = person!.head.count): LogFile => ({
    ...file,
    persons: [{ ...person!, entries: changed, head: { ...person!.head, count } }],
  });
  const changes: Record<string, LogFile> = {
    'an entry taken out': withEntries(entries.filter((_, index) => index !== 1)),
    'the first taken out': withEntries(entries.slice(1)),
    'the last taken out': withEntries(entries.slice(0, -1)),
    'the last taken out and the count with it': withEntries(entries.slice(0, -1), entries.length - 1),
    'two changed places': withEntries([entries[1]!, entries[0]!, ...entries.slice(2)]),
    'one doubled': withEntries([...entries, entries[0]!]),
    'another time': withEntries(entries.map((entry) => ({ ...entry, atMs: entry.atMs - 86_400_000 }))),
    'another head count': withEntries(entries, entries.length + 1),
    'other heads': { ...file, heads: { ...file.heads, headsRoot: '0'.repeat(64) } },
    'another size': {
      ...file,
      checkpoint: file.checkpoint.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) - 1}\n`),
    },
    'no signature': { ...file, checkpoint: `${file.checkpoint.split('\n\n')[0]}\n\n— other AAAAAAAA\n` },
  };
  for (const [name, changed] of Object.entries(changes)) {
    const found = await report(changed, keys);
    assert.notEqual(found.verdict, 'complete', name);
  }
  assert.equal((await verifyLogFile({ text: 'no file', trustedKeys: keys })).verdict, 'unreadable');
});

test('leaves, heads, full subtrees and checkpoints count up together, and tiles are cut where the tree ends', async () => {
  const log = await aSealedLog(finishing);
  const sizes: number[] = [];
  for (const looks of [1, 130, 126, 300]) {
    for (let look = 0; look < looks; look++) await log.disclose(1 + (look % 9), 20 + (look % 5));
    sizes.push(await log.seal());
  }
  assert.equal(await log.seal(), sizes.at(-1), 'nothing new, nothing sealed');
  const rows = await log.database.sql`SELECT size, note FROM audit.checkpoint ORDER BY size`;
  assert.deepEqual(
    rows.map((row) => Number(row['size'])),
    sizes,
  );
  const [counts] = await log.database.sql`
    SELECT (SELECT count(*) FROM audit.leaf) AS leaves, (SELECT count(*) FROM audit.heads) AS heads,
      (SELECT count(*) FROM audit.subtree) AS subtrees`;
  const size = 2 * 557 + 4;
  const subtrees = Math.floor(size / 16) + Math.floor(size / 256);
  assert.deepEqual(counts, { leaves: 2 * 557, heads: 4, subtrees });
  const figures = succeeded(await log.audit.reconcile());
  assert.deepEqual([figures.reconciled, figures.leaves], [true, 1114]);
  const tile = succeeded(await log.audit.publication!.tile({ level: 0, number: 1, width: 256 }));
  assert.equal(tile?.length, 8192);
  assert.equal(succeeded(await log.audit.publication!.tile({ level: 0, number: 9, width: 1 })), undefined);
});

test('subtrees of 16 are made of a log from before by its migration as a seal makes them', async () => {
  const log = await aSealedLog(finishing);
  for (let look = 0; look < 300; look++) await log.disclose(1 + (look % 9));
  await log.seal();
  const { owner } = log.database;
  const all = () => owner`SELECT level, number, encode(hash, 'hex') AS hash FROM audit.subtree ORDER BY level, number`;
  const sealed = [...(await all())];
  assert.ok(sealed.some((row) => row['level'] === 2));
  await owner.unsafe(
    await readFile(join(import.meta.dirname, 'migrations/20261128-1305-subtrees-of-sixteen.sql'), 'utf8'),
  );
  assert.deepEqual([...(await all())], sealed);
});

test('decision 104: a seal of whose commit nothing was heard is not published, nor are tiles behind the last that was', async () => {
  const log = await aSealedLog(finishing);
  await log.disclose(1);
  const confirmed = await log.seal();
  const newest = await log.keys.kept.newest();
  await log.disclose(2);
  const ended = { ...log.keys, kept: { ...log.keys.kept, keep: async () => undefined } };
  const other = createAudit({ ...log, log: createLog({ level: 'silent' }), proofs: ended });
  const size = succeeded(await other.seal()).size;
  assert.ok(size > confirmed);
  const { checkpoint, tile } = log.audit.publication!;
  assert.equal(succeeded(await checkpoint()), newest);
  assert.equal(succeeded(await tile({ level: 0, number: 0, width: confirmed }))?.length, confirmed * 32);
  assert.equal(succeeded(await tile({ level: 0, number: 0, width: size })), undefined);
});

test('a second process goes on where the first was, with the same map of heads', async () => {
  const log = await aSealedLog(finishing);
  for (let look = 0; look < 30; look++) await log.disclose(1 + look);
  await log.seal();
  const other = createAudit({ ...log, log: createLog({ level: 'silent' }), proofs: log.keys });
  await log.disclose(3);
  succeeded(await other.seal());
  await log.disclose(4);
  const file = await log.download(3);
  assert.deepEqual(brokenIn(await report(file, log.keys.key.verifierTexts)), []);
});

test('C2SP tlog-checkpoint: a database that does not continue what was signed gets no signature any more', async () => {
  const log = await aSealedLog(finishing);
  for (let look = 0; look < 3; look++) await log.disclose(1);
  await log.seal();
  await log.database.owner`UPDATE audit.leaf SET hash = sha256('other') WHERE leaf_index = 1`;
  await log.disclose(1);
  const changed = await log.audit.seal();
  assert.equal(!changed.ok && changed.fault.code, 'AUDIT-005');
  const newest = await readFile(join(log.keysDirectory, 'access-log-checkpoint.newest.txt'), 'utf8');
  assert.equal(readCheckpoint(readNote(newest)!.text)?.size, 4, 'what was signed stays where it is kept');
});

test('keys: the newest signs, a retired one still verifies, and what it signed stays good', async () => {
  const log = await aSealedLog(finishing);
  await log.disclose(1);
  const before = await log.download(1);
  const [oldKey] = log.keys.key.verifierTexts;
  await rm(join(log.keysDirectory, `access-log-${oldKey!.split('+')[1]}.pem`));
  const settings = { keysDirectory: log.keysDirectory, origin: 'log.test/one', peers: [] };
  const rotated = succeeded(await openLogProofs(settings));
  assert.equal(rotated.key.verifierTexts.length, 2);
  assert.notEqual(rotated.key.verifierText, oldKey);
  assert.equal((await report(before, rotated.key.verifierTexts)).verdict, 'complete');
  const note = rotated.key.sign('x\n', 0);
  assert.equal(fromBase64(note.trimEnd().split(' ').at(-1)!)?.length, 4 + 64);
});

test('RFC 6962 2.1.2: each checkpoint is consistent with every one before it', async () => {
  const log = await aSealedLog(finishing);
  for (let seals = 0; seals < 12; seals++) {
    for (let look = 0; look <= seals * 3; look++) await log.disclose(1 + (look % 4));
    await log.seal();
  }
  const { TreeReader } = await import('./tree/tree-reader.ts');
  const rows = await log.database.sql`SELECT size, root FROM audit.checkpoint ORDER BY size`;
  const heads = rows.map((row) => ({ size: Number(row['size']), root: row['root'] as Uint8Array }));
  for (const later of heads) {
    const earlier = heads.filter(({ size }) => size <= later.size);
    const reader = new TreeReader(log.database.sql, later.size);
    const paths = await reader.consistencyPaths(earlier.map(({ size }) => size));
    for (const [index, one] of earlier.entries()) assert.ok(await isConsistent(one, later, paths[index]!));
  }
});
