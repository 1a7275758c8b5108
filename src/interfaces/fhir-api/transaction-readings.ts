/** GET and HEAD of a transaction: after its writes and before its commit, each decided and logged for itself (R4 3.1.0.11.2). */
import type { Bundle } from 'fhir/r4.js';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ReadingsWithin } from '#record';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import type { BundleEntryBytes } from './assemble-bundle.ts';
import { answerEntry, answersMaxBytes, responseEntry } from './batch.ts';
import { fhirApiFault } from './faults.ts';

/** Each holds the transaction open a little longer. */
const readingsMax = 200;

const isReading = (method: string | undefined): boolean => method === 'GET' || method === 'HEAD';

export interface TransactionReadings {
  /** Answers every reading anew, in the order of the Bundle. Fault FHIR-API-012 for one that fails: then all is undone. */
  answer(within: ReadingsWithin): Promise<Outcome<void>>;
  /** What was answered, by the place in the Bundle. */
  readonly answered: ReadonlyMap<number, BundleEntryBytes>;
}

function refused(place: string, rule: string): Outcome<never> {
  const flaw: Flaw = { place, rule };
  return failed(fhirApiFault('FHIR-API-012', [flaw]));
}

/** Undefined where the Bundle only writes. Fault FHIR-API-012 where it asks too much. */
export function transactionReadings(
  deps: InteractionDependencies,
  call: ApiCall,
  bundle: Bundle,
): Outcome<TransactionReadings | undefined> {
  const readings = [...(bundle.entry ?? []).entries()].filter(([, { request }]) => isReading(request?.method));
  if (readings.length === 0) return ok(undefined);
  if (readings.length > readingsMax) return refused('Bundle.entry', `must hold at most ${readingsMax} GET and HEAD`);
  const answered = new Map<number, BundleEntryBytes>();
  return ok({
    answered,
    async answer(within) {
      answered.clear();
      let bytes = 0;
      const inside = { ...deps, record: { ...deps.record, ...within } };
      for (const [index, entry] of readings) {
        const answer = await answerEntry(inside, call, entry, index);
        if (answer.status >= 400)
          return refused(
            `Bundle.entry[${index}]`,
            `was answered ${answer.status}: nothing of the transaction was done`,
          );
        bytes += answer.body?.length ?? 0;
        if (bytes > answersMaxBytes) return refused('Bundle.entry', 'must not ask for more than 32 MB');
        answered.set(index, responseEntry(answer));
      }
      return ok(undefined);
    },
  });
}
