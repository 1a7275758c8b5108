/** Sends one notification by HTTP: no redirect is followed, nothing of the answer is kept but whether it was taken. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { guardedLookup, type HookPolicy, hookAddressFlaw } from './hook-address.ts';

export interface HookTarget {
  readonly endpoint: string;
  /** `Name: value`. */
  readonly headers: readonly string[];
  readonly timeoutMs: number;
}

export type HookOutcome = { readonly isTaken: true } | { readonly isTaken: false; readonly error: string };

/** Ours to set, or of the connection itself. */
const keptHeaders = /^(?:host|content-.*|connection|keep-alive|transfer-encoding|te|trailer|upgrade|proxy-.*|expect)$/i;

/** The rule that a header breaks; undefined when it breaks none. */
export function hookHeaderFlaw(header: string): string | undefined {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*([\x20-\x7e]{0,2000})$/.exec(header);
  if (match === null) return 'must be Name: value';
  return keptHeaders.test(match[1]!) ? 'must not set how the message is sent' : undefined;
}

function headersOf(target: HookTarget): Record<string, string> {
  return Object.fromEntries(
    target.headers.flatMap((header) => {
      const at = header.indexOf(':');
      return hookHeaderFlaw(header) === undefined ? [[header.slice(0, at), header.slice(at + 1).trim()] as const] : [];
    }),
  );
}

export function sendToHook(policy: HookPolicy, target: HookTarget, body: Buffer): Promise<HookOutcome> {
  const url = URL.parse(target.endpoint);
  // Asked again: the list may have changed since the subscription was made.
  if (url === null || hookAddressFlaw(policy, target.endpoint) !== undefined)
    return Promise.resolve({ isTaken: false, error: 'the address is not allowed' });
  return new Promise((settle) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sending = send(url, {
      method: 'POST',
      // A connection of its own: none that was made for another name is used.
      agent: false,
      lookup: guardedLookup(policy, url),
      signal: AbortSignal.timeout(target.timeoutMs),
      headers: { ...headersOf(target), 'content-type': 'application/fhir+json', 'content-length': body.length },
    });
    sending.on('response', (response) => {
      const status = response.statusCode ?? 0;
      response.destroy();
      settle(status >= 200 && status < 300 ? { isTaken: true } : { isTaken: false, error: `status ${status}` });
    });
    sending.on('error', (error) => {
      const code = (error as NodeJS.ErrnoException).code ?? error.name;
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError' || code === 'ABORT_ERR';
      settle({
        isTaken: false,
        error:
          code === 'HOOK_REFUSED'
            ? 'the address is not allowed'
            : isLate
              ? 'no answer in time'
              : `no connection (${code})`,
      });
    });
    // An answer of 101 is neither a response nor an error to Node: without this it would be waited for without end.
    sending.on('close', () => settle({ isTaken: false, error: 'no connection (closed)' }));
    sending.end(body);
  });
}
