/**
 * PID, PD1, NK1 and ARV into the source's Patient. What a field leaves empty stays as it is, two quotes delete it
 * (chapter 2, 2.5.3.4).
 */
import type { CodeableConcept, Extension, Identifier, Patient, PatientContact, Reference } from 'fhir/r4.js';
import { readPersonInRole } from '#hl7v2/data-types/person-name.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { Value } from '#hl7v2/value.ts';
import { type LocalIdentifier, nhsNumberSystem } from '#patient-index';
import { readAddresses, readNames, readTelecoms } from './address.ts';
import { readConcept, readTableCode } from './concept.ts';
import type { MessageReading } from './message-reading.ts';
import { readPatientIdentifiers } from './patient-identifiers.ts';
import { identifierOf, nameOf, odsReference } from './people.ts';
import { addSecurity, readRestrictions, restricted } from './security.ts';
import { isOlder, metaFor } from './source-time.ts';

const ethnicCategoryUrl = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory';
const ethnicCategorySystem = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory';
const messageKindSystem = 'https://goldthread.example/CodeSystem/message-kind';

/** Table 0001, and PERSON STATED GENDER CODE of the NHS Data Dictionary. */
const genders: Readonly<Record<string, NonNullable<Patient['gender']>>> = {
  M: 'male',
  F: 'female',
  O: 'other',
  A: 'other',
  X: 'other',
  U: 'unknown',
  N: 'unknown',
  '1': 'male',
  '2': 'female',
  '9': 'other',
  '0': 'unknown',
};

export interface PatientToRead {
  readonly person: Segment;
  readonly details: Segment | undefined;
  readonly contacts: readonly Segment[];
  readonly restrictions: readonly Segment[];
}

export interface ReadPatient {
  readonly local: readonly LocalIdentifier[];
  readonly patient: (existing: Patient | undefined) => Patient | undefined;
}

type Element = keyof Patient;

/** Sets, deletes or leaves one element by what the field says. */
function apply(patient: Patient, element: Element, field: Value, read: () => unknown): void {
  if (field.isDeleted) delete patient[element];
  if (!field.hasContent) return;
  const value = read();
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return;
  (patient as unknown as Record<string, unknown>)[element] = value;
}

function mergeIdentifiers(known: readonly Identifier[], sent: readonly Identifier[]): Identifier[] {
  const replacesNumber = sent.some((identifier) => identifier.system === nhsNumberSystem);
  const same = (left: Identifier, right: Identifier) => left.system === right.system && left.value === right.value;
  const kept = known.filter(
    (identifier) =>
      !(replacesNumber && identifier.system === nhsNumberSystem) && !sent.some((other) => same(other, identifier)),
  );
  return [...sent, ...kept];
}

/** A new family name leaves the former one behind as such: the index joins on previous names. */
function mergeNames(known: Patient['name'], sent: NonNullable<Patient['name']>): NonNullable<Patient['name']> {
  const family = sent[0]?.family?.toLowerCase();
  const former = (known ?? []).filter(
    (name) =>
      name.family !== undefined &&
      name.family.toLowerCase() !== family &&
      !sent.some((other) => other.family?.toLowerCase() === name.family?.toLowerCase()),
  );
  return [...sent, ...former.map((name) => ({ ...name, use: 'old' as const }))];
}

function language(field: Value, reading: MessageReading): Patient['communication'] {
  const concept = readConcept(field, reading.source);
  if (concept === undefined) return undefined;
  const [first] = concept.coding ?? [];
  const isTag = /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/i.test(first?.code ?? '');
  const coding = isTag
    ? [{ ...first, system: 'urn:ietf:bcp:47', code: first?.code?.toLowerCase() ?? '' }]
    : concept.coding;
  return [{ language: { ...(coding === undefined ? {} : { coding }), text: concept.text ?? '' }, preferred: true }];
}

function ethnicCategory(field: Value, reading: MessageReading): Extension[] {
  const concept = readConcept(field, reading.source);
  if (concept === undefined) return [];
  const code = concept.coding?.[0]?.code ?? '';
  const national: CodeableConcept = /^([A-HJ-NPRSZ]|99)$/.test(code)
    ? { ...concept, coding: [{ ...concept.coding?.[0], system: ethnicCategorySystem, code }] }
    : concept;
  return [{ url: ethnicCategoryUrl, valueCodeableConcept: national }];
}

function withExtension(patient: Patient, field: Value, url: string, extensions: readonly Extension[]): void {
  if (field.isEmpty) return;
  const others = (patient.extension ?? []).filter((extension) => extension.url !== url);
  const all = [...others, ...extensions];
  if (all.length === 0) delete patient.extension;
  else patient.extension = all;
}

function applyDeath(patient: Patient, person: Segment, reading: MessageReading): void {
  const when = person.field(29);
  const indicator = person.field(30).text()?.trim().toUpperCase();
  if (when.isDeleted || indicator === 'N' || person.field(30).isDeleted) {
    delete patient.deceasedBoolean;
    delete patient.deceasedDateTime;
  }
  if (indicator === 'N') return;
  const time = readTime(when, reading.flaws);
  if (time !== undefined) {
    delete patient.deceasedBoolean;
    patient.deceasedDateTime = time.dateTime;
  } else if (indicator === 'Y' && patient.deceasedDateTime === undefined) patient.deceasedBoolean = true;
}

function practice(details: Segment, reading: MessageReading): Reference | undefined {
  const organisation = details.field(3).repetition(1);
  const name = organisation.component(1).wholeText()?.trim();
  const code = (organisation.component(10).text() ?? organisation.component(3).text())?.trim();
  if (name === undefined && code === undefined) return undefined;
  return {
    type: 'Organization',
    ...(code === undefined
      ? {}
      : { identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: code } }),
    display: name ?? code ?? reading.source.name,
  };
}

function applyPractice(patient: Patient, details: Segment, reading: MessageReading): void {
  const known = patient.generalPractitioner ?? [];
  const isPractice = (reference: Reference) => reference.type === 'Organization';
  let [organisations, people] = [known.filter(isPractice), known.filter((reference) => !isPractice(reference))];
  if (!details.field(3).isEmpty) organisations = [practice(details, reading) ?? []].flat();
  if (!details.field(4).isEmpty) {
    const person = readPersonInRole(details.field(4).repetition(1));
    const identifier = person === undefined ? undefined : identifierOf(person, reading.source);
    people =
      person === undefined || details.field(4).isDeleted
        ? []
        : [{ type: 'Practitioner', ...(identifier === undefined ? {} : { identifier }), display: nameOf(person) }];
  }
  const all = [...organisations, ...people];
  if (all.length === 0) delete patient.generalPractitioner;
  else patient.generalPractitioner = all;
}

function contactOf(segment: Segment, reading: MessageReading): PatientContact[] {
  const [name] = readNames(segment.field(2), reading.flaws, 'usual');
  const relationship = readTableCode(segment.field(3), '0063');
  const telecom = [...readTelecoms(segment.field(5), 'home'), ...readTelecoms(segment.field(6), 'work')];
  const [address] = readAddresses(segment.field(4), reading.flaws);
  if (name === undefined && telecom.length === 0 && address === undefined) return [];
  return [
    {
      ...(relationship === undefined ? {} : { relationship: [relationship] }),
      ...(name === undefined ? {} : { name }),
      ...(telecom.length === 0 ? {} : { telecom }),
      ...(address === undefined ? {} : { address }),
    },
  ];
}

function applyPerson(patient: Patient, person: Segment, reading: MessageReading): void {
  const { flaws, source } = reading;
  const names = [...readNames(person.field(5), flaws), ...readNames(person.field(9), flaws, 'nickname')];
  apply(patient, 'name', person.field(5), () => mergeNames(patient.name, names));
  apply(patient, 'birthDate', person.field(7), () => readTime(person.field(7), flaws)?.date);
  apply(
    patient,
    'gender',
    person.field(8),
    () => genders[person.field(8).text()?.trim().toUpperCase() ?? ''] ?? 'unknown',
  );
  apply(patient, 'address', person.field(11), () => readAddresses(person.field(11), flaws));
  const [home, work] = [person.field(13), person.field(14)];
  apply(patient, 'telecom', home.isEmpty ? work : home, () => [
    ...readTelecoms(home, 'home'),
    ...readTelecoms(work, 'work'),
    ...readTelecoms(person.field(40), 'home'),
  ]);
  apply(patient, 'communication', person.field(15), () => language(person.field(15), reading));
  apply(patient, 'maritalStatus', person.field(16), () => readTableCode(person.field(16), '0002'));
  withExtension(patient, person.field(22), ethnicCategoryUrl, ethnicCategory(person.field(22), reading));
  apply(patient, 'multipleBirthInteger', person.field(25), () => {
    const order = Number(person.field(25).text());
    return Number.isInteger(order) && order > 0 ? order : undefined;
  });
  applyDeath(patient, person, reading);
  patient.managingOrganization = odsReference(source);
}

function withoutMeta(patient: Patient | undefined): string {
  const { meta, ...content } = patient ?? {};
  return JSON.stringify([content, meta?.security ?? [], meta?.tag ?? []]);
}

/** Details from a laboratory's message never replace those that the hospital's own administration sent. */
function isFromAdministration(patient: Patient | undefined): boolean {
  return patient?.meta?.tag?.some((tag) => tag.system === messageKindSystem && tag.code === 'ADT') ?? false;
}

/** `local` is empty where no number names the patient: nothing can then be filed. */
export function readPatient(reading: MessageReading, read: PatientToRead, isActive = true): ReadPatient {
  const facility = reading.message.field('MSH-4.1').text() ?? '';
  const { identifiers, local } = readPatientIdentifiers(read.person, { ...reading, facility });
  const kind = reading.type.messageCode === 'ADT' ? 'ADT' : 'other';
  const { person: restriction } = readRestrictions(read.restrictions);
  const patient = (existing: Patient | undefined): Patient | undefined => {
    if (existing !== undefined && kind !== 'ADT' && isFromAdministration(existing)) return undefined;
    if (isOlder(reading, existing)) return undefined;
    const changed: Patient = existing === undefined ? { resourceType: 'Patient' } : structuredClone(existing);
    changed.active = isActive;
    changed.identifier = mergeIdentifiers(changed.identifier ?? [], identifiers);
    applyPerson(changed, read.person, reading);
    if (read.details !== undefined) applyPractice(changed, read.details, reading);
    const contacts = read.contacts.flatMap((segment) => contactOf(segment, reading));
    if (contacts.length > 0) changed.contact = contacts;
    const security = (changed.meta?.security ?? []).filter(
      (coding) => restriction !== 'lift' || coding.code !== restricted.code || coding.system !== restricted.system,
    );
    const labels = restriction === 'restrict' ? addSecurity(security, [restricted]) : security;
    changed.meta = metaFor(reading, {
      ...(labels.length === 0 ? {} : { security: labels }),
      tag: [{ system: messageKindSystem, code: kind }],
    });
    return existing !== undefined && withoutMeta(changed) === withoutMeta(existing) ? undefined : changed;
  };
  return { local, patient };
}
