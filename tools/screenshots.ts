/**
 * `node tools/screenshots.ts URL [PATTERN]`: signs in to a running demo region and writes the pictures of docs/screenshots/, each
 * at 1280 and 375 px. Every person and place in them is invented.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';
import { checkoutRoot } from './run-program.ts';
import { openRecord, type Shoot, signIn } from './screenshot-steps.ts';
import { prepareChoices, shootActing, shootChoices, shootLeads, shootSecondPerson } from './screenshots-of-choices.ts';

const folder = join(checkoutRoot, 'docs/screenshots');
const widths = [1280, 375] as const;
const mostBytes = 400_000;
/** A picture for a page of documentation: longer pages are cut here. */
const mostHeight = { 1280: 1600, 375: 1800 } as const;

/** Only pictures whose names match. */
const [, pattern = ''] = process.argv.slice(2);

const arthurRimmer = '999 000 0018';
const dorothyHale = '999 000 0093';
const leahWhitcombe = '999 000 0174';

async function findSeveral(page: Page): Promise<void> {
  await page.getByLabel('Family name').fill('Hughes');
  for (const [label, text] of [
    ['Day', '8'],
    ['Month', '3'],
    ['Year', '1974'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Find' }).last().click();
  await page.waitForURL('**/staff/find');
}

async function shootStaff(page: Page, shoot: Shoot): Promise<void> {
  await page.goto('/staff');
  await shoot('sign-in');
  await signIn(page, '/staff', 'gp');
  await findSeveral(page);
  await shoot('find-person');
  const record = await openRecord(page, dorothyHale);
  await shoot('record');
  await page.goto(`${record}/journal?period=3m`);
  await page.evaluate("document.querySelector('#journal-filters').open = true");
  await page.getByLabel('Words').fill('tablets');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL(/words=/);
  // A phone folds them; a click would leave its focus in the picture.
  await page.evaluate("document.querySelector('#journal-filters').open = true");
  await shoot('journal-filters');
  await page.goto(`${record}/results?period=12m`);
  await shoot('results-trend');
}

/** Somebody has to have looked, and somebody to have been stopped, before there is a list to show. */
async function lookAtArthur(browser: Browser, baseURL: string): Promise<void> {
  for (const account of ['walk-in-nurse', 'supermarket-pharmacist']) {
    const context = await browser.newContext({ baseURL });
    const page = await context.newPage();
    await signIn(page, '/staff', account);
    await openRecord(page, arthurRimmer);
    await context.close();
  }
}

async function shootPatient(page: Page, shoot: Shoot): Promise<void> {
  await signIn(page, '/my', 'patient-a1');
  await page.goto('/my/record');
  await shoot('patient-record');
  await page.goto('/my/who-has-looked');
  await shoot('who-has-looked');
}

/** Somebody has to have broken glass before there is an alert to show. */
async function breakGlass(browser: Browser, baseURL: string): Promise<void> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await signIn(page, '/staff', 'ed-doctor');
  await openRecord(page, leahWhitcombe);
  const emergency = page.getByRole('radio', { name: /^Emergency/ });
  if (await emergency.isVisible()) {
    await emergency.check();
    await page.getByLabel('What is happening?').fill('Brought in unconscious, and nobody knows what she takes');
    await page.getByRole('checkbox', { name: /I have checked/ }).check();
    await page.getByRole('button', { name: /^Open record/ }).click();
    await page.waitForURL('**/staff/people/**');
  }
  await context.close();
}

async function shootOfficer(page: Page, shoot: Shoot): Promise<void> {
  await signIn(page, '/staff', 'ed-privacy-officer');
  await shoot('review-alerts');
  await page.getByRole('link', { name: 'Glass broken in an emergency' }).first().click();
  await page.waitForURL('**/access-review/alerts/**');
  await shoot('review-case');
  await page.goto('/staff/access-review/moment');
  await page.getByLabel('NHS number of the person').fill(leahWhitcombe);
  await page.getByLabel('Identifier of the member of staff').fill('ed-doctor');
  await page.getByRole('button', { name: 'Show what they could see' }).click();
  await page.waitForLoadState();
  await shoot('review-moment');
}

const every = [shootStaff, shootPatient, shootOfficer, shootChoices, shootActing, shootSecondPerson, shootLeads];

async function shootAll(browser: Browser, baseURL: string): Promise<void> {
  await lookAtArthur(browser, baseURL);
  await breakGlass(browser, baseURL);
  await prepareChoices(browser, baseURL);
  for (const width of widths)
    for (const shootPages of every) {
      const context = await browser.newContext({ baseURL, viewport: { width, height: 900 }, locale: 'en-GB' });
      const page = await context.newPage();
      await shootPages(page, async (name) => {
        if (!new RegExp(pattern).test(name)) return;
        const path = join(folder, `${name}-${width}.png`);
        const height = Math.min(
          await page.evaluate<number>('document.documentElement.scrollHeight'),
          mostHeight[width],
        );
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(300);
        await page.screenshot({ path, clip: { x: 0, y: 0, width, height } });
        await page.setViewportSize({ width, height: 900 });
        const { size } = statSync(path);
        console.log(`${name}-${width}.png  ${Math.round(size / 1024)} kB${size > mostBytes ? ', TOO LARGE' : ''}`);
        if (size > mostBytes) process.exitCode = 1;
      });
      await context.close();
    }
}

const [baseURL] = process.argv.slice(2);
const found = findChromium();
if (baseURL === undefined || 'problem' in found) {
  console.error(
    'problem' in found ? found.problem : 'Say where the region is: node tools/screenshots.ts http://127.0.0.1:8080',
  );
  process.exitCode = 1;
} else {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  try {
    await shootAll(browser, baseURL);
  } finally {
    await browser.close();
  }
}
