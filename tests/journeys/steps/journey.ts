/**
 * Runs one journey in a real browser in three ways: at a desk, at 320 px (WCAG 2.2 clause 1.4.10) and without
 * JavaScript. Each way ends in an accessibility check, and no page of it may have broken a script or its own policy.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { assertAccessible } from './accessibility.ts';
import type { WayName } from './looked-at.ts';
import { type RegionUnderTest, regionUnderTest, testChromium } from './region-under-test.ts';

export interface Way {
  readonly name: WayName;
  readonly width: number;
  readonly hasScript: boolean;
}

const atADesk: Way = { name: 'at a desk', width: 1280, hasScript: true };
const atAPhone: Way = { name: 'at 320 px', width: 320, hasScript: true };
const withoutScript: Way = { name: 'without JavaScript', width: 1280, hasScript: false };
export const allWays: readonly Way[] = [atADesk, atAPhone, withoutScript];
export const notAtAPhone: readonly Way[] = [atADesk, withoutScript];

/** One person at one browser. */
export interface Visit {
  readonly region: RegionUnderTest;
  readonly way: Way;
  readonly context: BrowserContext;
  readonly page: Page;
}

const patienceMs = 15_000;

async function openVisit(browser: Browser, region: RegionUnderTest, way: Way): Promise<Visit & { faults: string[] }> {
  const context = await browser.newContext({
    baseURL: region.url,
    viewport: { width: way.width, height: 900 },
    javaScriptEnabled: way.hasScript,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // Answers with 4xx are part of some journeys: the browser reports each as an error of its own.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  return { region, way, context, page, faults };
}

/** Somebody else at a browser of their own, at the same time. Whoever asks for it closes its context. */
export async function anotherVisit(visit: Visit, begins: (theirs: Visit) => Promise<void>): Promise<Visit> {
  const { region, way } = visit;
  const context = await (await theBrowser()).newContext({
    baseURL: region.url,
    viewport: { width: way.width, height: 900 },
    javaScriptEnabled: way.hasScript,
  });
  context.setDefaultTimeout(patienceMs);
  const theirs: Visit = { ...visit, context, page: await context.newPage() };
  await begins(theirs);
  return theirs;
}

/** One for all journeys of a file. */
let launched: Promise<Browser> | undefined;
function theBrowser(): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: testChromium(),
    args: ['--no-sandbox', '--js-flags=--always-sparkplug'],
  });
  return launched;
}
after(async () => (await launched)?.close());

/**
 * `scenario` is the story in steps; it ends on the page that is checked last. `ways` are fewer where another journey looks at the
 * same pages in the others, and the story is the same in them.
 */
export function journey(name: string, scenario: (visit: Visit) => Promise<void>, ways = allWays): void {
  describe(name, () => {
    for (const way of ways)
      it(`${name}: ${way.name}`, async () => {
        const visit = await openVisit(await theBrowser(), regionUnderTest(), way);
        try {
          await scenario(visit);
          await assertAccessible(visit);
          assert.deepEqual(visit.faults, []);
        } finally {
          await visit.context.close();
        }
      });
  });
}
