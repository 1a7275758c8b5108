/** Who can see what: made from the tables that decide it. */
export interface WhoCanSeeView {
  readonly views: readonly {
    readonly roles: string;
    readonly isEverything: boolean;
    readonly kinds: readonly string[];
  }[];
  readonly nothing: string;
  readonly opens: readonly string[];
  readonly stops: readonly string[];
  readonly limits: readonly string[];
}
