/**
 * Headers of every kind of answer, pages and machines, found and not, allowed and refused (OWASP ASVS 5, 3.4; design/safety.md
 * attacks 81, 83 and 86). A nonce is fresh each time, nothing inline runs, nothing comes from elsewhere.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regionUnderTest } from './steps/region-under-test.ts';

const region = regionUnderTest();

const addresses: readonly (readonly [string, RequestInit?])[] = [
  ['/'],
  ['/nothing-here'],
  ['/livez'],
  ['/readyz'],
  ['/metrics'],
  ['/staff'],
  ['/staff/nothing'],
  ['/staff/people/%zz'],
  ['/my/%c3%28'],
  ['/staff/people/06y0000000z'],
  ['/staff/launch', { method: 'POST', body: new URLSearchParams({ request: 'x' }) }],
  ['/my'],
  ['/my/sign-in'],
  ['/my/help'],
  ['/my/nothing'],
  ['/my/connected-apps'],
  ['/sign-in/staff'],
  ['/sign-in/patient?issuer=none'],
  ['/sign-in/callback/demo-staff?state=x&code=y'],
  ['/sign-in/choose-role'],
  ['/sign-out?kind=staff'],
  ['/oauth2/authorize'],
  ['/oauth2/authorize?client_id=nobody'],
  ['/oauth2/consent', { method: 'POST', body: new URLSearchParams() }],
  ['/oauth2/token', { method: 'POST', body: new URLSearchParams() }],
  ['/oauth2/token', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }],
  ['/oauth2/introspect', { method: 'POST', body: new URLSearchParams() }],
  ['/oauth2/revoke', { method: 'POST', body: new URLSearchParams() }],
  ['/oauth2/jwks'],
  ['/.well-known/smart-configuration'],
  ['/.well-known/openid-configuration'],
  ['/.well-known/oauth-authorization-server'],
  ['/fhir/metadata'],
  ['/fhir/Patient/1'],
  ['/fhir/Nothing'],
  ['/fhir', { method: 'POST', body: 'x'.repeat(1_000) }],
  ['/demo-identity/.well-known/openid-configuration'],
  ['/demo-identity/choose/none'],
  ['/demo-identity/auth?client_id=nobody'],
  ['/assets/nothing.css'],
  ['/.git/config'],
  ['/src/main.ts'],
];

const nonceOf = (headers: Headers): string | undefined =>
  /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1];

test('every answer says what it may load, that it is framed by nobody and kept by nobody', async () => {
  for (const [path, init] of addresses) {
    const answer = await fetch(region.url + path, { redirect: 'manual', ...init });
    const { headers } = answer;
    const text = await answer.text();
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.match(policy, /base-uri 'none'/, path);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:\/\/(?!127\.0\.0\.1)|\*/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.match(headers.get('referrer-policy') ?? '', /^(?:no-referrer|same-origin)$/, path);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', path);
    assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/, path);
    const isPublicDocument = /jwks|well-known/.test(path);
    if (!isPublicDocument) assert.match(headers.get('cache-control') ?? '', /no-store/, path);
    for (const name of ['server', 'x-powered-by']) assert.equal(headers.get(name), null, path);
    assert.doesNotMatch(text, /node_modules|at .*\.ts:\d+|Error: |stack/i, `attack 86: ${path}`);
    if (headers.get('content-type')?.startsWith('text/html') !== true || text === '') continue;
    const nonce = nonceOf(headers);
    for (const [, attributes = '', inside = ''] of text.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g))
      if (inside.trim() !== '')
        assert.ok(attributes.includes(`nonce="${nonce}"`), `${path}: a script without the nonce`);
    assert.doesNotMatch(text, /<style|\sstyle="|\son[a-z]+="|javascript:/i, path);
    for (const [, address = ''] of text.matchAll(/(?:src|href|action)="(https?:\/\/[^"]*)"/g))
      assert.ok(address.startsWith(region.url), `${path}: ${address}`);
  }
});

test('a nonce is never used twice', async () => {
  const nonces = await Promise.all(
    [1, 2, 3, 4].map(async () => nonceOf((await fetch(`${region.url}/my/sign-in`)).headers)),
  );
  assert.equal(new Set(nonces).size, 4);
  assert.ok(nonces.every((nonce) => nonce !== undefined && nonce.length >= 22));
});

test('attack 86: source files are not served, by whatever path', async () => {
  for (const path of [
    '/.git/HEAD',
    '/package.json',
    '/src/config.ts',
    '/assets/../package.json',
    '/assets/%2e%2e/package.json',
  ])
    assert.equal((await fetch(region.url + path, { redirect: 'manual' })).status, 404, path);
});
