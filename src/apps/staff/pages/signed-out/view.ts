export interface SignedOutView {
  /** `asked`: the reader chose it. `idle` and `limit`: time ran out, after `minutes`. */
  readonly why: 'asked' | 'idle' | 'limit';
  readonly minutes?: number;
  readonly signInHref: string;
}
