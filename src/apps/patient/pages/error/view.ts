import type { Link } from '#kit';

/** Something failed. Never says anything about a person. */
export interface ErrorView {
  readonly heading: string;
  readonly text: string;
  /** What support asks for: a request id and, for an expected fault, its code. */
  readonly reference?: string;
  readonly next: readonly Link[];
}
