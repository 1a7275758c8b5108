/**
 * Newer is never overwritten by older (safety I13): what a source said last is known by the time of its message, never by
 * the order of arrival. The time stands in `meta.extension` of each resource that a message made.
 */
import type { Extension, Meta } from 'fhir/r4.js';
import type { Hl7Time } from '#hl7v2/data-types/time.ts';
import type { MessageReading } from './message-reading.ts';

export const sourceTimeUrl = 'https://goldthread.example/StructureDefinition/source-time';

const spanMs: Readonly<Record<Hl7Time['precision'], number>> = {
  year: 366 * 86_400_000,
  month: 31 * 86_400_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  fraction: 1,
};
const hourMs = 3_600_000;

/** The last millisecond that the time may mean; the hour that October repeats may be the second of the two. */
function latestMs(time: Hl7Time): number {
  const startMs = time.instantMs ?? Date.parse(time.date);
  return startMs + spanMs[time.precision] - 1 + (time.londonDoubt === undefined ? 0 : hourMs);
}

function sourceTimeOf(resource: object | undefined): number | undefined {
  const extensions = (resource as { readonly meta?: Meta } | undefined)?.meta?.extension ?? [];
  const text = extensions.find((extension) => extension.url === sourceTimeUrl)?.valueDateTime;
  return text === undefined ? undefined : Date.parse(text);
}

/** Whether this message was sent before the one that last changed the resource. */
export function isOlder(reading: MessageReading, existing: object | undefined): boolean {
  const knownMs = sourceTimeOf(existing);
  return knownMs !== undefined && reading.sentAt !== undefined && latestMs(reading.sentAt) < knownMs;
}

/** `meta` for a resource that this message makes or changes. */
export function metaFor(reading: MessageReading, rest: Omit<Meta, 'extension'> = {}): Meta {
  const time: Extension[] =
    reading.sentAt === undefined ? [] : [{ url: sourceTimeUrl, valueDateTime: reading.sentAt.dateTime }];
  return { ...rest, ...(time.length === 0 ? {} : { extension: time }) };
}
