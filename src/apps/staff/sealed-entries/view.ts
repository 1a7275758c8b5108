import type { FieldError } from '#kit';
import type { SignInAgain } from '../sign-in-again/sign-in-again.ts';

/** Offered on every record to roles that are entitled to it, whether or not anything is sealed: it tells nothing (D13). */
export interface SealedEntriesView {
  readonly action: string;
  readonly forgeryToken: string;
  readonly signInAgain?: SignInAgain;
  readonly errors: readonly FieldError[];
  readonly reasons: readonly { readonly value: string; readonly text: string; readonly isChosen: boolean }[];
  readonly typed: string;
  readonly hours: number;
  readonly leaveHref: string;
}
