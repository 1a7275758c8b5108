import type { FhirDate, SourceAnswer } from '#kit';

/** Every source of the region and what it said about this person. The same sources stand here for every person. */
export interface SourcesView {
  readonly caution: true;
  readonly sources: readonly SourceRow[];
}

export interface SourceRow extends SourceAnswer {
  /** "Laboratory results, admissions, letters". */
  readonly sends: string;
  /** When anything last came from it, about anybody. */
  readonly lastReceived?: FhirDate;
  /** Entries about this person that this reader may see; absent where the source did not answer. */
  readonly entries?: number;
  /** Whom to ask when it does not answer. */
  readonly contact?: string;
}
