import type { ChoiceItem } from '#choosing';
import type { FieldError } from '#kit';

/** The form by which somebody asks to act for another person. */
export interface AskToActView {
  readonly formToken: string;
  readonly errors: readonly FieldError[];
  readonly called: string;
  readonly relationship: string;
  readonly nhsNumber: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly evidence: string;
  readonly bases: readonly ChoiceItem[];
  readonly scopes: readonly ChoiceItem[];
  readonly practices: readonly ChoiceItem[];
}
