import type { Link } from '#kit';
import type { HelpLine } from '../../help-line.ts';

/** The record does not open for this role or organisation. Says nothing about what the record holds. */
export interface RefusedView {
  /** Why, in words that hold for everybody of this role: "Your role does not open records without a referral". */
  readonly reason: string;
  /** What the reader can do instead, most useful first. */
  readonly next: readonly Link[];
  readonly help: HelpLine;
}
