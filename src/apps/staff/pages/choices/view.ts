import type { FhirDate, Link } from '#kit';

/** Choices of the person that staff may know of, and the forms by which staff write one down for them. */
export interface StaffChoicesView {
  readonly done?: string;
  readonly doors: readonly (Link & { readonly detail: string })[];
  readonly now: readonly StaffChoiceLine[];
  readonly past: readonly StaffChoiceLine[];
}

export interface StaffChoiceLine {
  readonly text: string;
  readonly by: string;
  readonly at: FhirDate;
  readonly evidence?: string;
  /** It came with a record, and when. */
  readonly carried?: { readonly text: string; readonly at: FhirDate };
  readonly ended?: { readonly by: string; readonly at: FhirDate; readonly evidence?: string };
  readonly takeBack?: string;
}
