/**
 * WCAG 2.2 A and AA and good practice by axe-core, that nothing has to be scrolled sideways (1.4.10), and that the keyboard is
 * enough (2.1.1).
 */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axeViolations } from '../../../tools/axe.ts';
import { assertUsableByKeyboard } from './keyboard.ts';
import { noteLook, type WayName, wasLookedAt } from './looked-at.ts';

/** A page as somebody meets it: at a width, with or without JavaScript. */
export interface PageToCheck {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly way: { readonly name: WayName; readonly width: number; readonly hasScript: boolean };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One for a browser, used again and again: each new one would be a process more. */
const scriptlessCopies = new WeakMap<Browser, Promise<Page>>();

/**
 * axe needs timers, which a browser without JavaScript does not run: so the same markup is looked at in another one,
 * with no script in it.
 */
async function pageForAxe({ context, page, way }: PageToCheck): Promise<Page> {
  if (way.hasScript) return page;
  const browser = context.browser();
  if (browser === null) throw new Error('the browser is gone');
  const opened = scriptlessCopies.get(browser) ?? browser.newPage();
  scriptlessCopies.set(browser, opened);
  const body = (await page.content()).replace(/<script[\s\S]*?<\/script>/g, '');
  const copy = await opened;
  await copy.setViewportSize({ width: way.width, height: 900 });
  await copy.unrouteAll();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await copy.goto(page.url());
  return copy;
}

/** With whatever a phone folds unfolded for the moment: what nobody has opened yet has no width. */
async function widthOf(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    const folded = [...document.querySelectorAll('details:not([open])')];
    for (const fold of folded) fold.open = true;
    const width = document.documentElement.scrollWidth;
    for (const fold of folded) fold.open = false;
    return width;
  })()`);
}

/** A page on the way: without JavaScript its markup is the same as at a desk, where it was looked at. */
export async function assertAccessibleOnTheWay(visit: PageToCheck): Promise<void> {
  const { page, way } = visit;
  if (way.hasScript) return assertAccessible(visit);
  if (way.name !== 'without JavaScript') return;
  await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor();
  noteLook(page.url(), way.name);
}

/** Once for each page, at a desk. */
async function assertKeyboardIsEnough({ page, way }: PageToCheck): Promise<void> {
  if (way.name !== 'at a desk' || wasLookedAt(page.url(), 'by the keyboard')) return;
  await assertUsableByKeyboard(page);
  noteLook(page.url(), 'by the keyboard');
}

/** Without JavaScript each page is looked at once: whatever state it is in, its markup is the same as at a desk. */
export async function assertAccessible(visit: PageToCheck): Promise<void> {
  const { page, way } = visit;
  const where = `${await page.title()} (${way.name})`;
  assert.ok((await widthOf(page)) <= way.width, `${where} has to be scrolled sideways: ${await widthOf(page)} px`);
  if (!way.hasScript && wasLookedAt(page.url(), 'axe without JavaScript')) return;
  const looked = await pageForAxe(visit);
  // The bar at the foot of a phone's screen covers whatever scrolls below it: nothing is below it at the end of the page.
  await looked.evaluate("document.querySelector('.gt-patient--bar') && window.scrollTo(0, document.body.scrollHeight)");
  const violations = await axeViolations(looked, tags);
  const found = violations.map(
    ({ id, help, nodes }) => `${where}: ${id}, ${help}: ${nodes.map((node) => node.target.join(' ')).join('; ')}`,
  );
  assert.deepEqual(found, []);
  noteLook(page.url(), way.name);
  if (!way.hasScript) noteLook(page.url(), 'axe without JavaScript');
  await assertKeyboardIsEnough(visit);
}
