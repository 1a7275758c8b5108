import type { FhirDate, FieldError, Link } from '#kit';

/** The demographic trace: identifiers only, audited, with or without a relationship. Nothing clinical is here. */
export interface FindPersonView {
  readonly action: string;
  readonly forgeryToken: string;
  readonly errors: readonly FieldError[];
  readonly typed: FindPersonForm;
  readonly outcome: FindPersonOutcome;
  /** What waits for whoever is signed in. */
  readonly notices: readonly Link[];
}

/** What was typed, as it was typed, so that a mistake costs nobody their typing. Field ids are these names. */
export interface FindPersonForm {
  readonly nhsNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornDay: string;
  readonly bornMonth: string;
  readonly bornYear: string;
  readonly postcode: string;
}

export type FindPersonOutcome =
  | { readonly kind: 'not-searched' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'too-many'; readonly limit: number }
  | {
      readonly kind: 'people';
      readonly people: readonly FoundPerson[];
      /** Two of them are easily mistaken for each other. */
      readonly hasSimilarNames: boolean;
    };

/**
 * `directly`: this reader's team is known to look after the person. What stands there for everybody else is the reader's role's
 * alone, so that nothing of the person's choices shows before the record is asked for.
 */
export type WhatOpens = 'directly' | 'with-reason' | 'for-its-team' | 'never';

export interface FoundPerson {
  readonly href: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly title?: string;
  readonly born?: FhirDate;
  readonly died?: FhirDate;
  readonly gender: string;
  readonly nhsNumber?: string;
  readonly isNhsNumberVerified: boolean;
  /** Left out for a restricted person: their place is never shown. */
  readonly place?: string;
  readonly opens: WhatOpens;
}
