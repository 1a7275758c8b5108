import type { Fact, FhirDate, Link, Trend } from '#kit';

/** One released result: meaning first, then the clinician's note, the trend, what next, whom to ask, when to get help. */
export type ResultView = ResultShown | ResultBehindChoice;

/** No clinician has commented: a page with a choice comes first. */
export interface ResultBehindChoice {
  readonly kind: 'choice';
  readonly name: string;
  readonly taken: FhirDate;
  readonly showHref: string;
  readonly waitHref: string;
}

export interface ResultShown {
  readonly kind: 'shown';
  readonly name: string;
  /** "Blood test". */
  readonly what: string;
  readonly alsoCalled?: string;
  readonly taken: FhirDate;
  /** Never alone: `levelText` says what it means, with a shape. */
  readonly value: string;
  readonly unit?: string;
  /** `unknown`: the laboratory printed no range. */
  readonly level: 'usual' | 'outside' | 'unknown';
  readonly levelText: string;
  /** First sentence in bold, then the rest. */
  readonly meaning: { readonly first: string; readonly rest?: string };
  /** A report in words, as sent; `value` is empty then. */
  readonly paragraphs?: readonly string[];
  readonly note?: { readonly author: string; readonly text: string; readonly written: FhirDate };
  readonly trend?: { readonly picture: Trend; readonly sentence: string };
  readonly values: readonly { readonly taken: FhirDate; readonly value: string; readonly levelText: string }[];
  readonly next: readonly { readonly first: string; readonly rest: string }[];
  readonly ask?: { readonly text: string; readonly link?: Link };
  readonly helpSooner?: string;
  /** As the laboratory sent it. */
  readonly laboratory: readonly Fact[];
  readonly links: readonly Link[];
}
