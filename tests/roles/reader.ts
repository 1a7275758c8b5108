/** Everything that one account can open of the record, page by page, as its links lead. */
import { arthur } from './arthur.ts';
import { openBrowser, textOf } from './plain-browser.ts';
import type { RecordUnderTest } from './record-under-test.ts';

export interface Reader {
  /** Whether the record itself opened. */
  readonly opened: boolean;
  /** Whether these words stand in the markup of any page that opened, hidden or not. */
  sees(words: string): boolean;
}

const ownPages = ['/my', '/my/record', '/my/results', '/my/appointments', '/my/letters'];

function readerOf(opened: boolean, pages: readonly string[]): Reader {
  const said = pages.map((html) => `${textOf(html)} ${html}`.toLowerCase());
  return { opened, sees: (words) => said.some((page) => page.includes(words.toLowerCase())) };
}

async function openAsPatient(record: RecordUnderTest, account: string): Promise<Reader> {
  const browser = openBrowser(record.url);
  await browser.signIn('patient', account);
  const pages: string[] = [];
  for (const address of ownPages) pages.push((await browser.get(address)).html);
  return readerOf(true, pages);
}

/** The sections that the record's own tabs lead to, the journal with everything in it. */
function sectionsOf(html: string, home: string): string[] {
  const links = [...html.matchAll(new RegExp(`href="(${home}/[a-z]+)"`, 'g'))].map(([, href]) => href ?? '');
  return [...new Set(links)].filter((href) => !href.endsWith('/events'));
}

/** The whole journal, page after page: the filters that its own tab begins with may hide older entries. */
async function journalPages(browser: ReturnType<typeof openBrowser>, home: string): Promise<string[]> {
  const pages: string[] = [];
  for (let address: string | undefined = `${home}/journal?period=all`; address !== undefined; ) {
    const { html } = await browser.get(address);
    pages.push(html);
    const more = /<nav class="gt-more"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '';
    address = /href="([^"]*[?&;]after=[^"]*)"/.exec(more)?.[1]?.replaceAll('&amp;', '&');
  }
  return pages;
}

/** Finds Arthur as the role may, opens his record, and reads every page of it. */
export async function openReader(record: RecordUnderTest, account: string): Promise<Reader> {
  if (account.startsWith('patient')) return openAsPatient(record, account);
  const browser = openBrowser(record.url);
  await browser.signIn('staff', account);
  const found = await browser.find(arthur.nhsNumber);
  // Whom the search does not show to this role is tried by the address all the same.
  const summary = await browser.get(found.address ?? record.address);
  const opened = summary.status === 200 && summary.url.pathname === record.address;
  const pages = [found.text, summary.html];
  for (const section of opened ? sectionsOf(summary.html, record.address) : []) {
    if (section.endsWith('/journal')) pages.push(...(await journalPages(browser, record.address)));
    else pages.push((await browser.get(section)).html);
  }
  return readerOf(opened, pages);
}
