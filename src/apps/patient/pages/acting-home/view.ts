import type { Link } from '#kit';

/** The start of the pages of somebody for whom the reader acts: what was agreed, the same whatever there is. */
export interface ActingHomeView {
  readonly called: string;
  readonly doors: readonly (Link & { readonly detail: string })[];
}
