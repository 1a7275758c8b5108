import type { ChoiceField } from '#choosing';
import type { FhirDate, FieldError } from '#kit';

/** Entries of an open record, to be kept from the person's own pages or from who acts for them. */
export interface WithholdView {
  readonly action: string;
  readonly formToken: string;
  readonly backHref: string;
  readonly errors: readonly FieldError[];
  readonly entries: readonly {
    readonly id: string;
    readonly title: string;
    readonly at: FhirDate;
    readonly from: string;
    readonly isChosen: boolean;
  }[];
  /** There are more than are listed. */
  readonly isCut: boolean;
  /** What entries are looked for by. */
  readonly words: string;
  readonly fields: readonly ChoiceField[];
}
