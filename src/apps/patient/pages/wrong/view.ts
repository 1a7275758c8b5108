import type { FieldError, Link } from '#kit';

/** "This looks wrong": what it is about, then what happened to it. */
export type WrongView = WrongForm | WrongSent;

export interface WrongForm {
  readonly kind: 'form';
  readonly heading: string;
  /** The look in words, where it is about one. */
  readonly about?: string;
  readonly action: string;
  readonly formToken: string;
  readonly question: string;
  readonly choices: readonly { readonly value: string; readonly text: string; readonly isChosen: boolean }[];
  readonly errors: readonly FieldError[];
}

export interface WrongSent {
  readonly kind: 'sent';
  /** The log's entry that it is about. */
  readonly number?: number;
  readonly next: readonly string[];
  readonly links: readonly Link[];
}
