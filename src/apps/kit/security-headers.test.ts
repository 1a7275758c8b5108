/** OWASP ASVS 14.4: nothing from elsewhere, nothing inline without this answer's nonce, nothing kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCspNonce, pageHeaders } from './security-headers.ts';

test('attack 78: a page is never kept, framed, or open to scripts without its nonce', () => {
  const headers = pageHeaders('abc');
  assert.equal(headers['cache-control'], 'no-store');
  const policy = headers['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self' 'nonce-abc'(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*/);
});

test('a form may end only here or where the caller says', () => {
  assert.match(pageHeaders('abc')['content-security-policy'] ?? '', /form-action 'self';/);
  assert.match(
    pageHeaders('abc', ['https://issuer.example'])['content-security-policy'] ?? '',
    /form-action 'self' https:\/\/issuer\.example;/,
  );
});

test('no two nonces are the same', () => {
  assert.equal(new Set(Array.from({ length: 100 }, newCspNonce)).size, 100);
});
