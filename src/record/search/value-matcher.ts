/** The test of one value of a resource. */
import type { SearchValue } from '#fhir/search-values.ts';

export interface MatchContext {
  readonly nowMs: number;
  /** The same text for every record of one person: a reference to any of them is a reference to the person. */
  readonly patientKey: (id: string) => string;
}

export type ValueMatcher = (value: SearchValue, context: MatchContext) => boolean;
