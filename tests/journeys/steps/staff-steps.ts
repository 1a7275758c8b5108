/** What staff do and see on their pages. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Visit } from './journey.ts';

/** The demo's own identity provider stands in for NHS CIS2: the same OpenID Connect code, with no password. */
export async function signInAs(visit: Visit, account: string): Promise<void> {
  const { page } = visit;
  await page.goto('/staff');
  await chooseAccount(visit, account);
  await page.waitForURL('**/staff');
}

export async function chooseAccount({ page }: Visit, account: string): Promise<void> {
  await page.getByLabel('Name of a demo account').fill(account);
  await page.getByRole('button', { name: 'Continue' }).click();
}

export async function findByNhsNumber({ page }: Visit, nhsNumber: string): Promise<void> {
  await page.getByLabel('NHS number').fill(nhsNumber);
  await page.getByRole('button', { name: 'Find' }).first().click();
  await page.waitForURL('**/staff/find');
}

/** From the page of people found. Gives the record's address. */
export async function openRecordOf({ page }: Visit, familyName: string): Promise<string> {
  await page.getByRole('link', { name: new RegExp(`^${familyName.toUpperCase()}, `) }).click();
  await page.waitForURL('**/staff/people/**');
  return new URL(page.url()).pathname;
}

/** A section of the record by its tab, or by the menu that stands in for the tabs on a narrow screen. */
export async function goToSection({ page }: Visit, name: string): Promise<void> {
  const sections = page.getByRole('navigation', { name: 'Sections of the record' });
  const narrow = sections.locator('summary');
  if (await narrow.isVisible()) await narrow.click();
  await sections.getByRole('link', { name, exact: true }).and(page.locator(':visible')).click();
  await page.waitForURL(new RegExp(`/${name.toLowerCase()}(\\?|$)`));
}

/** A card of the record as assistive technology finds it, unfolded where a small screen folds it. */
export async function card({ page }: Visit, name: string): Promise<Locator> {
  const found = page.getByRole('region', { name, exact: true });
  await found.waitFor();
  const fold = found.locator('details:not([open]) > summary').first();
  if (await fold.isVisible()) await fold.click();
  return found;
}

export async function cardShows(visit: Visit, name: string, texts: readonly (string | RegExp)[]): Promise<void> {
  const shown = await (await card(visit, name)).innerText();
  for (const text of texts) assert.match(shown, asPattern(text), `${name} on ${visit.page.url()}`);
}

export async function pageShows({ page }: Visit, texts: readonly (string | RegExp)[]): Promise<void> {
  const shown = await page.locator('body').innerText();
  for (const text of texts) assert.match(shown, asPattern(text), page.url());
}

/** Looks at the markup too: what is hidden by style alone has been disclosed all the same. */
export async function pageHoldsNothingOf({ page }: Visit, texts: readonly string[]): Promise<void> {
  const markup = (await page.content()).toLowerCase();
  for (const text of texts) assert.ok(!markup.includes(text.toLowerCase()), `${page.url()} holds "${text}"`);
}

function asPattern(text: string | RegExp): RegExp {
  return typeof text === 'string'
    ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+'))
    : text;
}
