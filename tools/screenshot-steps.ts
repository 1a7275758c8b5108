/** What every picture begins with. */
import type { Page } from 'playwright-core';

export type Shoot = (name: string) => Promise<void>;

export async function signIn(page: Page, path: '/staff' | '/my', account: string): Promise<void> {
  await page.goto(path);
  if (path === '/my') await page.locator('main a[href^="/sign-in/patient"]').first().click();
  await page.getByLabel('Name of a demo account').fill(account);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`**${path}{,/access-review}`);
}

/** Gives the address of the record on the staff pages. */
export async function openRecord(page: Page, nhsNumber: string): Promise<string> {
  await page.goto('/staff');
  await page.getByLabel('NHS number').fill(nhsNumber);
  await page.getByRole('button', { name: 'Find' }).first().click();
  await page.waitForURL('**/staff/find');
  await page.locator('a[href^="/staff/people/"]').first().click();
  await page.waitForURL('**/staff/people/**');
  return new URL(page.url()).pathname;
}
