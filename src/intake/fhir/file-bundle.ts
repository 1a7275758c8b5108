/** Files a transaction Bundle of a source; the FHIR API and `import` come through here. */
import type { Bundle } from 'fhir/r4.js';
import type { Source } from '#directory';
import { failed, type Outcome } from '#kernel/outcome.ts';
import { errorFields, isUnavailable } from '#platform';
import type { BundleResult } from '#record';
import { intakeFault } from '../faults.ts';
import type { IntakeDependencies } from '../intake-dependencies.ts';
import { isPassing, retryTransaction } from '../retry-transaction.ts';

export interface BundleToFile {
  readonly source: Source;
  /** Filing writes into it, so each attempt needs its own: a function is asked anew, a Bundle is copied. */
  readonly bundle: Bundle | (() => Bundle);
}

const attempts = 5;

/** Undoes the transaction without being an error of anybody. */
class Refused extends Error {
  readonly outcome: Outcome<never>;
  constructor(outcome: Outcome<never>) {
    super('refused');
    this.outcome = outcome;
  }
}

/** Faults: those of `record.contributeBundle`; INTAKE-006 where the database cannot take it now. Bugs throw. */
export async function fileBundle(
  deps: IntakeDependencies,
  { source, bundle }: BundleToFile,
): Promise<Outcome<BundleResult>> {
  try {
    const result = await retryTransaction(deps.database, attempts, async (transaction) => {
      const filed = await deps.record.contributeBundle(transaction, {
        source,
        bundle: typeof bundle === 'function' ? bundle() : structuredClone(bundle),
        receivedAtMs: deps.clock.now(),
        origin: deps.nextNumber(),
      });
      if (!filed.ok) throw new Refused(filed);
      return filed;
    });
    deps.directory.markReceived(source.number);
    deps.record.changes.announce(result.value.compartments);
    return result;
  } catch (error) {
    if (error instanceof Refused) return error.outcome;
    if (!isUnavailable(error) && !isPassing(error)) throw error;
    deps.log.warn('bundle not filed for now', errorFields(error));
    return failed(intakeFault('INTAKE-006'));
  }
}
