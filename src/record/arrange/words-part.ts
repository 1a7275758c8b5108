/** A run of text as a page shows it: `withdrawn` is struck through. */
export interface WordsPart {
  readonly text: string;
  readonly as: 'plain' | 'strong' | 'withdrawn';
}
