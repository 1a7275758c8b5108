import type { FhirDate, Link, Section, SourceState } from '#kit';

/** A person's own record in plain words: released entries only, no placeholder for others. */
export interface MyRecordView {
  /** Absent where somebody acts for the person and this part was not agreed to. */
  readonly allergies?: Section<PlainEntry> & {
    /** Where a place wrote that there are none, beside the list of another. */
    readonly disagreement?: string;
    /** What places wrote about allergies of other kinds. */
    readonly statements?: string;
  };
  readonly medicines?: Section<PlainMedicine>;
  readonly problems?: Section<PlainEntry>;
  readonly sources: readonly SourceState[];
  /** Only on the person's own pages. */
  readonly wrongHref?: string;
}

export interface PlainEntry {
  readonly id: string;
  /** "High blood pressure". */
  readonly name: string;
  /** The record's own word, where it differs: "hypertension". */
  readonly recordedAs?: string;
  /** What it is, in a sentence or two, at a reading age of 9 to 11. */
  readonly meaning?: string;
  readonly since?: FhirDate;
  readonly where: string;
  /** Hides it; only on the person's own pages. */
  readonly hideHref?: string;
  /** Struck through, with what happened. */
  readonly withdrawn?: string;
}

export interface PlainMedicine {
  readonly id: string;
  readonly name: string;
  readonly howToTake: string;
  readonly hideHref?: string;
  readonly whatFor?: string;
  readonly where: string;
  /** Where places disagree: "The hospital stopped this. Ask your pharmacist or GP before taking it." */
  readonly disagreement?: string;
  readonly more?: Link;
}
