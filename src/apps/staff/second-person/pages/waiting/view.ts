import type { FhirDate } from '#kit';
import type { HelpLine } from '../../../help-line.ts';

/** Glass was broken for somebody under full protection: it opens once a second member of staff agrees. */
export interface WaitingView {
  readonly reference: string;
  readonly until: FhirDate;
  readonly homeHref: string;
  readonly leaveHref: string;
  readonly help: HelpLine;
}
