/**
 * Acts that a sign-in of some hours ago is not enough for (PRIVACY-014), nor one that was not strong enough (PRIVACY-015). The
 * page says so before anything is typed, with a way to sign in again and back; nothing that was typed goes along, for it may
 * name a person.
 */
import type { Fault } from '#kernel/fault.ts';
import type { FieldError } from '#kit';
import { isSignInNotEnough } from '#privacy';
import type { StaffDependencies } from '../staff-dependencies.ts';
import type { StaffVisit } from '../staff-visit.ts';
import { why, words } from './words.en.ts';

export interface SignInAgain {
  readonly text: string;
  readonly link: string;
  readonly href: string;
}

type Act = Exclude<keyof typeof words, 'link' | 'mistake'>;
/** None forgets to say why. */
const texts: Readonly<Record<Act, `${string}{why}${string}`>> = words;

/** For the view of a page: empty while the sign-in is recent enough. `returnTo` is the page's own address. */
export function signInAgainFor(
  { privacy }: StaffDependencies,
  { caller }: StaffVisit,
  { act, returnTo }: { readonly act: Act; readonly returnTo: string },
): { readonly signInAgain?: SignInAgain } {
  const checked = privacy.checkFreshSignIn(caller);
  if (checked.ok) return {};
  const text = texts[act].replace('{why}', () => whyNotEnough(privacy, caller, checked.fault));
  const href = `/sign-in/staff?${new URLSearchParams({ again: 'yes', returnTo })}`;
  return { signInAgain: { text, link: words.link, href } };
}

function whyNotEnough(
  privacy: StaffDependencies['privacy'],
  { issuer }: StaffVisit['caller'],
  { code }: Fault,
): string {
  const demanded = privacy.demandedSignInOf(issuer);
  const method = demanded?.method ?? why.someMethod;
  if (code === 'PRIVACY-015') return why.tooWeak.replace('{method}', () => method);
  const tooLongAgo = why.tooLongAgo.replace('{minutes}', String(privacy.freshSignInMinutes));
  return demanded === undefined ? tooLongAgo : `${tooLongAgo} ${why.useMethod.replace('{method}', () => method)}`;
}

export const needsSignInAgain = isSignInNotEnough;

/** Beside a form that was posted too late: it leads to the notice. */
export const signInAgainMistake: FieldError = { field: 'sign-in-again', text: words.mistake };
