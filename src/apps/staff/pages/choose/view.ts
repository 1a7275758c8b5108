import type { ChoiceField } from '#choosing';
import type { FieldError } from '#kit';
import type { SignInAgain } from '../../sign-in-again/sign-in-again.ts';

/** A form of choices for staff, and the page that says what will happen. */
export type StaffChooseView =
  | (Frame & {
      readonly kind: 'form';
      readonly fields: readonly ChoiceField[];
      readonly errors: readonly FieldError[];
      readonly nothing?: string;
    })
  | (Frame & {
      readonly kind: 'check';
      readonly will: readonly string[];
      readonly filledIn: readonly { readonly name: string; readonly value: string }[];
    });

interface Frame {
  readonly heading: string;
  readonly detail: string;
  readonly action: string;
  readonly formToken: string;
  readonly backHref: string;
  readonly signInAgain?: SignInAgain;
}
