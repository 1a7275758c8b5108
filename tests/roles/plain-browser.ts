/** As much of a browser as reading pages over HTTP needs: cookies, redirects, forms. No JavaScript. */
import assert from 'node:assert/strict';

export interface Answer {
  readonly status: number;
  readonly url: URL;
  readonly html: string;
}

export interface PlainBrowser {
  get(address: string): Promise<Answer>;
  signIn(kind: 'staff' | 'patient', account: string): Promise<Answer>;
  /** The first person found by this NHS number, and what the page says. */
  find(nhsNumber: string): Promise<{ readonly address: string | undefined; readonly text: string }>;
}

const mostRedirects = 10;

/** What a page says, without its markup. */
export function textOf(html: string): string {
  return html
    .replace(/<head[\s\S]*?<\/head>|<script[\s\S]*?<\/script>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([,.:;])/g, '$1')
    .trim();
}

export function openBrowser(home: string): PlainBrowser {
  const cookies = new Map<string, string>();
  const once = async (url: URL, init: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, headers: { ...init.headers, cookie }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  };
  const go = async (address: string, init: RequestInit): Promise<Answer> => {
    let url = new URL(address, home);
    let answer = await once(url, init);
    for (let step = 0; answer.headers.has('location') && step < mostRedirects; step++) {
      url = new URL(answer.headers.get('location') ?? '', url);
      await answer.body?.cancel();
      answer = await once(url, {});
    }
    return { status: answer.status, url, html: await answer.text() };
  };
  const post = (address: string, form: Record<string, string>): Promise<Answer> =>
    go(address, { method: 'POST', body: new URLSearchParams(form) });
  return {
    get: (address) => go(address, {}),
    async signIn(kind, account) {
      const choose = await go(`/sign-in/${kind}`, {});
      const done = await post(choose.url.href, { account });
      assert.equal(done.status, 200, `${account} cannot sign in: ${textOf(done.html)}`);
      return done;
    },
    async find(nhsNumber) {
      const page = await go('/staff', {});
      const formToken = /name="formToken" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      const { html } = await post('/staff/find', { formToken, nhsNumber });
      return { address: /href="(\/staff\/people\/[^"?#]+)"/.exec(html)?.[1], text: textOf(html) };
    },
  };
}
