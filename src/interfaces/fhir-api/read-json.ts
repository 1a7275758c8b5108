/** JSON from outside (attack 74): UTF-8, well-formed, not too deep. What is wrong is named by its place, never quoted. */
import { isUtf8 } from 'node:buffer';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { fhirApiFault } from './faults.ts';
import { findJsonFlaw } from './find-json-flaw.ts';

export const depthMax = 64;

const quote = 0x22;
const backslash = 0x5c;

/** Whether brackets open more than `max` levels; cheap, and before anything recurses into the value. */
export function isDeeperThan(bytes: Buffer, max: number): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === quote) {
      at++;
      while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > max) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

/** Faults FHIR-API-007, FHIR-API-009. */
export function readJson(bytes: Buffer): Outcome<unknown> {
  if (isDeeperThan(bytes, depthMax)) return failed(fhirApiFault('FHIR-API-007'));
  if (!isUtf8(bytes)) return failed(fhirApiFault('FHIR-API-009', [{ place: 'body', rule: 'must be UTF-8' }]));
  const text = bytes.toString('utf8');
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    // The parser's own message quotes what was sent, and that may name a person.
    const { line, column, offset } = findJsonFlaw(text);
    const place = `line ${line}, column ${column} (offset ${offset})`;
    return failed(fhirApiFault('FHIR-API-009', [{ place, rule: 'is where the JSON breaks off or goes wrong' }]));
  }
}
