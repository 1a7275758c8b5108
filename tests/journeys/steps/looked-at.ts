/** Notes which page was looked at in which way, so that the run can say at its end which page nobody looked at. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export type WayName = 'at a desk' | 'at 320 px' | 'without JavaScript';
export type Look = WayName | 'axe without JavaScript' | 'by the keyboard';

const file = process.env['GOLDTHREAD_TEST_LOOKED_FILE'];
const notedHere = new Set<string>();

const lineOf = (url: string, look: Look): string => `${look}\t${new URL(url).pathname}`;
/** Pages of different people are one page: their addresses differ in opaque ids. */
const withoutIds = (line: string): string => line.replaceAll(/\/[^/\s]*\d[^/\s]*/g, '/:');

/** Read each time: other journeys run beside this one. */
function notedByAll(): Iterable<string> {
  return file === undefined || !existsSync(file) ? notedHere : readFileSync(file, 'utf8').split('\n');
}

export function wasLookedAt(url: string, look: Look): boolean {
  const wanted = withoutIds(lineOf(url, look));
  for (const line of notedByAll()) if (withoutIds(line) === wanted) return true;
  return false;
}

export function noteLook(url: string, look: Look): void {
  const line = lineOf(url, look);
  if (notedHere.has(line)) return;
  notedHere.add(line);
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}
