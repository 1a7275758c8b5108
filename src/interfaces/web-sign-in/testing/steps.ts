/** The steps that a person takes to sign in. */
import assert from 'node:assert/strict';
import { type Answer, type Browser, openBrowser } from './browser.ts';

export async function signIn(
  browser: Browser,
  kind: 'staff' | 'patient',
  account: string,
  returnTo?: string,
): Promise<Answer> {
  const query = returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo })}`;
  const choose = await browser.get(`/sign-in/${kind}${query}`);
  assert.equal(choose.status, 200, choose.text);
  assert.match(choose.url.pathname, /^\/demo-identity\/choose\//);
  return browser.post(choose.url.href, { account });
}

export function cookieHeaderOf(browser: Browser): string {
  return [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** Begins a sign-in at `path`, picks an account, and stops at the address to which the issuer sends the browser back. */
export async function callbackOf(browser: Browser, path: string, form: Record<string, string>): Promise<string> {
  const choose = await browser.get(path);
  const posted = await fetch(choose.url, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { cookie: cookieHeaderOf(browser) },
    redirect: 'manual',
  });
  const resumed = await browser.getOnce(posted.headers.get('location') ?? '');
  return resumed.headers.get('location') ?? '';
}

/** A browser that has picked `gp`, stopped just before the callback. */
export async function browserBeforeCallback(publicUrl: string): Promise<{ browser: Browser; callback: string }> {
  const browser = openBrowser(publicUrl);
  return { browser, callback: await callbackOf(browser, '/sign-in/staff', { account: 'gp' }) };
}
