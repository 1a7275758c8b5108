import type { Author, FhirDate, Link, Section, Tag } from '#kit';

export interface DocumentsView {
  /** By organisation, or by kind, or by date: one is current. */
  readonly groupings: readonly { readonly text: string; readonly href: string; readonly isCurrent: boolean }[];
  readonly documents: Section<DocumentGroup>;
  readonly next?: Link;
}

export interface DocumentGroup {
  readonly name: string;
  readonly documents: readonly DocumentLine[];
}

export interface DocumentLine {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  /** "Discharge summary", "Clinic letter". */
  readonly kind: string;
  readonly written: FhirDate;
  readonly author?: Author;
  readonly organisation: string;
  /** "2 pages", "PDF, 140 KB". */
  readonly extent?: string;
  readonly tags: readonly Tag[];
  readonly isWithdrawn: boolean;
}
