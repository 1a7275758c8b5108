import type { Author, Chip, FhirDate, FieldError, Lane, Link, Section, Tag, TextPart } from '#kit';

/** The journal across all sources, newest first. Every count covers only what this reader may see. */
export interface JournalView {
  /** "Story: what changed" and "Every entry": one is current. */
  readonly modes: readonly { readonly text: string; readonly href: string; readonly isCurrent: boolean }[];
  /** Days that were typed and are none: nothing is narrowed by them. */
  readonly errors: readonly FieldError[];
  readonly filters: JournalFilters;
  readonly showing: JournalShowing;
  /** Lanes to draw as columns, in order. */
  readonly lanes: readonly Lane[];
  /** `items` are the months; `sources` say what each source answered. */
  readonly journal: Section<JournalMonth>;
  readonly next?: Link;
  readonly previous?: Link;
}

/** A form that is posted, and leads to the journal with these filters on. Field names are fixed here. */
export interface JournalFilters {
  readonly action: string;
  readonly formToken: string;
  /** Field `words`. */
  readonly words: string;
  /** Field `lane`, repeated. */
  readonly lanes: readonly (FilterChoice & { readonly lane: Lane })[];
  /** Field `profession`, one of; empty value for all. Left out when there is only one. */
  readonly professions: readonly FilterChoice[];
  /** Field `period`, one of: `72h`, `14d`, `3m`, `12m`, `all`, `dates`. */
  readonly periods: readonly FilterChoice[];
  /** Fields `from` and `to`, as `21-May-2026` or empty; they count when the period is `dates`. */
  readonly from: string;
  readonly to: string;
  /** Field `kind`, repeated. */
  readonly kinds: readonly FilterChoice[];
  /** Field `organisation`, one of; empty value for all. */
  readonly organisations: readonly FilterChoice[];
  /** Which of the groups narrow what is shown, so that each says "On". */
  readonly on: readonly ('words' | 'lane' | 'profession' | 'period' | 'kind' | 'organisation')[];
}

export interface FilterChoice {
  readonly value: string;
  readonly text: string;
  readonly count?: number;
  readonly isChosen: boolean;
}

/** "Showing 24 of 310. 3 filters on. Clear filters": on every journal page, filtered or not. */
export interface JournalShowing {
  readonly shown: number;
  readonly total: number;
  /** Each filter that is on, with the address that removes it alone. */
  readonly filtersOn: readonly { readonly text: string; readonly removeHref: string }[];
  readonly clearHref: string;
  /** Entries folded into rows, and how many rows; 0 where nothing is folded. */
  readonly folded: number;
  readonly foldedRows: number;
  readonly outsideFilters: number;
}

export interface JournalMonth {
  /** `2026-05`. */
  readonly month: FhirDate;
  readonly shown: number;
  readonly total: number;
  readonly rows: readonly JournalRow[];
}

export type JournalRow = JournalEntry | FoldedRun;

export interface JournalEntry {
  readonly kind: 'entry';
  /** Opaque and stable, so that a page that is open can tell what is new. */
  readonly id: string;
  readonly at: FhirDate;
  readonly lane: Lane;
  readonly title: string;
  readonly href?: string;
  readonly tags: readonly Tag[];
  readonly author?: Author;
  readonly organisation: string;
  readonly body: readonly TextPart[];
  /** Why this entry is here, or what it changed. */
  readonly chips: readonly Chip[];
  readonly attachment?: Link;
  readonly emphasis: 'none' | 'corrected' | 'alert';
  /** The entry was withdrawn at its source: it stays, struck through, with who, when and why in the body. */
  readonly isWithdrawn: boolean;
}

/** Many alike in one row: how many, of what, from when to when, and that nothing changed. */
export interface FoldedRun {
  readonly kind: 'folded';
  readonly id: string;
  readonly lane: Lane;
  readonly count: number;
  /** "wound-care entries". */
  readonly what: string;
  readonly from: FhirDate;
  readonly to: FhirDate;
  /** "no change", "NEWS2 2 to 5". */
  readonly outcome: string;
  /** Opens or closes it: the state is in the address. */
  readonly toggle: Link;
  /** Present when open. */
  readonly entries?: readonly JournalEntry[];
}
