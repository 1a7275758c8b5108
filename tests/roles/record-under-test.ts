/** A region with Arthur Rimmer in it, and with what his story lacks, sent through the same intakes as everything else. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configForTests } from '../../src/config/testing/config-for-tests.ts';
import { startRegion } from '../../src/start-region.ts';
import { arthur, careVisitFile, practiceBundle } from './arthur.ts';
import { openBrowser, textOf } from './plain-browser.ts';

export interface RecordUnderTest {
  readonly url: string;
  /** Address of the record on the staff pages, as the GP's own search gives it. */
  readonly address: string;
  /** Arthur's list of looks, newest first, as lines of plain text. */
  whoHasLooked(): Promise<{ readonly looks: readonly string[]; readonly isComplete: boolean }>;
  stop(): Promise<void>;
}

async function addressOfRecord(url: string): Promise<string> {
  const browser = openBrowser(url);
  await browser.signIn('staff', 'gp');
  const found = await browser.find(arthur.nhsNumber);
  assert.ok(found.address !== undefined, found.text);
  return found.address;
}

async function whoHasLooked(url: string): Promise<{ looks: string[]; isComplete: boolean }> {
  const browser = openBrowser(url);
  await browser.signIn('patient', 'patient-a1');
  const looks: string[] = [];
  let isComplete = true;
  for (let address: string | undefined = '/my/who-has-looked'; address !== undefined; ) {
    const { html } = await browser.get(address);
    isComplete &&= textOf(html).includes('none missing');
    looks.push(...[...html.matchAll(/<li class="gt-look [\s\S]*?<\/li>/g)].map(([look]) => textOf(look)));
    address = /href="(\/my\/who-has-looked\?before=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  }
  return { looks, isComplete };
}

/** Starts the smallest demo region: the planted people, and nobody else. */
export async function startRecordUnderTest(): Promise<RecordUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-roles-'));
  const config = configForTests({
    GOLDTHREAD_DATA_DIR: folder,
    GOLDTHREAD_DEMO_PEOPLE: '1',
  });
  const started = await startRegion({ config });
  assert.ok(started.ok, JSON.stringify(started));
  const { region, publicUrl, loaded, stop, demo } = started.value;
  assert.equal((await loaded)?.refused, 0);

  const filed = await region.intake.fileCsv({ source: 'zx51', fileName: 'arthur.csv', text: careVisitFile() });
  assert.ok(filed.ok && filed.value.refused.length === 0, JSON.stringify(filed));
  const practice = demo?.organisations.find(({ code }) => code === 'ZX11')?.sources[0]?.client ?? '';
  const token = await region.signIn.issueAccessToken({ clientId: practice, scopes: ['system/*.cruds'] });
  const answer = await fetch(`${publicUrl}/fhir`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', authorization: `Bearer ${token}` },
    body: JSON.stringify(practiceBundle()),
  });
  assert.equal(answer.status, 200, await answer.text());

  return {
    url: publicUrl,
    address: await addressOfRecord(publicUrl),
    whoHasLooked: () => whoHasLooked(publicUrl),
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
