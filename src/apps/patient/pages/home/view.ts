import type { FhirDate, Link } from '#kit';

/** Home names no illness, medicine or test: someone else may see the screen. Counts never hint at anything unreleased. */
export interface HomeView {
  readonly givenName: string;
  /** What somebody should know at once: looks that they may want to question, then the next appointment. */
  readonly next: readonly HomeNotice[];
  readonly record: readonly HomeLink[];
  readonly control: readonly HomeLink[];
}

export interface HomeNotice {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly at?: FhirDate;
  readonly more: Link;
  readonly tone: 'blue' | 'green';
}

export interface HomeLink extends Link {
  readonly detail: string;
  readonly newCount?: number;
}
