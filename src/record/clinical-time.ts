/** When a resource's matter happened, for the order of a journal: never when it arrived. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import type { Resource } from '#fhir/resource-types.ts';

/** First found wins; a path of two names leads into a Period or an array's first element. */
const paths: readonly (readonly string[])[] = [
  ['effectiveDateTime'],
  ['effectiveInstant'],
  ['effectivePeriod', 'start'],
  ['occurrenceDateTime'],
  ['occurrencePeriod', 'start'],
  ['performedDateTime'],
  ['performedPeriod', 'start'],
  ['whenHandedOver'],
  ['recordedDate'],
  ['authoredOn'],
  ['dateAsserted'],
  ['period', 'start'],
  ['start'],
  ['date'],
  ['started'],
  ['sent'],
  ['authored'],
  ['created'],
  ['issued'],
  ['recorded'],
  ['onsetDateTime'],
];

function textAt(resource: Resource, path: readonly string[]): string | undefined {
  let value: unknown = resource;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' ? value : undefined;
}

function untilText(resource: Resource): string | undefined {
  return (
    textAt(resource, ['effectivePeriod', 'end']) ?? textAt(resource, ['period', 'end']) ?? textAt(resource, ['end'])
  );
}

export interface ClinicalTime {
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
}

export function clinicalTimeOf(resource: Resource): ClinicalTime {
  for (const path of paths) {
    const text = textAt(resource, path);
    const span = text === undefined ? undefined : parseFhirDate(text);
    if (span !== undefined) {
      const end = untilText(resource);
      const endSpan = end === undefined ? undefined : parseFhirDate(end);
      return { fromMs: span.lowMs, untilMs: Math.max(span.highMs, endSpan?.highMs ?? span.highMs) };
    }
  }
  return { fromMs: undefined, untilMs: undefined };
}
