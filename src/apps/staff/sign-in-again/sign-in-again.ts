/**
 * Acts that a sign-in of some hours ago is not enough for (PRIVACY-014). The page says so before anything is typed, with a
 * way to sign in again and back; nothing that was typed goes along, for it may name a person.
 */
import type { Fault } from '#kernel/fault.ts';
import type { FieldError } from '#kit';
import type { StaffDependencies } from '../staff-dependencies.ts';
import type { StaffVisit } from '../staff-visit.ts';
import { words } from './words.en.ts';

export interface SignInAgain {
  readonly text: string;
  readonly link: string;
  readonly href: string;
}

type Act = Exclude<keyof typeof words, 'link' | 'mistake'>;

/** For the view of a page: empty while the sign-in is recent enough. `returnTo` is the page's own address. */
export function signInAgainFor(
  { privacy }: StaffDependencies,
  { caller }: StaffVisit,
  { act, returnTo }: { readonly act: Act; readonly returnTo: string },
): { readonly signInAgain?: SignInAgain } {
  if (privacy.checkFreshSignIn(caller).ok) return {};
  const text = words[act].replace('{minutes}', String(privacy.freshSignInMinutes));
  const href = `/sign-in/staff?${new URLSearchParams({ again: 'yes', returnTo })}`;
  return { signInAgain: { text, link: words.link, href } };
}

export const needsSignInAgain = ({ code }: Fault): boolean => code === 'PRIVACY-014';

/** Beside a form that was posted too late: it leads to the notice. */
export const signInAgainMistake: FieldError = { field: 'sign-in-again', text: words.mistake };
