import type { Fact, FhirDate, Link, Section, Standing, Tag, TextPart, Trend } from '#kit';

/** Results: numbers as trends, text exactly as sent. */
export interface ResultsView {
  readonly showing: {
    readonly shown: number;
    readonly total: number;
    readonly filterText?: string;
    readonly allHref?: string;
  };
  readonly periods: readonly { readonly text: string; readonly href: string; readonly isCurrent: boolean }[];
  readonly results: Section<ResultGroup>;
  readonly next?: Link;
}

export type ResultGroup = ResultSeries | ResultReport;

/** One analyte with its unit and method; what differs in either is another series. */
export interface ResultSeries {
  readonly kind: 'series';
  readonly id: string;
  readonly name: string;
  readonly unit?: string;
  readonly tags: readonly Tag[];
  /** Absent for fewer than two numbers: one point is no trend. */
  readonly trend?: Trend;
  /** Newest first, withdrawn ones included. */
  readonly values: readonly ResultValue[];
  /** "7 values, 1 withdrawn. Range 3.5 to 5.3 as given by Tarnholt Hospitals laboratory: live". */
  readonly footText: string;
  readonly csvHref?: string;
}

export interface ResultValue {
  readonly id: string;
  readonly taken: FhirDate;
  /** As the source wrote it, comparator included. */
  readonly text: string;
  readonly unit?: string;
  readonly standing: Standing;
  /** "High", "Low", "In range", or the source's own words; never empty unless no range was sent. */
  readonly standingText: string;
  /** The range that came with this result. */
  readonly rangeText?: string;
  readonly tags: readonly Tag[];
  readonly note?: string;
  /** Struck through; the note says who, when and why. */
  readonly isWithdrawn: boolean;
}

/** A report in words: microbiology, imaging, histology. */
export interface ResultReport {
  readonly kind: 'report';
  readonly id: string;
  readonly name: string;
  readonly tags: readonly Tag[];
  readonly taken?: FhirDate;
  readonly reported?: FhirDate;
  /** Exactly as sent, unspaced by us. */
  readonly text: string;
  readonly isWithdrawn: boolean;
  /** Something recorded that meets this report, beside it and never inside it. */
  readonly warning?: { readonly text: readonly TextPart[]; readonly more?: Link };
  /** Asked by, owner now, person's app. */
  readonly facts: readonly Fact[];
  readonly footText: string;
  readonly more?: Link;
}
