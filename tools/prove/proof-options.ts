export interface ProofOptions {
  /** Kills, or cuts; each proof has its own default. */
  readonly count: number | undefined;
  /** The same seed gives the same moments, as far as the machine lets it. */
  readonly seed: number;
  /** Leaves the data directory and the ledger where they are. */
  readonly keep: boolean;
  /** Only the part that takes times, where a proof has one. */
  readonly timing: boolean;
  /** What the proof is about, where that is not part of the project. */
  readonly folder: string | undefined;
}
