import type { FhirDate } from '#kit';

/** Glass was broken for somebody under full protection: it opens once a second member of staff agrees. */
export interface WaitingView {
  readonly reference: string;
  readonly until: FhirDate;
  readonly homeHref: string;
  readonly leaveHref: string;
  readonly help: { readonly text: string; readonly phone: string };
}
