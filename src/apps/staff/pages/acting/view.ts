import type { ChoiceField } from '#choosing';
import type { FhirDate, FieldError } from '#kit';
import type { SignInAgain } from '../../sign-in-again/sign-in-again.ts';

/** Everybody who acts, acted or asks to act for the person of this record, and what the practice may decide about each. */
export interface StaffActingView {
  readonly done?: string;
  readonly formToken: string;
  readonly signInAgain?: SignInAgain;
  readonly errors: readonly FieldError[];
  readonly people: readonly StaffActing[];
}

export interface StaffActing {
  readonly authority: number;
  readonly name: string;
  readonly relationship: string;
  readonly called: string;
  readonly standing: string;
  readonly basis: string;
  readonly sees: readonly string[];
  readonly evidence: string;
  readonly askedAt: FhirDate;
  readonly startsAt?: FhirDate;
  readonly endsAt?: FhirDate;
  readonly reviewAt?: FhirDate;
  readonly action: string;
  /** What may be decided now; none: nothing. */
  readonly steps: readonly { readonly value: string; readonly text: string; readonly isMain: boolean }[];
  readonly fields: readonly ChoiceField[];
  readonly dates: readonly {
    readonly id: string;
    readonly legend: string;
    readonly hint: string;
    readonly day: string;
    readonly month: string;
    readonly year: string;
  }[];
}
