/** The patient banner of the NHS Common User Interface (ISB 1505, DSCN 09/2010). */
import type { FhirDate } from './calendar.ts';
import type { Link } from './marks.ts';

export interface BannerAllergy {
  readonly substance: string;
  readonly reaction?: string;
  /** When the entry was last updated at its source. */
  readonly updated?: FhirDate;
  readonly source: string;
}

/** Details that only a person's own contacts need: label and lines, in the order to show. */
export interface BannerContact {
  readonly name: string;
  readonly lines: readonly string[];
}

/**
 * Exactly one person. `allergies` is absent for a reader whose role sees no clinical content (PAB-0008);
 * `none-known` only when a live source states it and no source says otherwise.
 */
export interface PersonBanner {
  readonly familyName: string;
  readonly givenName: string;
  readonly title?: string;
  readonly preferredName?: string;
  readonly born?: FhirDate;
  readonly died?: FhirDate;
  readonly gender: 'Male' | 'Female' | 'Not known' | 'Not specified (Other)';
  /** Ten digits; absent when none is held. */
  readonly nhsNumber?: string;
  readonly isNhsNumberVerified: boolean;
  /** Present on record pages, absent where only identifiers may show. */
  readonly details?: BannerDetails;
  /** Where two sources disagree about name, birth, gender or address. */
  readonly mismatchHref?: string;
  readonly isRestricted?: boolean;
}

export interface BannerDetails {
  readonly address: readonly string[];
  readonly temporaryAddress?: readonly string[];
  /** In the order Home, Work, Mobile, Email. */
  readonly phone: readonly BannerContact[];
  readonly practice: readonly string[];
  readonly people: readonly BannerContact[];
  readonly allergies?: BannerAllergies;
}

export interface BannerAllergies {
  readonly state: 'known' | 'none-known' | 'not-recorded' | 'unavailable';
  readonly entries: readonly BannerAllergy[];
  readonly more?: Link;
}
