/** AL1, DG1 and PR1: what ADT and other messages carry besides the visit. */
import type { AllergyIntolerance, AllergyIntoleranceReaction, Coding, Condition, Meta, Procedure } from 'fhir/r4.js';
import { readEntityIdentifier } from '#hl7v2/data-types/identifier.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { ResourceChange } from '#record';
import { entityIdentifier, readConcept, readTableCode } from './concept.ts';
import { dateTimeAt, type MessageReading } from './message-reading.ts';
import { ContainedPeople } from './people.ts';
import { rolesAfter } from './roles.ts';
import { addSecurity } from './security.ts';
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

/** Table 0230. */
const procedureTypes: Readonly<Record<string, string>> = {
  A: 'Anaesthesia',
  D: 'Diagnostic procedure',
  I: 'Invasive procedure',
  P: 'Procedure for treatment',
};

function identifierAt(reading: MessageReading, segment: Segment, field: number, authority: string) {
  const entity = readEntityIdentifier(segment.field(field));
  return entity === undefined ? undefined : entityIdentifier(entity, reading.source, authority);
}

/** The key of the visit, if there is one, and what the message restricts. */
export interface VisitAround {
  readonly encounter: string | undefined;
  readonly restrictions: readonly Coding[];
}

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

/**
 * What was diagnosed or done in a restricted visit is restricted with it, and stays so. An allergy is of the person, and
 * dangerous to hide: no visit restricts it.
 */
function restrictedAs<T extends Condition | Procedure>(
  sent: T,
  existing: object | undefined,
  restrictions: readonly Coding[],
): { readonly resource: T; readonly isNew: boolean } {
  const known = (existing as { readonly meta?: Meta } | undefined)?.meta?.security ?? [];
  const security = addSecurity(known, restrictions);
  const meta = security.length === 0 ? sent.meta : { ...sent.meta, security };
  return { resource: { ...sent, ...(meta === undefined ? {} : { meta }) }, isNew: security.length > known.length };
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

function diagnosisChange(reading: MessageReading, segment: Segment, visit: VisitAround): ResourceChange[] {
  const { encounter } = visit;
  const code = readConcept(segment.field(3).repetition(1), reading.source);
  const words = segment.field(4).wholeText()?.trim();
  if (code === undefined && words === undefined) return [];
  const people = new ContainedPeople(reading.source);
  const asserter = people.referFirst(segment.field(16));
  const isDeleted = segment.field(21).text()?.trim().toUpperCase() === 'D';
  const isFinal = segment.field(6).text()?.trim().toUpperCase() === 'F';
  const recorded = dateTimeAt(reading, segment, 19) ?? dateTimeAt(reading, segment, 5);
  const onset = dateTimeAt(reading, segment, 5);
  const identifier = identifierAt(reading, segment, 20, 'diagnosis');
  const condition: Condition = {
    resourceType: 'Condition',
    meta: metaFor(reading),
    ...people.contained(),
    ...(identifier === undefined ? {} : { identifier: [identifier] }),
    ...(isDeleted ? {} : { clinicalStatus: concept('condition-clinical', 'active') }),
    verificationStatus: concept(
      'condition-ver-status',
      isDeleted ? 'entered-in-error' : isFinal ? 'confirmed' : 'provisional',
    ),
    category: [concept('condition-category', 'encounter-diagnosis')],
    // What the clinician called it stands before the words of the code, which stay beside the code.
    code: { ...code, text: words ?? code?.text ?? '' },
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
        const { resource, isNew } = restrictedAs(condition, existing, visit.restrictions);
        if (isOlder(reading, existing) || (isSame(existing, condition) && !isNew)) return undefined;
        return { resource: resource as never, state: isDeleted ? 'withdrawn' : 'current' };
      },
    },
  ];
}

function procedureChange(reading: MessageReading, segment: Segment, visit: VisitAround): ResourceChange[] {
  const { encounter } = visit;
  const code = readConcept(segment.field(3).repetition(1), reading.source);
  const words = segment.field(4).wholeText()?.trim();
  if (code === undefined && words === undefined) return [];
  const people = new ContainedPeople(reading.source);
  const named = [
    [11, 'Surgeon'],
    [12, 'Procedure practitioner'],
    [8, 'Anaesthetist'],
  ] as const;
  const performers = [
    ...named.flatMap(([field, text]) =>
      people.referAll(segment.field(field)).map((actor) => ({ function: { text }, actor })),
    ),
    ...rolesAfter(reading, reading.message.segments(), segment).flatMap(({ part, person }) =>
      people.referAll(person).map((actor) => ({ function: part, actor })),
    ),
  ];
  const category = readTableCode(segment.field(6), { number: '0230', source: reading.source, words: procedureTypes });
  const reason = readConcept(segment.field(15).repetition(1), reading.source);
  const identifier = identifierAt(reading, segment, 19, 'procedure');
  const performed = dateTimeAt(reading, segment, 5);
  const isDeleted = segment.field(20).text()?.trim().toUpperCase() === 'D';
  const procedure: Procedure = {
    resourceType: 'Procedure',
    meta: metaFor(reading),
    ...people.contained(),
    ...(identifier === undefined ? {} : { identifier: [identifier] }),
    status: isDeleted ? 'entered-in-error' : 'completed',
    ...(category === undefined ? {} : { category }),
    code: { ...code, text: words ?? code?.text ?? '' },
    subject: { reference: '@patient' },
    ...encounterOf(encounter),
    ...(performed === undefined ? {} : { performedDateTime: performed }),
    ...(performers.length === 0 ? {} : { performer: performers }),
    ...(reason === undefined ? {} : { reasonCode: [reason] }),
  };
  const sent =
    segment.field(19).text()?.trim() ?? `${code?.coding?.[0]?.code ?? code?.text ?? words}|${performed ?? ''}`;
  return [
    {
      key: `procedure|${visitPart(encounter)}|${sent.toLowerCase()}`,
      change: (existing) => {
        const { resource, isNew } = restrictedAs(procedure, existing, visit.restrictions);
        if (isOlder(reading, existing) || (isSame(existing, procedure) && !isNew)) return undefined;
        return { resource: resource as never, state: isDeleted ? 'withdrawn' : 'current' };
      },
    },
  ];
}

/** One change for each AL1, DG1 and PR1; a repeated key keeps the last. */
export function clinicalChanges(
  reading: MessageReading,
  segments: readonly Segment[],
  visit: VisitAround,
): ResourceChange[] {
  const changes = segments.flatMap((segment) => {
    if (segment.name === 'AL1') return allergyChange(reading, segment);
    if (segment.name === 'DG1') return diagnosisChange(reading, segment, visit);
    return segment.name === 'PR1' ? procedureChange(reading, segment, visit) : [];
  });
  return [...new Map(changes.map((change) => [change.key, change])).values()];
}
