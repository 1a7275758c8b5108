import type { PersonKind } from './settings.ts';

const homeOf: Record<PersonKind, string> = { staff: '/staff', patient: '/my' };

/** Where to go after sign-in: a path inside the person's own app, and nothing that leads elsewhere (open redirect). */
export function returnAddress(kind: PersonKind, asked: string | undefined): string {
  const home = homeOf[kind];
  if (asked === undefined || asked.length > 1000 || !/^\/[!-~]*$/.test(asked) || asked.includes('\\')) return home;
  const url = URL.parse(asked, 'http://goldthread.invalid');
  if (url === null || url.host !== 'goldthread.invalid') return home;
  return url.pathname === home || url.pathname.startsWith(`${home}/`) ? url.pathname + url.search : home;
}
