/** How somebody came, how they left and what they eat there (PV1), and how urgent it was (PV2-25, else PV1-4). */
import type { CodeableConcept, Encounter } from 'fhir/r4.js';
import type { Segment } from '#hl7v2/message.ts';
import { readConcept, readTableCode } from './concept.ts';
import type { MessageReading } from './message-reading.ts';

/** Table 0007. */
const admissionTypes: Readonly<Record<string, string>> = {
  A: 'Accident',
  C: 'Elective',
  E: 'Emergency',
  L: 'Labour and delivery',
  N: 'Newborn',
  R: 'Routine',
  U: 'Urgent',
};

/** Table 0217. */
const priorities: Readonly<Record<string, string>> = { '1': 'Emergency', '2': 'Urgent', '3': 'Elective' };

export function priorityOf(reading: MessageReading, visit: Segment): CodeableConcept | undefined {
  const { message, source } = reading;
  return (
    readTableCode(message.field('PV2-25'), { number: '0217', source, words: priorities }) ??
    readTableCode(visit.field(4), { number: '0007', source, words: admissionTypes })
  );
}

export function hospitalizationOf(
  reading: MessageReading,
  visit: Segment,
  existing: Encounter | undefined,
): Encounter['hospitalization'] {
  const { source } = reading;
  const coded = (field: number, number: string) => readTableCode(visit.field(field), { number, source });
  const admitSource = coded(14, '0023');
  const reAdmission = coded(13, '0092');
  const diet = visit
    .field(38)
    .repetitions()
    .flatMap((repetition) => readTableCode(repetition, { number: '0114', source }) ?? []);
  const dischargeDisposition = coded(36, '0112');
  // DLD: the place is its first component.
  const destination = readConcept(visit.field(37).component(1), source)?.text;
  const all = {
    ...existing?.hospitalization,
    ...(admitSource === undefined ? {} : { admitSource }),
    ...(reAdmission === undefined ? {} : { reAdmission }),
    ...(diet.length === 0 ? {} : { dietPreference: diet }),
    ...(destination === undefined ? {} : { destination: { display: destination } }),
    ...(dischargeDisposition === undefined ? {} : { dischargeDisposition }),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}
