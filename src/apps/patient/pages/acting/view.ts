import type { FhirDate, Link } from '#kit';

/** Who acts for the person, and for whom the person acts. */
export interface ActingView {
  readonly done?: string;
  readonly formToken: string;
  /** Who acts for them cannot be told now: that is not nobody. */
  readonly isUnclear: boolean;
  readonly forMe: readonly ActsForMe[];
  readonly past: readonly ActsForMe[];
  readonly byMe: readonly ActedFor[];
}

export interface ActsForMe {
  readonly authority: number;
  readonly name: string;
  readonly standing: string;
  readonly tone: 'good' | 'caution' | 'plain';
  readonly basis: string;
  readonly sees: readonly string[];
  readonly practice: string;
  readonly startsAt?: FhirDate;
  readonly endsAt?: FhirDate;
  readonly reviewAt?: FhirDate;
  readonly canStop: boolean;
}

export interface ActedFor {
  readonly called: string;
  readonly standing: string;
  readonly tone: ActsForMe['tone'];
  readonly sees: readonly string[];
  /** It opens something now. */
  readonly open?: Link;
}
