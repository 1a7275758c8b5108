/** Headers of every page with somebody's record: nothing from elsewhere, nothing inline, nothing kept. */
import { randomBytes } from 'node:crypto';

/** A fresh nonce for the page template's one inline script. One for each answer, never used again. */
export function newCspNonce(): string {
  return randomBytes(16).toString('base64');
}

/** `formActions` are the other origins that a form on the page may end at (a sign-in provider), as origins. */
export function pageHeaders(cspNonce: string, formActions: readonly string[] = []): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${cspNonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${["'self'", ...formActions].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
