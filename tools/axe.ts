/**
 * axe itself, put into a page once and asked for violations alone. Its own wrapper for Playwright puts the longer form of it into
 * each page twice: a tenth of a second of each look.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

export interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly {
    readonly target: readonly (string | readonly string[])[];
    readonly failureSummary: string;
  }[];
}

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Of the page without its frames: no page of ours holds another in one. */
export async function axeViolations(page: Page, tags: readonly string[]): Promise<readonly AxeViolation[]> {
  const options = { resultTypes: ['violations'], runOnly: { type: 'tag', values: tags } };
  await page.evaluate(`${source};undefined`);
  return page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`);
}
