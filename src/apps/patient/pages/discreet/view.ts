/** Never says whether it is on: that would tell who must not know. */
export interface DiscreetView {
  readonly formToken: string;
  readonly done?: string;
}
