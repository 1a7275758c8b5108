import type { FhirDate, Link } from '#kit';

/** Everything that a person can choose, and everything that they chose. */
export interface ChoicesView {
  /** What was done just now, and how to undo it. */
  readonly done?: { readonly text: string; readonly undo?: Link };
  /** Full protection that names no team with a member, and where another is named. */
  readonly openToNobody?: { readonly text: string; readonly more: Link };
  readonly groups: readonly ChoiceGroup[];
  readonly now: readonly ChoiceLine[];
  readonly past: readonly ChoiceLine[];
}

export interface ChoiceGroup {
  readonly heading: string;
  readonly doors: readonly (Link & { readonly detail: string })[];
}

export interface ChoiceLine {
  readonly text: string;
  readonly by: string;
  readonly at: FhirDate;
  readonly evidence?: string;
  /** It came with a record, and when. */
  readonly carried?: { readonly text: string; readonly at: FhirDate };
  readonly ended?: { readonly by: string; readonly at: FhirDate; readonly evidence?: string };
  /** Where it is taken back. */
  readonly takeBack?: string;
}
