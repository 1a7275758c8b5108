/** What searches by the meaning of codes ask of the terminology (R4 3.1.1.4.10): given by whoever has one loaded. */
import type { Outcome } from '#kernel/outcome.ts';

export interface SearchedCode {
  readonly system: string;
  readonly code: string;
}

export interface TerminologyPort {
  /** The codes of a value set, by its canonical address. Fault when it is unknown or too large to search by. */
  expand(valueSet: string): Outcome<readonly SearchedCode[]>;
  /** A code and everything below it. Fault when its system is not loaded. */
  codesBelow(code: SearchedCode): Outcome<readonly SearchedCode[]>;
  /** A code and everything above it. */
  codesAbove(code: SearchedCode): Outcome<readonly SearchedCode[]>;
}
