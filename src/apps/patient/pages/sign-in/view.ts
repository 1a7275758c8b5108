import type { Link } from '#kit';

export interface SignInView {
  readonly startHref: string;
  /** The provider that asks who they are. */
  readonly provider: string;
  /** Said first, where they were logged out: "We logged you out after 10 minutes without use." */
  readonly notice?: string;
  readonly links: readonly Link[];
}
