import type { FhirDate, SourceAnswer } from '#kit';

/** Every source of the region and what it said about this person. The same sources stand here for every person. */
export interface SourcesView {
  readonly caution: true;
  readonly sources: readonly SourceRow[];
  /** Name, birth, gender, address, NHS number where sources say them differently, each in its own words. */
  readonly differences?: readonly DemographicDifference[];
}

export interface DemographicDifference {
  readonly detail: string;
  readonly said: readonly { readonly source: string; readonly text: string }[];
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
