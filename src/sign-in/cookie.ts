/** Cookies (RFC 6265bis): HttpOnly and SameSite=Lax always; `__Host-` and Secure wherever there is TLS. */
import type { PersonKind } from './settings.ts';

export type CookieUse = PersonKind | 'browser';

export function cookieName(use: CookieUse, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}goldthread-${use}`;
}

/** The value of a `Set-Cookie` header. `maxAgeSeconds` 0 deletes the cookie; undefined keeps it until the browser closes. */
export function setCookie(
  use: CookieUse,
  value: string,
  options: { isSecure: boolean; maxAgeSeconds?: number },
): string {
  const parts = [`${cookieName(use, options.isSecure)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (options.isSecure) parts.push('Secure');
  if (options.maxAgeSeconds !== undefined) parts.push(`Max-Age=${options.maxAgeSeconds}`);
  return parts.join('; ');
}

/** The value of our cookie in a `Cookie` header. A name that occurs twice was planted by somebody: none is believed. */
export function readCookie(header: string | undefined, use: CookieUse, isSecure: boolean): string | undefined {
  const prefix = `${cookieName(use, isSecure)}=`;
  const values = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix));
  return values.length === 1 ? values[0]?.slice(prefix.length) : undefined;
}
