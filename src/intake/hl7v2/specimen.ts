/** What a report was made of: SPM, else OBR-15, in words. */
import type { Reference } from 'fhir/r4.js';
import type { Segment } from '#hl7v2/message.ts';
import { readConcept } from './concept.ts';
import type { MessageReading } from './message-reading.ts';

/** A haemolysed or a refused specimen says how far its results can be trusted: that stands beside what it is. */
export function readSpecimens(reading: MessageReading, order: Segment, segments: readonly Segment[]): Reference[] {
  const words = (segment: Segment, field: number) =>
    segment
      .field(field)
      .repetitions()
      .flatMap((repetition) => readConcept(repetition, reading.source)?.text ?? [])
      .join(', ');
  const sent = segments.filter((segment) => segment.name === 'SPM');
  if (sent.length === 0) {
    const field = order.field(15);
    // OBR-15 is SPS: the specimen is a coded element in its first component.
    const text = readConcept(field.component(1).partCount > 1 ? field.component(1) : field, reading.source)?.text;
    return text === undefined ? [] : [{ display: text }];
  }
  return sent.flatMap((segment) => {
    const parts = [
      ['', 4],
      ['from ', 8],
      ['', 14],
      ['condition: ', 24],
      ['rejected: ', 21],
    ] as const;
    const said = parts.flatMap(([title, field]) => {
      const text = words(segment, field);
      return text === '' ? [] : [`${title}${text}`];
    });
    return said.length === 0 ? [] : [{ display: said.join(', ') }];
  });
}
