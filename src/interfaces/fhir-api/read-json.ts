/** A body that is JSON, as the faults of this API. */
import { readSentJson } from '#fhir/sent-json.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { fhirApiFault } from './faults.ts';

/** Faults FHIR-API-007, FHIR-API-009. */
export function readJson(bytes: Buffer): Outcome<unknown> {
  const read = readSentJson(bytes);
  if (read.ok) return ok(read.value);
  return failed(read.isTooDeep ? fhirApiFault('FHIR-API-007') : fhirApiFault('FHIR-API-009', [read.flaw]));
}
