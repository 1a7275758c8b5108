/** OBX with its NTE into an Observation that remembers what it corrects and who withdrew it. */
import type { Annotation, CodeableConcept, Observation, Reference } from 'fhir/r4.js';
import { readCodedElement } from '#hl7v2/data-types/coded-element.ts';
import { readEntityIdentifier } from '#hl7v2/data-types/identifier.ts';
import { readPersonInRole } from '#hl7v2/data-types/person-name.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { ResourceChange } from '#record';
import { type ResultKind, resultSecurity } from './classify-result.ts';
import { entityIdentifier, readConcept } from './concept.ts';
import { dateTimeAt, instantOf, type MessageReading } from './message-reading.ts';
import { readObservationValue, readReferenceRange, readUnit, valueElements, valueText } from './observation-value.ts';
import { ContainedPeople, nameOf, odsReference } from './people.ts';
import type { ReadObservation } from './read-observations.ts';
import { resultStatuses } from './result-status-table.ts';
import type { Release } from './security.ts';
import { addSecurity } from './security.ts';
import { isOlder, metaFor } from './source-time.ts';

const interpretationSystem = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const interpretationCodes = /^(H|L|HH|LL|HU|LU|A|AA|N|S|R|I|MS|VS|POS|NEG|IND|B|D|U|W|HX|LX|E|ND|DET)$/;
const categoryWords = { laboratory: 'Laboratory', imaging: 'Imaging', 'vital-signs': 'Vital Signs' } as const;

/** What a message other than a report observes: released to the patient like any result, by the source. */
const bedside: ResultKind = { category: 'vital-signs', waitsForClinician: false, isSexualHealth: false };

/** What stands around an observation: its report and visit. */
export interface ObservationContext {
  readonly encounter: Reference | undefined;
  /** OBR-7, where OBX-14 is empty. */
  readonly effective: string | undefined;
  /** OBR-22 */
  readonly issued: string | undefined;
  /** OBR-25, where OBX-11 is empty. */
  readonly reportStatus: string;
  readonly kind: ResultKind | undefined;
  readonly release: Release;
  readonly restrictions: Parameters<typeof addSecurity>[1];
}

function interpretations(segment: Segment, reading: MessageReading): CodeableConcept[] {
  return segment
    .field(8)
    .repetitions()
    .flatMap((repetition): CodeableConcept[] => {
      const concept = readConcept(repetition, reading.source);
      const code = concept?.coding?.[0]?.code?.toUpperCase() ?? '';
      if (concept === undefined) return [];
      return interpretationCodes.test(code)
        ? [{ coding: [{ system: interpretationSystem, code }], text: concept.text ?? code }]
        : [concept];
    });
}

function notesOf(notes: readonly Segment[]): Annotation[] {
  const text = notes.map((note) =>
    note
      .field(3)
      .repetitions()
      .map((line) => line.wholeText() ?? '')
      .join('\n'),
  );
  const whole = text.join('\n');
  return whole.trim() === '' ? [] : [{ text: whole }];
}

/** Where it was done, if not by the sender: OBX-23, else the producer OBX-15. */
function producer(segment: Segment): Reference[] {
  const display =
    segment.field(23).component(1).wholeText()?.trim() ?? readCodedElement(segment.field(15).repetition(1))?.text;
  return display === undefined ? [] : [{ type: 'Organization', display }];
}

/** Who answers for it: OBX-16, else the producer OBX-15, else the report's. */
function responsible(segment: Segment): string | undefined {
  const person = readPersonInRole(segment.field(16).repetition(1));
  return person === undefined ? segment.field(15).component(2).wholeText() : nameOf(person);
}

function sentValue(read: ReadObservation, reading: MessageReading) {
  if (read.text !== undefined) return read.text === '' ? {} : { valueString: read.text };
  const type = read.segment.field(2).text()?.trim().toUpperCase() ?? '';
  const unit = readUnit(read.segment.field(6), reading.source);
  return readObservationValue(type, read.segment.field(5), { unit, source: reading.source, flaws: reading.flaws });
}

function keptValue(existing: Observation | undefined): Partial<Observation> {
  if (existing === undefined) return {};
  return Object.fromEntries(
    valueElements.flatMap((element) => (existing[element] === undefined ? [] : [[element, existing[element]]])),
  ) as Partial<Observation>;
}

function categoryOf(kind: ResultKind | undefined): CodeableConcept[] | undefined {
  if (kind === undefined) return undefined;
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  return [{ coding: [{ system, code: kind.category, display: categoryWords[kind.category] }] }];
}

/** The Observation as the segment says it, before what was known is taken into account. */
function observationAsSent(reading: MessageReading, read: ReadObservation, context: ObservationContext): Observation {
  const { segment } = read;
  const people = new ContainedPeople(reading.source);
  const performer = people.referAll(segment.field(16));
  const letter = segment.field(11).text()?.trim().toUpperCase() ?? context.reportStatus;
  const status = resultStatuses[letter];
  const value = sentValue(read, reading);
  const hasValue = Object.keys(value).length > 0;
  const effective = dateTimeAt(reading, segment, 14) ?? context.effective;
  const category = categoryOf(context.kind);
  const interpretation = interpretations(segment, reading);
  const note = notesOf(read.notes);
  const method = readConcept(segment.field(17).repetition(1), reading.source);
  const ranges = readReferenceRange(segment.field(7), readUnit(segment.field(6), reading.source));
  const bodySite = readConcept(segment.field(20).repetition(1), reading.source);
  const instance = readEntityIdentifier(segment.field(21));
  const code = readConcept(segment.field(3), reading.source) ?? { text: 'Not named by the source' };
  return {
    resourceType: 'Observation',
    ...people.contained(),
    ...(instance === undefined ? {} : { identifier: [entityIdentifier(instance, reading.source, 'observation')] }),
    status: status?.status ?? 'unknown',
    ...(category === undefined ? {} : { category }),
    code,
    subject: { reference: '@patient' },
    ...(context.encounter === undefined ? {} : { encounter: context.encounter }),
    ...(effective === undefined ? {} : { effectiveDateTime: effective }),
    ...(context.issued === undefined ? {} : { issued: context.issued }),
    performer: [...(performer.length > 0 ? performer : [odsReference(reading.source)]), ...producer(segment)],
    ...value,
    ...(hasValue || status?.absence === undefined ? {} : { dataAbsentReason: { text: status.absence } }),
    ...(interpretation.length === 0 ? {} : { interpretation }),
    ...(note.length === 0 ? {} : { note }),
    ...(bodySite === undefined ? {} : { bodySite }),
    ...(method === undefined ? {} : { method }),
    ...(ranges.length === 0 ? {} : { referenceRange: ranges }),
  };
}

function saidAt(reading: MessageReading, segment: Segment): string | undefined {
  return dateTimeAt(reading, segment, 19) ?? reading.recordedAt?.dateTime;
}

/** Says, in the record's own words, what stood there before: who, when and which value. */
function historyNote(reading: MessageReading, segment: Segment, text: string): Annotation {
  const who = responsible(segment) ?? reading.source.organisation.name;
  const time = saidAt(reading, segment);
  return { authorString: who, ...(time === undefined ? {} : { time }), text };
}

function withdrawn(
  reading: MessageReading,
  read: ReadObservation,
  sent: Observation,
  existing: Observation | undefined,
): Observation {
  const letter = read.segment.field(11).text()?.trim().toUpperCase();
  const note = historyNote(
    reading,
    read.segment,
    letter === 'D' ? 'Deleted at the source.' : 'Withdrawn at the source: the result is wrong.',
  );
  const shown = existing === undefined ? sent : { ...sent, ...keptValue(existing) };
  if (existing !== undefined && keptValue(existing).dataAbsentReason === undefined) delete shown.dataAbsentReason;
  return { ...shown, status: 'entered-in-error', note: [...(existing?.note ?? sent.note ?? []), note] };
}

/** A changed value is a correction, also where the source forgot to say so. */
function superseding(
  reading: MessageReading,
  read: ReadObservation,
  sent: Observation,
  existing: Observation,
): Observation {
  const [before, after] = [valueText(existing), valueText(sent)];
  const wasSettled = !['registered', 'preliminary', 'unknown'].includes(existing.status);
  // An empty OBX-5 leaves the value as it was (U: final, without sending it again).
  if (
    after === undefined &&
    before !== undefined &&
    !read.segment.field(5).isDeleted &&
    sent.dataAbsentReason === undefined
  )
    return { ...sent, ...keptValue(existing), status: sent.status };
  const isCorrection = before !== undefined && before !== after && (sent.status === 'corrected' || wasSettled);
  const earlier = (existing.note ?? []).filter((note) => note.authorString !== undefined);
  const note = isCorrection
    ? [...earlier, historyNote(reading, read.segment, `Corrected. Earlier value: ${before}`)]
    : earlier;
  const all = [...(sent.note ?? []), ...note];
  const status = isCorrection && sent.status === 'final' ? 'corrected' : sent.status;
  return { ...sent, status, ...(all.length === 0 ? {} : { note: all }) };
}

export function changeObservation(
  reading: MessageReading,
  read: ReadObservation,
  context: ObservationContext,
): ResourceChange {
  return {
    key: read.key,
    change: (resource) => {
      const existing = resource as unknown as Observation | undefined;
      const sent = observationAsSent(reading, read, context);
      const isWithdrawal = sent.status === 'entered-in-error';
      // What takes something back always counts; other news only where it is not older than what is known.
      if (isOlder(reading, existing) && !isWithdrawal && sent.status !== 'corrected') return undefined;
      const known = existing?.meta?.security;
      const labels = resultSecurity(existing && (known ?? []), context.kind ?? bedside, context.release);
      const security = addSecurity(labels, context.restrictions);
      const after = isWithdrawal
        ? withdrawn(reading, read, sent, existing)
        : existing === undefined
          ? sent
          : superseding(reading, read, sent, existing);
      const meta = metaFor(reading, security.length === 0 ? {} : { security });
      return { resource: { ...after, meta } as never, state: isWithdrawal ? 'withdrawn' : 'current' };
    },
  };
}

/** Strikes through a result of a report that was withdrawn whole. */
export function withdrawResult(reading: MessageReading, key: string): ResourceChange {
  return {
    key,
    change: (resource, isWithdrawn) => {
      const existing = resource as unknown as Observation | undefined;
      if (existing === undefined || isWithdrawn) return undefined;
      const time = instantOf(reading.recordedAt);
      const note: Annotation = {
        authorString: reading.source.organisation.name,
        ...(time === undefined ? {} : { time }),
        text: 'Withdrawn at the source with its report.',
      };
      const meta = metaFor(reading, existing.meta?.security === undefined ? {} : { security: existing.meta.security });
      const after: Observation = {
        ...existing,
        meta,
        status: 'entered-in-error',
        note: [...(existing.note ?? []), note],
      };
      return { resource: after as never, state: 'withdrawn' };
    },
  };
}
