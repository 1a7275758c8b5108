import type { PersonKind } from './settings.ts';

const homeOf: Record<PersonKind, string> = { staff: '/staff', patient: '/my' };

/** An app's request goes on where sign-in interrupted it; it is read again from the start. */
const authorizePath = '/oauth2/authorize';
const lengthMax = 5_000;

/** Where to go after sign-in: a path inside the person's own app, and nothing that leads elsewhere (open redirect). */
export function returnAddress(kind: PersonKind, asked: string | undefined): string {
  const home = homeOf[kind];
  if (asked === undefined || asked.length > lengthMax || !/^\/[!-~]*$/.test(asked) || asked.includes('\\')) return home;
  const url = URL.parse(asked, 'http://goldthread.invalid');
  if (url === null || url.host !== 'goldthread.invalid') return home;
  if (url.pathname === authorizePath) return url.pathname + url.search;
  return url.pathname === home || url.pathname.startsWith(`${home}/`) ? url.pathname + url.search : home;
}

/**
 * Where a form that was posted leads when it asks for a sign-in: a page with a link, since browsers hold a page's form-action to
 * the redirects of its forms as well (CSP Level 3, 6.6.2.6), and an issuer is of another origin.
 */
export function signInPageHref(
  kind: PersonKind,
  { returnTo, isAgain = false }: { readonly returnTo: string; readonly isAgain?: boolean },
): string {
  return `/sign-in/next?${new URLSearchParams({ kind, returnTo, ...(isAgain ? { again: 'yes' } : {}) })}`;
}
