/** Notes which page was looked at in which way, so that the run can say at its end which page nobody looked at. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export type WayName = 'at a desk' | 'at 320 px' | 'without JavaScript';
export type Look = WayName | 'axe without JavaScript' | 'by the keyboard';

const file = process.env['GOLDTHREAD_TEST_LOOKED_FILE'];
const before = file === undefined || !existsSync(file) ? [] : readFileSync(file, 'utf8').split('\n');
const noted = new Set(before);

const lineOf = (url: string, look: Look): string => `${look}\t${new URL(url).pathname}`;
/** Pages of different people are one page: their addresses differ in opaque ids. */
const withoutIds = (line: string): string => line.replaceAll(/\/[^/\s]*\d[^/\s]*/g, '/:');
const seen = new Set(before.map(withoutIds));

export const wasLookedAt = (url: string, look: Look): boolean => seen.has(withoutIds(lineOf(url, look)));

export function noteLook(url: string, look: Look): void {
  const line = lineOf(url, look);
  seen.add(withoutIds(line));
  if (file === undefined || noted.has(line)) return;
  noted.add(line);
  appendFileSync(file, `${line}\n`);
}
