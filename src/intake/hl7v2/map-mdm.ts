/** MDM (chapter 9): documents, their later states, and their disappearance when they were another person's. */
import type { Attachment, DocumentReference, DocumentReferenceContent, Reference } from 'fhir/r4.js';
import { readCodedElement } from '#hl7v2/data-types/coded-element.ts';
import { readEntityIdentifier } from '#hl7v2/data-types/identifier.ts';
import { readText } from '#hl7v2/data-types/observation-value.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { ChangedResource, ResourceChange } from '#record';
import { readAttachment, textAttachment } from './attachment.ts';
import { entityIdentifier, readConcept, readTableCode } from './concept.ts';
import { encounterReference } from './encounter.ts';
import { dateTimeAt, instantOf, type MappedContribution, type MessageReading } from './message-reading.ts';
import { ContainedPeople, odsReference } from './people.ts';
import { readMessagePatient } from './read-message-patient.ts';
import { addSecurity, isNotReleased, notReleased, readRelease, readRestrictions, visitSecurity } from './security.ts';
import { isOlder, metaFor } from './source-time.ts';

/** Table 0270 and what English hospitals add. */
const documentTypes: Readonly<Record<string, string>> = {
  AR: 'Autopsy report',
  CD: 'Cardiodiagnostics',
  CN: 'Consultation note',
  DI: 'Diagnostic imaging report',
  DS: 'Discharge summary',
  ED: 'Emergency department report',
  HP: 'History and physical examination',
  OP: 'Operative report',
  PC: 'Psychiatric consultation',
  PH: 'Psychiatric history and physical examination',
  PN: 'Procedure note',
  PR: 'Progress note',
  SP: 'Surgical pathology',
  TS: 'Transfer summary',
};

/** The orders that the document answers: OBR with its notes, before TXA. */
function ordersOf(reading: MessageReading): Reference[] {
  const segments = reading.message.segments();
  return reading.message.groups(['OBR', 'ORC', 'TXA'], segments).flatMap(({ first, segments: own }): Reference[] => {
    if (first.name !== 'OBR') return [];
    const placer = readEntityIdentifier(first.field(2)) ?? readEntityIdentifier(first.field(3));
    const name = readConcept(first.field(4), reading.source)?.text;
    const notes = own
      .filter((segment) => segment.name === 'NTE')
      .map((note) => note.field(3).wholeText()?.trim() ?? '');
    const display = [name ?? '', ...notes].filter((part) => part !== '').join('. ');
    if (placer === undefined && display === '') return [];
    return [
      {
        type: 'ServiceRequest',
        ...(placer === undefined ? {} : { identifier: entityIdentifier(placer, reading.source, 'placer') }),
        ...(display === '' ? {} : { display }),
      },
    ];
  });
}

/** TXA-17, table 0271. */
const completion: Readonly<Record<string, NonNullable<DocumentReference['docStatus']>>> = {
  DI: 'preliminary',
  DO: 'preliminary',
  IP: 'preliminary',
  IN: 'preliminary',
  PA: 'preliminary',
  AU: 'final',
  LA: 'final',
};

/** T06 adds to its parent, T10 replaces it (9.6). */
const relations: Readonly<Record<string, 'appends' | 'replaces'>> = { T06: 'appends', T10: 'replaces' };

export const documentKey = (number: string): string => `document|${number}`;

function numberAt(segment: Segment, field: number): string | undefined {
  return readEntityIdentifier(segment.field(field))?.identifier;
}

/** OBX of the message itself: those after TXA, since what stands before belongs to the order. */
function contentOf(reading: MessageReading, title: string | undefined): DocumentReferenceContent[] {
  const segments = reading.message.segments();
  const from = segments.findIndex((segment) => segment.name === 'TXA');
  const observations = segments.slice(from + 1).filter((segment) => segment.name === 'OBX');
  const attachments: Attachment[] = observations.flatMap((segment) => readAttachment(reading, segment) ?? []);
  const texts = observations.filter((segment) =>
    ['TX', 'FT', 'ST'].includes(segment.field(2).text()?.trim().toUpperCase() ?? ''),
  );
  const text = texts.map((segment) => readText(segment.field(5)) ?? '').join('\n');
  if (text.trim() !== '') attachments.push(textAttachment(text, title));
  return attachments.map((attachment) => ({ attachment }));
}

function titleOf(reading: MessageReading, record: Segment): string | undefined {
  const segments = reading.message.segments();
  const from = segments.findIndex((segment) => segment.name === 'TXA');
  const first = segments.slice(from + 1).find((segment) => segment.name === 'OBX');
  return (
    record.field(16).wholeText()?.trim() ?? (first === undefined ? undefined : readCodedElement(first.field(3))?.text)
  );
}

function availability(record: Segment): string {
  return record.field(19).text()?.trim().toUpperCase() ?? '';
}

/** Cancelled documents are another person's until somebody says otherwise: they are shown to nobody. */
function isCancelled(reading: MessageReading, record: Segment): boolean {
  const status = record.field(17).text()?.trim().toUpperCase() ?? '';
  return reading.type.triggerEvent === 'T11' || status === 'CA' || availability(record) === 'CA';
}

function docStatusOf(reading: MessageReading, record: Segment, existing: DocumentReference | undefined) {
  const sent = completion[record.field(17).text()?.trim().toUpperCase() ?? ''];
  if (sent === 'final' && reading.type.triggerEvent === 'T08' && existing?.docStatus === 'final')
    return 'amended' as const;
  return sent ?? existing?.docStatus;
}

interface Surroundings {
  readonly encounter: Reference | undefined;
  readonly number: string;
  readonly parent: string | undefined;
}

function documentAfter(
  reading: MessageReading,
  record: Segment,
  around: Surroundings,
  existing: DocumentReference | undefined,
): DocumentReference {
  const people = new ContainedPeople(reading.source);
  const authors = people.referAllOfFirst(record.field(9), record.field(5));
  const authenticator = people.referFirst(record.field(10), record.field(22));
  const title = titleOf(reading, record);
  const sentContent = contentOf(reading, title);
  const content = sentContent.length > 0 ? sentContent : existing?.content;
  const written = readTime(record.field(4), reading.flaws) ?? readTime(record.field(6), reading.flaws);
  const date = instantOf(written ?? reading.recordedAt);
  const type =
    readTableCode(record.field(2), { number: '0270', source: reading.source, words: documentTypes }) ?? existing?.type;
  const identifier = readEntityIdentifier(record.field(12));
  const docStatus = docStatusOf(reading, record, existing);
  const relation = relations[reading.type.triggerEvent];
  const relatesTo =
    relation === undefined || around.parent === undefined
      ? existing?.relatesTo
      : [
          {
            code: relation,
            target: { reference: `@key:${documentKey(around.parent)}`, display: 'The earlier document' },
          },
        ];
  const encounter = around.encounter === undefined ? [] : [around.encounter];
  const related = ordersOf(reading);
  const isObsolete = availability(record) === 'OB';
  return {
    resourceType: 'DocumentReference',
    ...people.contained(),
    ...(identifier === undefined ? {} : { masterIdentifier: entityIdentifier(identifier, reading.source, 'document') }),
    status: isObsolete ? 'superseded' : 'current',
    ...(docStatus === undefined ? {} : { docStatus }),
    ...(type === undefined ? {} : { type }),
    subject: { reference: '@patient' },
    ...(date === undefined ? {} : { date }),
    ...(authors.length === 0 ? {} : { author: authors }),
    ...(authenticator === undefined ? {} : { authenticator }),
    custodian: odsReference(reading.source),
    ...(relatesTo === undefined ? {} : { relatesTo }),
    ...(title === undefined ? {} : { description: title }),
    content: content ?? [{ attachment: { title: title ?? 'The source sent no content' } }],
    ...(encounter.length + related.length === 0
      ? {}
      : {
          context: {
            ...(encounter.length === 0 ? {} : { encounter }),
            ...(related.length === 0 ? {} : { related }),
          },
        }),
  };
}

/** Released to the patient unless the sender says that it waits (ZRL), or that it is not available (TXA-19 UN). */
function securityOf(reading: MessageReading, record: Segment, existing: DocumentReference | undefined) {
  const segments = reading.message.segments();
  const release = availability(record) === 'UN' ? 'waits' : readRelease(segments);
  const known = existing?.meta?.security ?? [];
  const others = known.filter((coding) => !isNotReleased([coding]));
  const waits = release === 'waits' || (release === undefined && isNotReleased(known));
  const restrictions = [...visitSecurity(reading.message.segment('PV1')), ...readRestrictions(segments).matter];
  return addSecurity(waits ? [...others, notReleased] : others, restrictions);
}

function changeDocument(reading: MessageReading, record: Segment, around: Surroundings): ResourceChange {
  return {
    key: documentKey(around.number),
    change: (resource, isWithdrawn): ChangedResource | undefined => {
      const existing = resource as unknown as DocumentReference | undefined;
      const security = securityOf(reading, record, existing);
      const meta = metaFor(reading, security.length === 0 ? {} : { security });
      if (isCancelled(reading, record)) {
        const kept = existing ?? documentAfter(reading, record, around, undefined);
        const after: DocumentReference = { ...kept, meta, status: 'entered-in-error', docStatus: 'entered-in-error' };
        return { resource: after as never, state: 'wrong-person' };
      }
      // A cancelled document does not come back by an edit; only a new notification of it does.
      if (isOlder(reading, existing) || (isWithdrawn && reading.type.triggerEvent !== 'T02')) return undefined;
      const before = isWithdrawn ? undefined : existing;
      return { resource: { ...documentAfter(reading, record, around, before), meta } as never, state: 'current' };
    },
  };
}

/** The parent of a replacement stays to be seen, as superseded. */
function changeParent(reading: MessageReading, parent: string): ResourceChange {
  return {
    key: documentKey(parent),
    change: (resource, isWithdrawn) => {
      const existing = resource as unknown as DocumentReference | undefined;
      if (existing === undefined || isWithdrawn || reading.type.triggerEvent !== 'T10') return undefined;
      const meta = metaFor(reading, existing.meta?.security === undefined ? {} : { security: existing.meta.security });
      return { resource: { ...existing, meta, status: 'superseded' } as never, state: 'current' };
    },
  };
}

export interface MappedDocument {
  readonly contribution: MappedContribution | undefined;
  /** TXA-12 */
  readonly number: string | undefined;
}

export function mapDocument(reading: MessageReading): MappedDocument {
  const { message } = reading;
  const record = message.segment('TXA');
  const number = record === undefined ? undefined : numberAt(record, 12);
  const read = readMessagePatient(reading);
  if (record === undefined || number === undefined || read === undefined) return { contribution: undefined, number };
  const encounter = encounterReference(reading, message.segment('PV1'), read.local);
  const sentParent = relations[reading.type.triggerEvent] === undefined ? undefined : numberAt(record, 13);
  const parent = sentParent === number ? undefined : sentParent;
  const occurredAt = dateTimeAt(reading, record, 4);
  return {
    number,
    contribution: {
      ...read,
      changes: [
        ...(encounter === undefined ? [] : [encounter.change]),
        ...(parent === undefined ? [] : [changeParent(reading, parent)]),
        changeDocument(reading, record, { encounter: encounter?.reference, number, parent }),
      ],
      ...(occurredAt === undefined ? {} : { occurredAt }),
    },
  };
}
