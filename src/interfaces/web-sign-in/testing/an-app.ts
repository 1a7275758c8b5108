/** An app as SMART App Launch describes it, with every step apart so that each can be done wrongly. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Browser } from './browser.ts';
import type { RegionForSignIn } from './region-for-sign-in.ts';

export const redirectUri = 'https://app.example/callback';

export const patientApp = {
  clientId: 'my-health-app',
  name: 'Tarn Health Diary',
  publisher: 'Example Apps Ltd',
  kind: 'public',
  audience: 'patient',
  redirectUris: [redirectUri, 'com.example.diary:/callback'],
  launchUrl: 'https://app.example/launch',
  origins: ['https://app.example'],
  scopes: ['openid', 'fhirUser', 'launch', 'launch/patient', 'offline_access', 'online_access', 'patient/*.rs'],
  isDemo: false,
} as const;

export const staffApp = {
  ...patientApp,
  clientId: 'staff-app',
  audience: 'staff',
  scopes: ['openid', 'launch', 'launch/patient', 'online_access', 'patient/*.rs', 'user/*.rs'],
} as const;

export const newVerifier = (): string => randomBytes(32).toString('base64url');
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

export interface Attempt {
  readonly verifier: string;
  readonly parameters: Record<string, string>;
}

export function attempt(region: RegionForSignIn, change: Record<string, string | undefined> = {}): Attempt {
  const verifier = newVerifier();
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: patientApp.clientId,
    redirect_uri: redirectUri,
    scope: 'launch/patient openid fhirUser offline_access patient/*.rs',
    state: 'state-of-the-app',
    aud: `${region.publicUrl}/fhir`,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...change,
  };
  const given = Object.entries(parameters).filter((one): one is [string, string] => one[1] !== undefined);
  return { verifier, parameters: Object.fromEntries(given) };
}

export const authorizeUrl = ({ parameters }: Attempt): string => `/oauth2/authorize?${new URLSearchParams(parameters)}`;

/** Where the browser of a person who is signed in is sent, or the page that it is shown. */
export const ask = (browser: Browser, asked: Attempt): Promise<Answer> => browser.getOnce(authorizeUrl(asked));

export function fieldsOf(page: Answer): [string, string][] {
  return [...page.text.matchAll(/<input(?: type="checkbox")? name="([^"]*)" value="([^"]*)">/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"')],
  );
}

/** The person's answer to the consent screen. `leave` are boxes that they took the tick away from. */
export async function consent(
  browser: Browser,
  page: Answer,
  options: {
    readonly decision?: string;
    readonly leave?: readonly string[];
    readonly headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const { decision = 'allow', leave = [], headers = {} } = options;
  const fields = fieldsOf(page).filter(([name, value]) => name !== 'allow' || !leave.includes(value));
  return browser.postOnce('/oauth2/consent', new URLSearchParams([...fields, ['decision', decision]]), headers);
}

/** The parameters with which the browser was sent back to the app. */
export function sentBack(answer: Answer): URLSearchParams {
  const location = answer.headers.get('location') ?? '';
  assert.match(location, /^(https:\/\/app\.example\/callback|com\.example\.diary:\/callback)\?/, answer.text);
  return new URL(location).searchParams;
}

export async function codeFor(browser: Browser, asked: Attempt, leave: readonly string[] = []): Promise<string> {
  const page = await ask(browser, asked);
  assert.equal(page.status, 200, page.headers.get('location') ?? page.text);
  return sentBack(await consent(browser, page, { leave })).get('code') ?? '';
}

export type Tokens = Record<string, unknown> & {
  access_token: string;
  refresh_token: string;
  scope: string;
  error?: string;
};

export async function post(region: RegionForSignIn, path: string, form: Record<string, string>) {
  const answer = await fetch(`${region.publicUrl}/oauth2/${path}`, { method: 'POST', body: new URLSearchParams(form) });
  const body = (await answer.json()) as Tokens;
  return { status: answer.status, headers: answer.headers, body };
}

export const exchange = (region: RegionForSignIn, asked: Attempt, code: string, change: Record<string, string> = {}) =>
  post(region, 'token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: asked.parameters['redirect_uri'] ?? redirectUri,
    client_id: asked.parameters['client_id'] ?? '',
    code_verifier: asked.verifier,
    ...change,
  });

export const refresh = (region: RegionForSignIn, token: string, change: Record<string, string> = {}) =>
  post(region, 'token', {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: patientApp.clientId,
    ...change,
  });

export async function tokensFor(region: RegionForSignIn, browser: Browser, asked: Attempt): Promise<Tokens> {
  const { status, body } = await exchange(region, asked, await codeFor(browser, asked));
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
