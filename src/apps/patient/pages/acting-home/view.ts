import type { FhirDate, Link } from '#kit';

/** The start of the pages of somebody for whom the reader acts: what was agreed, the same whatever there is. */
export interface ActingHomeView {
  readonly called: string;
  readonly doors: readonly (Link & { readonly detail: string })[];
  /** The next appointments and visits, without what they are for; absent where appointments were not agreed to. */
  readonly comingUp?: readonly {
    readonly key: string;
    readonly at: FhirDate;
    readonly place?: string;
    readonly isCancelled: boolean;
  }[];
}
