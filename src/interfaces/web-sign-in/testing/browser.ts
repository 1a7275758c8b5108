/** As much of a browser as signing in needs: cookies, redirects, forms. No JavaScript. */
export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Every address on the way, the last one included. */
  readonly visited: readonly string[];
}

export interface Browser {
  readonly cookies: Map<string, string>;
  /** Each `Set-Cookie` header seen. */
  readonly setCookies: string[];
  get(address: string): Promise<Answer>;
  /** One step, without following where it leads. */
  getOnce(address: string): Promise<Answer>;
  post(address: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  postOnce(address: string, form: URLSearchParams, headers?: Record<string, string>): Promise<Answer>;
}

const redirectsMax = 10;

export function openBrowser(home: string): Browser {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];

  const keep = (headers: Headers): void => {
    for (const line of headers.getSetCookie()) {
      setCookies.push(line);
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const isOver = attributes.some((one) => /^max-age=0$/i.test(one) || /^expires=thu, 01 jan 1970/i.test(one));
      if (isOver) cookies.delete(name);
      else cookies.set(name, pair.slice(name.length + 1));
    }
  };

  const once = async (url: URL, init: RequestInit, visited: readonly string[]): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string> | undefined), ...(cookie === '' ? {} : { cookie }) };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    keep(answer.headers);
    return { url, status: answer.status, headers: answer.headers, text: await answer.text(), visited };
  };

  const go = async (address: string, init: RequestInit): Promise<Answer> => {
    const visited = [new URL(address, home).href];
    let answer = await once(new URL(address, home), init, visited);
    for (let step = 0; answer.headers.has('location') && step < redirectsMax; step++) {
      const next = new URL(answer.headers.get('location') ?? '', answer.url);
      visited.push(next.href);
      answer = await once(next, {}, visited);
    }
    return answer;
  };

  return {
    cookies,
    setCookies,
    get: (address) => go(address, {}),
    getOnce: (address) => once(new URL(address, home), {}, [new URL(address, home).href]),
    postOnce: (address, form, headers = {}) =>
      once(new URL(address, home), { method: 'POST', body: form, headers }, [new URL(address, home).href]),
    post: (address, form, headers) =>
      go(address, { method: 'POST', body: new URLSearchParams(form), ...(headers === undefined ? {} : { headers }) }),
  };
}

/** The value of the field or button called `name` in the first form of a page that has it. */
export function fieldOf(answer: Answer, name: string): string {
  const match = new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(answer.text);
  return match?.[1] ?? '';
}
