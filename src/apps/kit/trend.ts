/** What a trend picture is made of. */
import type { FhirDate } from './calendar.ts';

export type Standing = 'in-range' | 'high' | 'low' | 'medium' | 'unknown';

export interface TrendPoint {
  readonly at: FhirDate;
  readonly value: number;
  /** As the source wrote it: `5.1`, `<0.1`. */
  readonly text: string;
  readonly standing: Standing;
  /** Drawn as a cross, struck through, never joined to the line. */
  readonly isWithdrawn?: boolean;
  /** Analyte, unit and method: only points with the same key are joined. */
  readonly joinKey: string;
  /** The range that came with this result, not one of ours. */
  readonly range?: { readonly low?: number; readonly high?: number };
}

/** A band with the same limits all along: a score's levels, or the words of a person's own page. */
export interface TrendBand {
  readonly from?: number;
  readonly to?: number;
  readonly text: string;
  readonly tone: 'usual' | 'caution' | 'danger' | 'plain';
}

export interface Trend {
  /** Unique on the page; begins ids. */
  readonly id: string;
  readonly title: string;
  /** The picture in words: how many values, from when to when, the latest and what it means. */
  readonly description: string;
  readonly from: FhirDate;
  readonly to: FhirDate;
  readonly points: readonly TrendPoint[];
  /** When given, used in place of the points' own ranges. */
  readonly bands?: readonly TrendBand[];
  readonly audience: 'staff' | 'patient';
}
