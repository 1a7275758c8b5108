import type { FhirDate, FieldError } from '#kit';

/** What the privacy officer asks of the member of staff who is signed in. It names an alert, and nobody. */
export interface QuestionsView {
  readonly forgeryToken: string;
  readonly errors: readonly FieldError[];
  readonly done?: string;
  readonly questions: readonly {
    readonly reference: string;
    /** Unique on the page: field of the answer. */
    readonly field: string;
    readonly about: string;
    readonly raised: FhirDate;
    readonly askedBy: string;
    readonly asked: FhirDate;
    readonly words: string;
    readonly ownReason?: string;
    readonly typed: string;
  }[];
}
