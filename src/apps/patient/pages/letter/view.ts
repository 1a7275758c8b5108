import type { FhirDate, Link } from '#kit';

export interface LetterView {
  readonly title: string;
  readonly written: FhirDate;
  readonly from: string;
  readonly content:
    | { readonly kind: 'text'; readonly paragraphs: readonly string[] }
    | { readonly kind: 'file'; readonly link: Link; readonly extent: string }
    | { readonly kind: 'withdrawn'; readonly text: string };
  readonly links: readonly Link[];
}
