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

/** A source says that there are none, of every kind or of one: in its own words. */
export interface BannerStatement {
  readonly words: string;
  readonly updated?: FhirDate;
  readonly source: string;
}

/**
 * Exactly one person. `allergies` is absent for a reader whose role sees no clinical content (PAB-0008);
 * `stated-none` only when a live source states it and no source says otherwise. Its headline is what is stated and by whom: this
 * reader may not see every entry, so nothing here may conclude that there are none.
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
  readonly state: 'known' | 'stated-none' | 'not-recorded' | 'unavailable';
  readonly entries: readonly BannerAllergy[];
  readonly statements: readonly BannerStatement[];
  readonly more?: Link;
}

/** Senders without lower case send a whole name in capitals; what has both cases stays as it was sent. */
function inTitleCase(name: string, fewestLetters: number): string {
  const isInCapitals = name === name.toUpperCase() && name.replaceAll(/\P{L}/gu, '').length >= fewestLetters;
  return isInCapitals
    ? name.toLowerCase().replaceAll(/(?<![\p{L}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase())
    : name;
}

/** `JM` may be initials, and no title is. */
const fewest = { givenName: 3, title: 2 } as const;

/** `HALE, Dorothy (Mrs)`: family name in capitals, the rest not, whichever source gave it (ISB 1505). */
export function bannerName(name: Pick<PersonBanner, 'familyName' | 'givenName' | 'title'>): string {
  const { familyName, givenName, title = '' } = name;
  const known = [familyName.toUpperCase(), inTitleCase(givenName, fewest.givenName)]
    .filter((part) => part !== '')
    .join(', ');
  return title === '' ? known : `${known} (${inTitleCase(title, fewest.title)})`;
}

/** What live sources state, for the banner's headline: quoted, with who states it. */
export function statedNone(statements: readonly BannerStatement[]): string {
  const words = [...new Set(statements.map((one) => one.words))];
  const sources = [...new Set(statements.map((one) => one.source))];
  if (words.length !== 1) return `Allergies: statements of ${sources.length} sources`;
  return `\u201c${words[0]}\u201d: ${sources.length === 1 ? sources[0] : `${sources.length} sources`}`;
}
