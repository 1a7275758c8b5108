/** When an entry happened, as exactly as its source said and no more: a year stays a year. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import type { RecordEntry } from '../opened-record.ts';

function* datesIn(value: unknown, depth: number): Generator<string> {
  if (typeof value === 'string') {
    if (/^\d{4}/.test(value)) yield value;
  } else if (typeof value === 'object' && value !== null && depth > 0 && !Array.isArray(value)) {
    for (const inner of Object.values(value)) yield* datesIn(inner, depth - 1);
  }
}

/** The entry's place in time: when it happened, else when it was received. */
export function timeOf(entry: RecordEntry): number {
  return entry.clinicalTimeMs ?? entry.receivedMs;
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** The text that the entry's time was read from; an instant where the resource holds it in another form. */
export function happenedAt(entry: RecordEntry): string {
  const ms = entry.clinicalTimeMs;
  if (ms === undefined) return isoTime(entry.receivedMs);
  for (const text of datesIn(entry.resource, 2)) if (parseFhirDate(text)?.lowMs === ms) return text;
  return isoTime(ms);
}
