/**
 * `node tools/gallery-shots.ts [folder] [part of an address]`: pictures of the gallery at three widths, each page
 * checked by axe with and without JavaScript. Exits 1 when axe finds anything or a page scrolls sideways.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { findChromium } from './find-chromium.ts';
import { exhibits } from './gallery/pages.ts';
import { createGallery } from './gallery.ts';

const folder = process.argv[2] ?? 'tmp/gallery';
const wanted = exhibits.filter(({ address }) => address.includes(process.argv[3] ?? ''));
const widths = [1280, 375, 320] as const;
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function inspect(browser: Browser, origin: string, address: string, width: number): Promise<string[]> {
  const problems: string[] = [];
  // No page needs script: the narrowest is looked at without.
  const hasScript = width !== 320;
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: hasScript });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' && !/events/.test(message.text() + message.location().url))
      problems.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  await page.goto(origin + address, { waitUntil: 'load' });
  await page.screenshot({
    path: join(folder, `${address.slice(1).replaceAll('/', '-')}-${width}.png`),
    fullPage: true,
  });
  if (hasScript) {
    const wide = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (wide > 0) problems.push(`scrolls sideways by ${wide} px`);
    for (const violation of await axeViolations(page, tags)) {
      problems.push(
        `axe ${violation.id}: ${violation.nodes
          .slice(0, 3)
          .map((node) => node.target.join(' '))
          .join(' | ')}: ${violation.nodes[0]?.failureSummary ?? ''}`,
      );
    }
  }
  await context.close();
  return problems;
}

mkdirSync(folder, { recursive: true });
const found = findChromium();
if ('problem' in found) throw new Error(found.problem);
console.log(`Chromium from ${found.origin}`);
const app = await createGallery();
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
const browser = await chromium.launch({
  executablePath: found.path,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
let count = 0;
for (const { address } of wanted) {
  for (const width of widths) {
    for (const problem of await inspect(browser, origin, address, width)) {
      count += 1;
      console.log(`${address} ${width}: ${problem}`);
    }
  }
}
await browser.close();
await app.close();
console.log(`${wanted.length} pages, ${widths.length} widths, ${count} problems`);
process.exitCode = count === 0 ? 0 : 1;
