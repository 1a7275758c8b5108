/** What searches by the meaning of codes ask of the terminology (R4 3.1.1.4.10). */
import type { Outcome } from '#kernel/outcome.ts';

/** Each fails with a fault when the value set or system is unknown, or holds more codes than `limit`. */
export interface TerminologyPort {
  /** The codes of a value set, by its canonical address, by their systems. */
  expand(valueSet: string, limit: number): Promise<Outcome<ReadonlyMap<string, readonly string[]>>>;
  /** The code and all below it. */
  descendantsOf(system: string, code: string, limit: number): Promise<Outcome<readonly string[]>>;
  /** The code and all above it. */
  ancestorsOf(system: string, code: string, limit: number): Promise<Outcome<readonly string[]>>;
}
