/** An HL7 v2 client library that others wrote, unmodified, over a real socket into a whole region: the record shows it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Client, Message } from 'node-hl7-client';
import { configForTests } from '../../src/config/testing/config-for-tests.ts';
import { type StartedRegion, startRegion } from '../../src/start-region.ts';
import { openBrowser } from '../roles/plain-browser.ts';

/** Invented: 999 123 4586 is in the range that is never issued, with a valid check digit. */
const person =
  'PID|1||9991234586^^^NHS^NH~R4589^^^ZX41^PI||CLIENT^LIBRARY||19500101|F|||1 MILL LANE^^TARNHOLT^^ZX1 1AA';
const header = (event: string, id: string): string =>
  `MSH|^~\\&|TIE|ZX41|GOLDTHREAD|ZX1|20261101090000||${event}|${id}|P|2.4`;

const admission = [
  header('ADT^A01^ADT_A01', 'NHC1'),
  'EVN|A01|20261101090000',
  person,
  'PV1|1|I|Rowan Ward^^4^ZX41||||G9990001^KAUR^JASLEEN^^^DR||||300||||||||V4589|||||||||||||||||||||||||20261101090000',
].join('\r');

const result = [
  header('ORU^R01^ORU_R01', 'NHC2'),
  person,
  'OBR|1|P4589|F4589|UE^Urea and electrolytes^L|||20261101093000|||||||20261101093500||||||||20261101110000||CH|F',
  'OBX|1|NM|NA^Sodium^L||117|mmol/L|133-146|LL|||F|||20261101093000',
].join('\r');

describe('node-hl7-client, unmodified, against a whole region', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-conformance-'));
  let started: StartedRegion;
  before(async () => {
    const config = configForTests({
      GOLDTHREAD_DATA_DIR: folder,
    });
    const outcome = await startRegion({ config });
    assert.ok(outcome.ok);
    started = outcome.value;
    await started.loaded;
  });
  after(async () => {
    await started?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('admits a person and sends a result, each answered AA, and the ward sees both', async () => {
    const client = new Client({ host: '127.0.0.1' });
    const codes: string[] = [];
    let answered = Promise.withResolvers<void>();
    const outbound = client.createConnection({ port: started.mllpPort }, async (response) => {
      codes.push(`${response.getMessage().get('MSA.1')} ${response.getMessage().get('MSA.2')}`);
      answered.resolve();
    });
    await once(outbound, 'connect');
    // One at a time: release 3.2.0 spins for ever when two messages wait in its own queue.
    for (const text of [admission, result]) {
      answered = Promise.withResolvers<void>();
      await outbound.sendMessage(new Message({ text }));
      await answered.promise;
    }
    await outbound.close();
    client.closeAll();
    assert.deepEqual(codes, ['AA NHC1', 'AA NHC2']);

    const browser = openBrowser(started.publicUrl);
    await browser.signIn('staff', 'ward-nurse');
    const found = await browser.find('9991234586');
    assert.ok(found.address !== undefined, found.text);
    const results = await browser.get(`${found.address}/results`);
    assert.match(results.html, /Sodium/);
    assert.match(results.html, />117</);
    assert.match((await browser.get(`${found.address}/journal`)).html, /Rowan Ward/);
  });
});
