import type { FhirDate, Link } from '#kit';

/** The access log for the person it is about. People acting for someone never see this page. */
export interface WhoHasLookedView {
  readonly names: NamesState;
  readonly shown: number;
  readonly total: number;
  readonly days: readonly { readonly day: FhirDate; readonly looks: readonly Look[] }[];
  readonly more?: Link;
  readonly proof: LogProof;
}

/** Names appear only after signing in again; until then roles stand in their place. */
export type NamesState =
  | { readonly kind: 'shown'; readonly confirmedAt: FhirDate; readonly minutes: number; readonly hideHref: string }
  | { readonly kind: 'hidden'; readonly showHref: string };

export interface Look {
  readonly id: string;
  /** In the person's own log: 1, 2, 3 ... Absent for a second or so, until it is given. */
  readonly number?: number;
  /** Several of the person's own looks in one row: the first of these numbers. */
  readonly fromNumber?: number;
  readonly at: FhirDate;
  /** "Dr Nisha Patel", "A pharmacist", "You", "Your name came up in a search". */
  readonly who: string;
  /** "GP at Alderfen Surgery"; absent for the person themself. */
  readonly role?: string;
  /** "Read your blood test from 19 May." */
  readonly what: string;
  /** Said in bold after `what`: "They were stopped and saw nothing." */
  readonly outcome?: string;
  readonly why: string;
  readonly kind: 'usual' | 'stopped' | 'emergency';
  /** What the privacy officer did or will do. */
  readonly review?: { readonly text: string; readonly isDone: boolean };
  readonly wrong?: Link;
  /** Stops this one member of staff from looking again. */
  readonly stop?: Link;
}

/** What was checked, in words from the data: never a bare tick. */
export interface LogProof {
  readonly entries: number;
  /** Sequence numbers, without gaps when `isComplete`. */
  readonly from: number;
  readonly to: number;
  readonly isComplete: boolean;
  readonly checkedAt: FhirDate;
  readonly downloadHref: string;
  /** What to do when it is not complete. */
  readonly helpHref: string;
}
