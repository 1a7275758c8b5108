/** JSON from outside (attack 74): UTF-8, well-formed, not too deep. What is wrong is named by its place, never quoted. */
import { isUtf8 } from 'node:buffer';
import { keepAllDigits, surveyJson } from '#fhir/written-digits.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { fhirApiFault } from './faults.ts';
import { findJsonFlaw } from './find-json-flaw.ts';

export const depthMax = 64;

/** Decimals keep their digits (`written-digits.ts`). Faults FHIR-API-007, FHIR-API-009. */
export function readJson(bytes: Buffer): Outcome<unknown> {
  const { depth, losesDigits } = surveyJson(bytes, depthMax);
  if (depth > depthMax) return failed(fhirApiFault('FHIR-API-007'));
  if (!isUtf8(bytes)) return failed(fhirApiFault('FHIR-API-009', [{ place: 'body', rule: 'must be UTF-8' }]));
  const text = bytes.toString('utf8');
  try {
    const value = JSON.parse(text) as unknown;
    if (losesDigits) keepAllDigits(bytes, value);
    return ok(value);
  } catch {
    // The parser's own message quotes what was sent, and that may name a person.
    const { line, column, offset } = findJsonFlaw(text);
    const place = `line ${line}, column ${column} (offset ${offset})`;
    return failed(fhirApiFault('FHIR-API-009', [{ place, rule: 'is where the JSON breaks off or goes wrong' }]));
  }
}
