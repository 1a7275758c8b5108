/** What other people do meanwhile, over HTTP and without a page of their own. */
import { type APIRequestContext, request } from 'playwright-core';
import type { RegionUnderTest } from './region-under-test.ts';

export interface OpenedOverHttp {
  /** Where the record stands on the staff pages; absent when nobody was found. */
  readonly address: string | undefined;
  /** What opening it was answered with. */
  readonly status: number;
  readonly html: string;
}

async function signIn(browser: APIRequestContext, account: string): Promise<string> {
  const choose = await browser.get('/sign-in/staff');
  const home = await browser.post(choose.url(), { form: { account } });
  return /name="formToken" value="([^"]+)"/.exec(await home.text())?.[1] ?? '';
}

/** Signs in and opens an address that somebody else left on a screen. */
export async function openAddressOverHttp(region: RegionUnderTest, account: string, address: string) {
  const browser = await request.newContext({ baseURL: region.url });
  try {
    await signIn(browser, account);
    const opened = await browser.get(address);
    return { status: opened.status(), html: await opened.text() };
  } finally {
    await browser.dispose();
  }
}

/** Signs in, finds the person and opens the record, as the pages' own links and forms lead. */
export async function openOverHttp(
  region: RegionUnderTest,
  account: string,
  nhsNumber: string,
): Promise<OpenedOverHttp> {
  const browser = await request.newContext({ baseURL: region.url });
  try {
    const formToken = await signIn(browser, account);
    const found = await browser.post('/staff/find', { form: { formToken, nhsNumber } });
    const address = /href="(\/staff\/people\/[^"?#]+)"/.exec(await found.text())?.[1];
    if (address === undefined) return { address, status: found.status(), html: await found.text() };
    const opened = await browser.get(address);
    return { address, status: opened.status(), html: await opened.text() };
  } finally {
    await browser.dispose();
  }
}
