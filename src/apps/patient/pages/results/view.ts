import type { FhirDate, Section } from '#kit';

/** Released results only, newest first, grouped by what they test. No placeholder for others. */
export interface ResultsView {
  readonly results: Section<ResultLink>;
}

export interface ResultLink {
  readonly href: string;
  /** In plain words, as on the result's page: "Average blood sugar". */
  readonly name: string;
  readonly taken: FhirDate;
  /** What it says in words: "In the usual range", "A little high". Absent until a clinician has commented. */
  readonly meaning?: string;
  readonly isOutside: boolean;
  readonly isNew: boolean;
}
