/** Stories A8 and A9: a person downloads their log, and a page from their own disk checks it with no network at all. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { assertAccessible } from './steps/accessibility.ts';
import { journey, type Visit } from './steps/journey.ts';
import { signInToOwnRecordAs } from './steps/patient-steps.ts';
import { pageShows } from './steps/staff-steps.ts';

interface Downloaded {
  readonly log: string;
  readonly page: string;
}

journey(
  'a downloaded log is complete and unaltered, says a page from disk; an altered one is told by its entry',
  async (visit) => {
    const folder = await mkdtemp(join(tmpdir(), 'goldthread-offline-'));
    try {
      await signInToOwnRecordAs(visit, 'patient-ordinary');
      await visit.page.goto('/my/who-has-looked');
      const files = await download(visit, folder);
      if (visit.way.hasScript) await checkOffline(visit, folder, files);
      else await itSaysThatItNeedsScripts(visit, files);
      await visit.page.goto('/my/who-has-looked');
      await pageShows(visit, ['Downloaded this list.']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

async function download({ page }: Visit, folder: string): Promise<Downloaded> {
  const keep = async (name: string, file: string): Promise<string> => {
    const [downloaded] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    const path = join(folder, file);
    await downloaded.saveAs(path);
    return path;
  };
  return {
    log: await keep('Download this log', 'log.json'),
    page: await keep('Download the page that checks it', 'check-my-log.html'),
  };
}

async function openFromDisk({ context, way }: Visit, path: string): Promise<Page> {
  const browser = context.browser();
  if (browser === null) throw new Error('the browser is gone');
  const offline = await browser.newContext({
    offline: true,
    viewport: { width: way.width, height: 900 },
    javaScriptEnabled: way.hasScript,
  });
  const page = await offline.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  assert.deepEqual(
    asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:')),
    [],
    'it asks nobody for anything',
  );
  return page;
}

async function check(page: Page, path: string): Promise<string> {
  await page.reload();
  await page.getByLabel('Your log file').setInputFiles(path);
  await page.getByRole('button', { name: 'Check my log' }).click();
  await page.locator('#outcome').waitFor();
  return page.locator('body').innerText();
}

async function checkOffline(visit: Visit, folder: string, files: Downloaded): Promise<void> {
  const page = await openFromDisk(visit, files.page);
  try {
    assert.match(await check(page, files.log), /complete and unchanged/);
    await assertAccessible({ ...visit, page });
    await alteredFilesAreTold(page, folder, await readFile(files.log, 'utf8'));
    await assertAccessible({ ...visit, page });
  } finally {
    await page.context().close();
  }
}

interface LogOfOne {
  readonly persons: { entries: { personSequence: number; fields: { body: { text: string } } }[] }[];
}

/** One entry is taken out, then one is rewritten: each time the page names the entry. */
async function alteredFilesAreTold(page: Page, folder: string, text: string): Promise<void> {
  const without = JSON.parse(text) as LogOfOne;
  const [taken] = without.persons[0]!.entries.splice(0, 1);
  const path = join(folder, 'altered.json');
  await writeFile(path, JSON.stringify(without));
  const missing = await check(page, path);
  assert.doesNotMatch(missing, /complete and unchanged/);
  assert.match(missing, new RegExp(`Entry ${taken!.personSequence} is missing`));
  const rewritten = JSON.parse(text) as LogOfOne;
  const entry = rewritten.persons[0]!.entries.at(-1)!;
  entry.fields.body.text = entry.fields.body.text.replace('"outcome":"', '"outcome":"un');
  await writeFile(path, JSON.stringify(rewritten));
  assert.match(await check(page, path), new RegExp(`Entry ${entry.personSequence} is not what was sealed`));
}

async function itSaysThatItNeedsScripts(visit: Visit, files: Downloaded): Promise<void> {
  const page = await openFromDisk(visit, files.page);
  try {
    assert.match(await page.locator('body').innerText(), /verify-log/);
  } finally {
    await page.context().close();
  }
}
