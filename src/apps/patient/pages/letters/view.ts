import type { FhirDate, Section } from '#kit';

export interface LettersView {
  readonly letters: Section<LetterLink>;
}

export interface LetterLink {
  readonly href: string;
  readonly title: string;
  readonly written: FhirDate;
  readonly from: string;
  readonly isNew: boolean;
  /** Withdrawn at its source: struck through, with why. */
  readonly withdrawn?: string;
}
