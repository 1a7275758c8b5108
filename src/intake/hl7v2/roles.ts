/** ROL: the part that somebody plays for the person, the visit or the procedure before it (chapter 15, and 3.3.1). */
import type { CodeableConcept } from 'fhir/r4.js';
import { readPersonInRole } from '#hl7v2/data-types/person-name.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { Value } from '#hl7v2/value.ts';
import { readTableCode } from './concept.ts';
import type { MessageReading } from './message-reading.ts';
import { nameOf } from './people.ts';

export interface Role {
  /** ROL-4 */
  readonly person: Value;
  /** ROL-3, table 0443 */
  readonly part: CodeableConcept;
}

const anchors: ReadonlySet<string> = new Set(['PID', 'PV1', 'PR1', 'IN1']);

/** Those that stand after `anchor`, but for parts that are taken away (ROL-2) or were over when the message was sent. */
export function rolesAfter(reading: MessageReading, segments: readonly Segment[], anchor: Segment): Role[] {
  const rest = segments.slice(segments.indexOf(anchor) + 1);
  const end = rest.findIndex((segment) => anchors.has(segment.name));
  const own = (end === -1 ? rest : rest.slice(0, end)).filter((segment) => segment.name === 'ROL');
  return own.flatMap((segment) => {
    const action = segment.field(2).text()?.trim().toUpperCase();
    const ended = readTime(segment.field(6), reading.flaws);
    const isOver =
      ended !== undefined &&
      reading.sentAt !== undefined &&
      Date.parse(ended.dateTime) < Date.parse(reading.sentAt.dateTime);
    const part = readTableCode(segment.field(3), { number: '0443', source: reading.source });
    if (action === 'DE' || action === 'UN' || isOver || part === undefined) return [];
    return segment
      .field(4)
      .repetitions()
      .filter((person) => nameOf(readPersonInRole(person) ?? {}) !== '')
      .map((person) => ({ person, part }));
  });
}

/** PP, the primary care provider, and FHCP, the family's: in England the general practitioner. */
export function isGeneralPractitioner({ part }: Role): boolean {
  return part.coding?.some(({ code }) => code === 'PP' || code === 'FHCP') ?? false;
}
