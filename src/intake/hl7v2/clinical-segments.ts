/** AL1, DG1 and PR1: what ADT and other messages carry besides the visit. */
import type { AllergyIntolerance, AllergyIntoleranceReaction, Condition, Procedure } from 'fhir/r4.js';
import type { Segment } from '#hl7v2/message.ts';
import type { ResourceChange } from '#record';
import { readConcept } from './concept.ts';
import { dateTimeAt, type MessageReading } from './message-reading.ts';
import { ContainedPeople } from './people.ts';
import { isOlder, metaFor } from './source-time.ts';

/** Table 0127. */
const allergyCategories: Readonly<Record<string, NonNullable<AllergyIntolerance['category']>>> = {
  DA: ['medication'],
  FA: ['food'],
  EA: ['environment'],
  LA: ['environment'],
  AA: ['environment'],
  PA: ['environment'],
};

/** Table 0128. */
const severities: Readonly<Record<string, NonNullable<AllergyIntoleranceReaction['severity']>>> = {
  SV: 'severe',
  MO: 'moderate',
  MI: 'mild',
};

const visitPart = (encounter: string | undefined): string => encounter ?? 'no visit';

const encounterOf = (encounter: string | undefined) =>
  encounter === undefined ? {} : { encounter: { reference: `@key:${encounter}` } };

function concept(system: string, code: string) {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}

/** An allergy belongs to the person: the same substance in another visit is the same allergy. */
function allergyChange(reading: MessageReading, segment: Segment): ResourceChange[] {
  const code = readConcept(segment.field(3).repetition(1), reading.source);
  if (code === undefined) return [];
  const severity = severities[segment.field(4).text()?.trim().toUpperCase() ?? ''];
  const symptoms = segment
    .field(5)
    .repetitions()
    .flatMap((repetition) => repetition.wholeText()?.trim() || []);
  const category = allergyCategories[segment.field(2).text()?.trim().toUpperCase() ?? ''];
  const onset = dateTimeAt(reading, segment, 6);
  const manifestation =
    symptoms.length === 0 ? [{ text: 'Reaction not described' }] : symptoms.map((text) => ({ text }));
  const hasReaction = symptoms.length > 0 || severity !== undefined;
  const allergy: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    meta: metaFor(reading),
    clinicalStatus: concept('allergyintolerance-clinical', 'active'),
    ...(category === undefined ? {} : { category }),
    code,
    patient: { reference: '@patient' },
    ...(onset === undefined ? {} : { onsetDateTime: onset }),
    ...(hasReaction ? { reaction: [{ manifestation, ...(severity === undefined ? {} : { severity }) }] } : {}),
  };
  const name = code.coding?.[0]?.code ?? code.text ?? '';
  return [
    {
      key: `allergy|${name.toLowerCase()}`,
      change: (existing) =>
        isOlder(reading, existing) || isSame(existing, allergy) ? undefined : { resource: allergy as never },
    },
  ];
}

/** Whether the stored resource says the same: a snapshot that repeats it makes no new version. */
function isSame(existing: unknown, wanted: { readonly resourceType: string }): boolean {
  if (existing === undefined) return false;
  const content = (resource: object): string => {
    const {
      id: _id,
      meta: _meta,
      subject: _subject,
      patient: _patient,
      encounter: _encounter,
      ...rest
    } = resource as Record<string, unknown>;
    return JSON.stringify(rest);
  };
  return content(existing as object) === content(wanted);
}

function diagnosisChange(reading: MessageReading, segment: Segment, encounter: string | undefined): ResourceChange[] {
  const code = readConcept(segment.field(3).repetition(1), reading.source);
  const words = segment.field(4).wholeText()?.trim();
  if (code === undefined && words === undefined) return [];
  const people = new ContainedPeople(reading.source);
  const asserter = people.referFirst(segment.field(16));
  const isDeleted = segment.field(21).text()?.trim().toUpperCase() === 'D';
  const isFinal = segment.field(6).text()?.trim().toUpperCase() === 'F';
  const recorded = dateTimeAt(reading, segment, 19) ?? dateTimeAt(reading, segment, 5);
  const onset = dateTimeAt(reading, segment, 5);
  const condition: Condition = {
    resourceType: 'Condition',
    meta: metaFor(reading),
    ...people.contained(),
    ...(isDeleted ? {} : { clinicalStatus: concept('condition-clinical', 'active') }),
    verificationStatus: concept(
      'condition-ver-status',
      isDeleted ? 'entered-in-error' : isFinal ? 'confirmed' : 'provisional',
    ),
    category: [concept('condition-category', 'encounter-diagnosis')],
    code: { ...code, text: code?.text ?? words ?? '' },
    subject: { reference: '@patient' },
    ...encounterOf(encounter),
    ...(onset === undefined ? {} : { onsetDateTime: onset }),
    ...(recorded === undefined ? {} : { recordedDate: recorded }),
    ...(asserter === undefined ? {} : { asserter }),
  };
  const sent = segment.field(20).text()?.trim() ?? code?.coding?.[0]?.code ?? code?.text ?? words ?? '';
  return [
    {
      key: `condition|${visitPart(encounter)}|${sent.toLowerCase()}`,
      change: (existing) => {
        if (isOlder(reading, existing) || isSame(existing, condition)) return undefined;
        return { resource: condition as never, state: isDeleted ? 'withdrawn' : 'current' };
      },
    },
  ];
}

function procedureChange(reading: MessageReading, segment: Segment, encounter: string | undefined): ResourceChange[] {
  const code = readConcept(segment.field(3).repetition(1), reading.source);
  const words = segment.field(4).wholeText()?.trim();
  if (code === undefined && words === undefined) return [];
  const people = new ContainedPeople(reading.source);
  const performers = [11, 8].flatMap((field) => people.referAll(segment.field(field)));
  const performed = dateTimeAt(reading, segment, 5);
  const isDeleted = segment.field(20).text()?.trim().toUpperCase() === 'D';
  const procedure: Procedure = {
    resourceType: 'Procedure',
    meta: metaFor(reading),
    ...people.contained(),
    status: isDeleted ? 'entered-in-error' : 'completed',
    code: { ...code, text: code?.text ?? words ?? '' },
    subject: { reference: '@patient' },
    ...encounterOf(encounter),
    ...(performed === undefined ? {} : { performedDateTime: performed }),
    ...(performers.length === 0 ? {} : { performer: performers.map((actor) => ({ actor })) }),
  };
  const sent =
    segment.field(19).text()?.trim() ?? `${code?.coding?.[0]?.code ?? code?.text ?? words}|${performed ?? ''}`;
  return [
    {
      key: `procedure|${visitPart(encounter)}|${sent.toLowerCase()}`,
      change: (existing) => {
        if (isOlder(reading, existing) || isSame(existing, procedure)) return undefined;
        return { resource: procedure as never, state: isDeleted ? 'withdrawn' : 'current' };
      },
    },
  ];
}

/** One change for each AL1, DG1 and PR1; a repeated key keeps the last. */
export function clinicalChanges(
  reading: MessageReading,
  segments: readonly Segment[],
  encounter: string | undefined,
): ResourceChange[] {
  const changes = segments.flatMap((segment) => {
    if (segment.name === 'AL1') return allergyChange(reading, segment);
    if (segment.name === 'DG1') return diagnosisChange(reading, segment, encounter);
    return segment.name === 'PR1' ? procedureChange(reading, segment, encounter) : [];
  });
  return [...new Map(changes.map((change) => [change.key, change])).values()];
}
