/** What people do on the pages of their choices, and of whom they act for. */
import { assertAccessibleOnTheWay } from './accessibility.ts';
import type { Visit } from './journey.ts';
import { signInToOwnRecordAs } from './patient-steps.ts';
import { signInAs } from './staff-steps.ts';

/** Another person at the same browser: nobody is signed in at first. */
export async function becomes(visit: Visit, account: string, app: 'staff' | 'my'): Promise<void> {
  await visit.context.clearCookies();
  if (app === 'my') await signInToOwnRecordAs(visit, account);
  else await signInAs(visit, account);
}

/** For pages on the way that another journey looks at in the same way: they are not looked at again. */
export const lookedAtElsewhere = (visit: Visit): Visit => ({ ...visit, way: { ...visit.way, hasScript: false } });

/** Follows a link or presses a button, and looks at the page that comes. */
export async function follow(visit: Visit, name: string | RegExp, address: string): Promise<void> {
  const { page } = visit;
  const link = page.getByRole('main').getByRole('link', { name }).first();
  await link.click();
  await page.waitForURL(`**${address}`);
  await assertAccessibleOnTheWay(visit);
}

export async function press(visit: Visit, name: string | RegExp): Promise<void> {
  const { page } = visit;
  await Promise.all([page.waitForEvent('load'), page.getByRole('main').getByRole('button', { name }).first().click()]);
  await assertAccessibleOnTheWay(visit);
}

/** Reads what will happen and agrees. */
export async function chooseAndConfirm(visit: Visit): Promise<void> {
  await press(visit, 'Continue');
  await press(visit, /^Yes, do this/);
}

export interface AskedToAct {
  readonly called: string;
  readonly relationship: string;
  readonly nhsNumber: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly practice: string;
  readonly basis: RegExp;
  readonly scopes: readonly string[];
}

export async function askToAct(visit: Visit, asked: AskedToAct): Promise<void> {
  const { page } = visit;
  await follow(visit, /^People who act for me/, '/my/acting');
  await page.getByRole('button', { name: 'Ask to act for somebody' }).click();
  await page.waitForURL('**/my/acting/ask');
  await page.getByLabel('What is their name?').fill(asked.called);
  await page.getByLabel('Who are you to them?').fill(asked.relationship);
  await page.getByLabel('Their NHS number').fill(asked.nhsNumber);
  const [year = '', month = '', day = ''] = asked.birthDate.split('-');
  for (const [label, text] of [
    ['Day', day],
    ['Month', month],
    ['Year', year],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(String(Number(text)));
  await page.getByLabel('Which GP surgery are they with?').selectOption({ label: asked.practice });
  await page.getByLabel(asked.basis).check();
  for (const scope of asked.scopes) await page.getByLabel(scope, { exact: true }).check();
  await page.getByLabel('What can you show the surgery?').fill('A letter, and my passport');
  await assertAccessibleOnTheWay(visit);
  await press(visit, 'Send to the surgery');
}

/** The practice finds the request among what waits, and approves it. */
export async function approves(visit: Visit, patientFamilyName: string, proxy: string): Promise<void> {
  const { page } = visit;
  await page.goto('/staff/acting');
  await assertAccessibleOnTheWay(visit);
  const row = page.getByRole('row').filter({ hasText: proxy }).filter({ hasText: patientFamilyName.toUpperCase() });
  await row.getByRole('link').click();
  await page.waitForURL('**/acting?about=*');
  await page.getByLabel('What have you seen, and with whom did you speak?').fill('Seen together at the surgery');
  await assertAccessibleOnTheWay(visit);
  await press(visit, /^Approve/);
}

/** The person closes their record to all but these teams. */
export async function choosesProtection(visit: Visit, team: RegExp): Promise<void> {
  const unlooked = lookedAtElsewhere(visit);
  await visit.page.goto('/my/choices/protection');
  await visit.page.getByLabel(team).check();
  await chooseAndConfirm(unlooked);
}

export async function takesProtectionBack(visit: Visit): Promise<void> {
  const unlooked = lookedAtElsewhere(visit);
  await visit.page.goto('/my/choices');
  await follow(unlooked, /Take back.*Full protection/, '/my/choices/take-back?choice=*');
  await press(unlooked, 'Take it back');
}
