/** Pictures of what people choose: who sees their record, who acts for them, teams, and what opens all the same. */
import type { Browser, Page } from 'playwright-core';
import { openRecord, type Shoot, signIn } from './screenshot-steps.ts';

const arthurRimmer = '999 000 0018';
const alexOrdinary = '999 000 0212';

async function pressed(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('main').getByRole('button', { name }).first();
  await Promise.all([page.waitForEvent('load'), button.click()]);
}

async function visited(browser: Browser, baseURL: string, visit: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL, locale: 'en-GB' });
  await visit(await context.newPage());
  await context.close();
}

async function karenAsks(page: Page): Promise<void> {
  await signIn(page, '/my', 'proxy-a1');
  await page.goto('/my/acting');
  if (await page.getByText('Acting now').first().isVisible()) return;
  await page.goto('/my/acting/ask');
  await page.getByLabel('What is their name?').fill('Arthur Rimmer');
  await page.getByLabel('Who are you to them?').fill('Daughter');
  await page.getByLabel('Their NHS number').fill(arthurRimmer);
  for (const [label, text] of [
    ['Day', '3'],
    ['Month', '11'],
    ['Year', '1957'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel('Which GP surgery are they with?').selectOption({ label: 'Alderfen Surgery' });
  await page.getByLabel(/They agreed to it/).check();
  for (const scope of ['Appointments', 'Medicines and allergies', 'The record in plain words'])
    await page.getByLabel(scope, { exact: true }).check();
  await page.getByLabel('What can you show the surgery?').fill('A letter that he signed, and my passport');
  await pressed(page, 'Send to the surgery');
}

async function theSurgeryApproves(page: Page): Promise<void> {
  await signIn(page, '/staff', 'gp');
  await page.goto('/staff/acting');
  const asked = page.getByRole('row').filter({ hasText: 'Karen Rimmer' }).getByRole('link').first();
  if (!(await asked.isVisible())) return;
  await asked.click();
  await page.waitForURL('**/acting?about=*');
  await page.getByLabel('What have you seen, and with whom did you speak?').fill('Seen together at the surgery');
  await pressed(page, /^Approve/);
}

async function alexIsProtected(page: Page): Promise<void> {
  await signIn(page, '/my', 'patient-protected');
  await page.goto('/my/choices');
  if (await page.getByText('Full protection: only').first().isVisible()) return;
  await page.goto('/my/choices/protection');
  await page.getByLabel(/Sexual health clinic, /).check();
  await pressed(page, 'Continue');
  await pressed(page, /^Yes, do this/);
}

async function glassWaitsForASecond(page: Page): Promise<void> {
  await signIn(page, '/staff', 'ed-doctor');
  await openRecord(page, alexOrdinary);
  const emergency = page.getByRole('radio', { name: /^Emergency/ });
  if (!(await emergency.isVisible())) return;
  await emergency.check();
  await page.getByLabel('What is happening?').fill('Found unconscious at the station');
  await page.getByRole('checkbox', { name: /I have checked/ }).check();
  await pressed(page, /^Open record/);
}

/** Before the pictures: a region begins with nobody's choices. What stands already is left as it is. */
export async function prepareChoices(browser: Browser, baseURL: string): Promise<void> {
  for (const step of [karenAsks, theSurgeryApproves, alexIsProtected, glassWaitsForASecond])
    await visited(browser, baseURL, step);
}

export async function shootChoices(page: Page, shoot: Shoot): Promise<void> {
  await signIn(page, '/my', 'patient-protected');
  await page.goto('/my/choices');
  await shoot('choices');
  await page.goto('/my/choices/hide-kinds');
  await shoot('choice-hide-kinds');
}

export async function shootActing(page: Page, shoot: Shoot): Promise<void> {
  await signIn(page, '/my', 'proxy-a1');
  await page.goto('/my/acting');
  await shoot('acting');
  await page.getByRole('link', { name: 'Arthur Rimmer' }).first().click();
  await page.waitForURL('**/my/acting/*');
  await shoot('acting-home');
}

export async function shootSecondPerson(page: Page, shoot: Shoot): Promise<void> {
  await signIn(page, '/staff', 'ed-registrar');
  await page.goto('/staff/second-person');
  await shoot('second-person');
}

export async function shootLeads(page: Page, shoot: Shoot): Promise<void> {
  await signIn(page, '/staff', 'gp');
  await page.goto('/staff/teams');
  await shoot('teams');
  const record = await openRecord(page, arthurRimmer);
  await page.goto(`${record}/sealed`);
  await shoot('sealed-entries');
}
