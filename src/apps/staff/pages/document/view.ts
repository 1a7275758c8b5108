import type { Fact, FhirDate, Link, SourceAnswer, Tag } from '#kit';

/** One document. A withdrawn one shows that it was, by whom and why, and no text. */
export interface DocumentView {
  readonly caution: true;
  readonly source: SourceAnswer;
  readonly back: Link;
  readonly title: string;
  readonly tags: readonly Tag[];
  /** Written, author, organisation, kind, received. */
  readonly facts: readonly Fact[];
  readonly content: DocumentContent;
  /** Other versions: newer, replaced. */
  readonly versions: readonly (Link & { readonly at: FhirDate })[];
}

export type DocumentContent =
  | { readonly kind: 'text'; readonly paragraphs: readonly string[] }
  /** Spacing carries meaning: shown as sent. */
  | { readonly kind: 'preformatted'; readonly text: string }
  | { readonly kind: 'file'; readonly link: Link; readonly extent: string }
  | { readonly kind: 'withdrawn'; readonly by: string; readonly at: FhirDate; readonly reason?: string };
