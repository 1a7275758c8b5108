import type { ChoiceField } from '#choosing';
import type { FieldError } from '#kit';

/** A form of choices, and the page between it and the choice: what will happen. */
export type ChooseView = ChooseForm | ChooseCheck;

interface ChooseFrame {
  readonly heading: string;
  readonly detail: string;
  readonly action: string;
  readonly formToken: string;
  /** Names the entry or the look that it is about. */
  readonly about?: string;
}

export interface ChooseForm extends ChooseFrame {
  readonly kind: 'form';
  readonly fields: readonly ChoiceField[];
  readonly errors: readonly FieldError[];
  /** Nothing can be chosen here, and why. */
  readonly nothing?: string;
}

export interface ChooseCheck extends ChooseFrame {
  readonly kind: 'check';
  readonly will: readonly string[];
  readonly filledIn: readonly { readonly name: string; readonly value: string }[];
  readonly backHref: string;
}
