/** What every mapper needs of one message: its segments, its sender, its times. */
import type { Period } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { Hl7Time } from '#hl7v2/data-types/time.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Hl7Message, Segment } from '#hl7v2/message.ts';
import type { MessageType } from '#hl7v2/message-type.ts';
import type { Flaw } from '#kernel/fault.ts';
import type { LocalIdentifier } from '#patient-index';
import type { Contribution, ResourceChange } from '#record';

export interface MessageReading {
  readonly message: Hl7Message;
  readonly type: MessageType;
  readonly source: Source;
  readonly receivedAtMs: number;
  /** What was read in spite of a defect. */
  readonly flaws: Flaw[];
  /** MSH-7 */
  readonly sentAt: Hl7Time | undefined;
  /** EVN-2, else MSH-7 */
  readonly recordedAt: Hl7Time | undefined;
  /** EVN-6, else EVN-2: when it happened, for events that carry no time of their own. */
  readonly eventAt: Hl7Time | undefined;
}

/** What one patient of a message contributes. Times are FHIR dateTimes. */
export interface MappedContribution {
  readonly identifiers: readonly LocalIdentifier[];
  readonly patient: Contribution['patient'];
  readonly changes: readonly ResourceChange[];
  readonly merge?: NonNullable<Contribution['merge']>;
  readonly occurredAt?: string;
  /** Reports that were withdrawn whole: their results are struck through too, also those the message does not repeat. */
  readonly withdrawnReports?: readonly string[];
}

export function beginReading(
  given: Pick<MessageReading, 'message' | 'type' | 'source' | 'receivedAtMs'>,
): MessageReading {
  const flaws: Flaw[] = [...given.message.flaws, ...given.type.flaws];
  const time = (path: string): Hl7Time | undefined => readTime(given.message.field(path), flaws);
  const sentAt = time('MSH-7');
  const recordedAt = time('EVN-2') ?? sentAt;
  return { ...given, flaws, sentAt, recordedAt, eventAt: time('EVN-6') ?? recordedAt };
}

/** A time in a segment as a FHIR dateTime. */
export function dateTimeAt(reading: MessageReading, segment: Segment | undefined, field: number): string | undefined {
  return segment === undefined ? undefined : readTime(segment.field(field), reading.flaws)?.dateTime;
}

/** A FHIR instant, which needs a time of day. */
export function instantOf(time: Hl7Time | undefined): string | undefined {
  return time?.instantMs === undefined ? undefined : time.dateTime;
}

/** A period that ends before it begins is wrong at one end, nobody knows which: it then keeps its beginning only. */
export function periodBetween(start: string | undefined, end: string | undefined): Period | undefined {
  const isBackwards = start !== undefined && end !== undefined && Date.parse(end) < Date.parse(start);
  if (start === undefined && end === undefined) return undefined;
  return {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined || isBackwards ? {} : { end }),
  };
}
