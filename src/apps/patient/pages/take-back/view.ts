/** What will hold again, before a choice is taken back. */
export interface TakeBackView {
  readonly choice: number;
  readonly formToken: string;
  readonly texts: readonly string[];
  readonly will: readonly string[];
}
