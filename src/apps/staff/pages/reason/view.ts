import type { FieldError } from '#kit';
import type { HelpLine } from '../../help-line.ts';
import type { SignInAgain } from '../../sign-in-again/sign-in-again.ts';

/**
 * Asked where no care relationship is known. Identifiers only, in the banner: nothing clinical, not even whether there
 * are allergies. The wording is the same for every person, a sealed one included.
 */
export interface ReasonView {
  readonly backHref: string;
  readonly action: string;
  readonly forgeryToken: string;
  readonly signInAgain?: SignInAgain;
  readonly errors: readonly FieldError[];
  readonly reasons: readonly ReasonChoice[];
  /** Field `checked`: the reader has checked that this is the right person. */
  readonly isChecked: boolean;
  readonly leaveHref: string;
  readonly accessHours: number;
  readonly alertSeconds: number;
  readonly reviewWorkingDays: number;
  /** What this reader's role will see, in one sentence. */
  readonly whatOpens: string;
  /** The role may open in an emergency (D22): the same for every record of which a reason is asked. */
  readonly mayBreakGlass: boolean;
  readonly help: HelpLine;
}

/** Field `reason`; `detail` is the follow-up question, in field `detail-<value>`. */
export interface ReasonChoice {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
  readonly isChosen: boolean;
  readonly detail?: { readonly label: string; readonly hint: string; readonly value: string; readonly limit: number };
}
