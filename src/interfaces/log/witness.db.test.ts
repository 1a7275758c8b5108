/** C2SP tlog-witness and tlog-tiles over real HTTP: two regions' logs witness each other, and refuse a fork. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Fastify from 'fastify';
import { verifyLogFile } from '#audit';
import { aSealedLog, type LogForTests, type LogForTestsOptions } from '../../audit/testing/a-sealed-log.ts';
import { logRoutes } from './index.ts';
import { readTilePath } from './log-routes.ts';

const finishing = { after: (callback: () => Promise<void>) => after(callback) };

interface Served {
  readonly url: string;
  readonly log: LogForTests;
}

/** Keys have to be exchanged before either can start with the other, as two regions would. */
async function twoRegions(): Promise<readonly [Served, Served]> {
  const origins = ['one.test/log', 'two.test/log'] as const;
  const apps = [Fastify({ forceCloseConnections: true }), Fastify({ forceCloseConnections: true })] as const;
  const publications: { -readonly [Key in 0 | 1]?: NonNullable<LogForTests['audit']['publication']> } = {};
  const urls: string[] = [];
  const served: Served[] = [];
  for (const [index, app] of apps.entries()) {
    const late = new Proxy({} as NonNullable<LogForTests['audit']['publication']>, {
      get: (_, name) => Reflect.get(publications[index as 0 | 1]!, name),
    });
    await app.register(async (scope) => logRoutes(scope, { publication: late }));
    urls.push(await app.listen({ host: '127.0.0.1', port: 0 }));
  }
  // Each writes what it witnesses into its keys directory for as long as the other asks: none goes before both are still.
  after(async () => {
    await Promise.all(served.map(({ log }) => log.audit.stop()));
    await Promise.all(apps.map((app) => app.close()));
  });
  const first = await Promise.all(origins.map((origin) => aSealedLog(finishing, { origin })));
  for (const index of [0, 1] as const) {
    const other = first[1 - index]!;
    const peers: LogForTestsOptions['peers'] = [
      {
        url: urls[1 - index]!,
        logKeys: other.keys.key.verifierTexts,
        witnessKeys: other.keys.witnessKey.verifierTexts,
      },
    ];
    const log = await first[index]!.withPeers(peers);
    publications[index] = log.audit.publication!;
    served.push({ url: urls[index]!, log });
  }
  return [served[0]!, served[1]!];
}

async function untilCosigned({ log }: Served, size: number): Promise<void> {
  for (const untilMs = Date.now() + 10_000; Date.now() < untilMs; await new Promise((go) => setTimeout(go, 50))) {
    const rows = await log.database.sql`SELECT FROM audit.cosignature WHERE size = ${size}`;
    if (rows.length > 0) return;
  }
  throw new Error('nobody has witnessed it');
}

test('two regions witness each other’s logs, and a person’s file shows it', async () => {
  const [one, two] = await twoRegions();
  for (const region of [one, two]) {
    for (let look = 0; look < 3; look++) {
      await region.log.disclose(1 + look);
      await untilCosigned(region, await region.log.seal());
    }
  }
  await one.log.download(1);
  await untilCosigned(one, await one.log.seal());
  const response = await fetch(`${one.url}/log/checkpoint`);
  assert.match(
    await response.text(),
    /^one\.test\/log\n\d+\n.*\n\n— one\.test\/log .*\n— two\.test\/log\/witness .*\n$/,
  );
  const file = await one.log.download(1);
  await untilCosigned(one, Number(file.checkpoint.split('\n')[1]));
  const again = await one.log.fileOf(1, file.persons[0]!.entries.at(-1)!.entry);
  const trustedKeys = [...one.log.keys.key.verifierTexts, ...two.log.keys.witnessKey.verifierTexts];
  const report = await verifyLogFile({ text: JSON.stringify(again), trustedKeys });
  assert.equal(report.verdict, 'complete');
  assert.ok(report.findings.some(({ state, says }) => state === 'holds' && says.includes('two.test/log/witness')));
  const wellKnown = (await (await fetch(`${two.url}/.well-known/goldthread-log`)).json()) as Record<string, unknown>;
  assert.deepEqual(wellKnown['keys'], two.log.keys.key.verifierTexts);
  assert.deepEqual(wellKnown['peerWitnessKeys'], one.log.keys.witnessKey.verifierTexts);
});

test('tlog-witness: each answer of add-checkpoint is the one that the protocol names; a fork is never signed', async () => {
  const [one, two] = await twoRegions();
  await one.log.disclose(1);
  await untilCosigned(one, await one.log.seal());
  const seen = Number((await (await fetch(`${one.url}/log/checkpoint`)).text()).split('\n')[1]);
  const fork = await aSealedLog(finishing, { origin: 'one.test/log' });
  for (let look = 0; look < 5; look++) await fork.disclose(7);
  await fork.seal();
  const noteBy = (log: LogForTests) => log.noteOf.bind(log);
  const submit = async (body: string) => {
    const answer = await fetch(`${two.url}/log/witness/add-checkpoint`, { method: 'POST', body });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  const [forked] = await fork.database.sql`SELECT note FROM audit.checkpoint`;
  const forkText = String(forked!['note']).split('\n\n')[0]!;
  const signedFork = noteBy(one.log)(`${forkText}\n`);
  assert.equal((await submit(`old ${seen}\n\n${String(forked!['note'])}`)).status, 403, 'signed by another key');
  assert.equal((await submit(`old ${seen}\n\n${signedFork}`)).status, 422, 'no proof that it continues');
  assert.equal((await submit(`old ${seen}\n${'A'.repeat(43)}=\n\n${signedFork}`)).status, 422, 'a false proof');
  assert.deepEqual(await submit(`old 0\n\n${signedFork}`), {
    status: 409,
    type: 'text/x.tlog.size',
    text: `${seen}\n`,
  });
  const sameSize = noteBy(one.log)(`one.test/log\n${seen}\n${'A'.repeat(43)}=\n`);
  assert.equal((await submit(`old ${seen}\n\n${sameSize}`)).status, 422, 'another root of the same size');
  assert.equal((await submit(`old 9\n\n${sameSize}`)).status, 400, 'it would have shrunk');
  assert.equal((await submit(`old 0\n\n${forkText.replace('one.test', 'three.test')}\n\n— a AAAAAAAA\n`)).status, 404);
  assert.equal((await submit('nothing of the kind')).status, 400);
  const [own] = await one.log.database.sql`SELECT note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`;
  assert.equal((await submit(`old ${seen}\n\n${String(own!['note'])}`)).status, 200, 'the same again');
  const restarted = await two.log.withPeers(two.log.peers);
  const after = await restarted.audit.publication!.addCheckpoint(`old 0\n\n${signedFork}`);
  assert.deepEqual([after.status, after.body], [409, `${seen}\n`], 'it remembers after a restart');
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('one.test/log'));
  const kept = await fetch(`${two.url}/log/witness/${Buffer.from(hash).toString('hex')}/checkpoint`);
  assert.match(await kept.text(), new RegExp(`^one\\.test/log\n${seen}\n`));
});

test('tlog-tiles: addresses of tiles are read as they are written there, and nothing else is', async () => {
  assert.deepEqual(readTilePath('0/000'), { level: 0, number: 0, width: 256 });
  assert.deepEqual(readTilePath('2/x001/x234/067.p/17'), { level: 2, number: 1_234_067, width: 17 });
  for (const wrong of ['', '0/1', '0/000.p/256', '0/000.p/0', '7/000', '0/x000/001', 'entries/000', '0/../0'])
    assert.equal(readTilePath(wrong), undefined, wrong);
  const [one] = await twoRegions();
  for (let look = 0; look < 4; look++) await one.log.disclose(1);
  const size = await one.log.seal();
  const tile = await fetch(`${one.url}/log/tile/0/000.p/${size}`);
  assert.equal((await tile.arrayBuffer()).byteLength, 32 * size);
  assert.equal((await fetch(`${one.url}/log/tile/0/000`)).status, 404, 'not full yet');
});
