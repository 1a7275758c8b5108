/**
 * PID, PD1, NK1 and ARV into the source's Patient. What a field leaves empty stays as it is, two quotes delete it
 * (chapter 2, 2.5.3.4).
 */

import type { CodeableConcept, Extension, Identifier, Patient, Reference } from 'fhir/r4.js';
import { copyExactly } from '#fhir/written-digits.ts';
import { readPersonInRole } from '#hl7v2/data-types/person-name.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { Value } from '#hl7v2/value.ts';
import { parseOdsCode } from '#kernel/ods-code.ts';
import { type LocalIdentifier, nhsNumberSystem } from '#patient-index';
import { readAddresses, readNames, readTelecoms } from './address.ts';
import { authoritySystem, readConcept, readTableCode } from './concept.ts';
import { readContact } from './contact.ts';
import { genders } from './gender-table.ts';
import type { MessageReading } from './message-reading.ts';
import { readPatientIdentifiers } from './patient-identifiers.ts';
import { identifierOf, nameOf, odsReference } from './people.ts';
import { isGeneralPractitioner, type Role } from './roles.ts';
import { addSecurity, readRestrictions, restricted } from './security.ts';
import { isOlder, metaFor } from './source-time.ts';

const ethnicCategoryUrl = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory';
const ethnicCategorySystem = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory';
const messageKindSystem = 'https://goldthread.example/CodeSystem/message-kind';

export interface PatientToRead {
  readonly person: Segment;
  readonly details: Segment | undefined;
  readonly contacts: readonly Segment[];
  readonly restrictions: readonly Segment[];
  /** ROL after PID. */
  readonly roles: readonly Role[];
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

/** BCP 47 takes the shortest code: `ara` and `eng` of ISO 639-2 are `ar` and `en` there. */
function languageTag(code: string): string {
  return Intl.getCanonicalLocales(code)[0] ?? code.toLowerCase();
}

function language(field: Value, reading: MessageReading): Patient['communication'] {
  const concept = readConcept(field, reading.source);
  if (concept === undefined) return undefined;
  const [first, ...others] = concept.coding ?? [];
  const isTag = /^[a-z]{2,3}(-([a-z]{2}|[a-z]{4}))?$/i.test(first?.code ?? '');
  const text = concept.text ?? '';
  if (first === undefined || !isTag)
    return [{ language: { ...(first === undefined ? {} : { coding: [first, ...others] }), text }, preferred: true }];
  const display = first.display === undefined ? {} : { display: first.display };
  const tag = { system: 'urn:ietf:bcp:47', code: languageTag(first.code ?? ''), ...display };
  // The code of a system that the sender names stays beside the tag that is made of it.
  const sent = first.system === undefined ? others : [first, ...others];
  return [{ language: { coding: [tag, ...sent], text }, preferred: true }];
}

function ethnicCategory(field: Value, reading: MessageReading): Extension[] {
  const concept = readConcept(field, reading.source);
  if (concept === undefined) return [];
  const { code = '', system } = concept.coding?.[0] ?? {};
  // The same letters mean other things elsewhere: in HL7's own table 0189, N is "not Hispanic" and H is "Hispanic".
  const national: CodeableConcept =
    system === undefined && /^([A-HJ-NPRSZ]|99)$/.test(code)
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

/** What has not the form of an organisation code is a number of the sender's own. */
function organisationSystem(code: string, reading: MessageReading): string {
  return parseOdsCode(code) === undefined
    ? authoritySystem(reading.source, 'organisation')
    : 'https://fhir.nhs.uk/Id/ods-organization-code';
}

function practice(details: Segment, reading: MessageReading): Reference | undefined {
  const organisation = details.field(3).repetition(1);
  const name = organisation.component(1).wholeText()?.trim();
  const code = (organisation.component(10).text() ?? organisation.component(3).text())?.trim();
  if (name === undefined && code === undefined) return undefined;
  return {
    type: 'Organization',
    ...(code === undefined ? {} : { identifier: { system: organisationSystem(code, reading), value: code } }),
    display: name ?? code ?? reading.source.name,
  };
}

function practitionerReference(value: Value, reading: MessageReading): Reference[] {
  const person = readPersonInRole(value);
  if (person === undefined) return [];
  const identifier = identifierOf(person, reading.source);
  return [{ type: 'Practitioner', ...(identifier === undefined ? {} : { identifier }), display: nameOf(person) }];
}

/** PD1-3, PD1-4, and ROL of a general practitioner: who is named twice is one. */
function applyPractice(patient: Patient, read: PatientToRead, reading: MessageReading): void {
  const known = patient.generalPractitioner ?? [];
  const isPractice = (reference: Reference) => reference.type === 'Organization';
  let [organisations, people] = [known.filter(isPractice), known.filter((reference) => !isPractice(reference))];
  const { details, roles } = read;
  if (details?.field(3).isEmpty === false) organisations = [practice(details, reading) ?? []].flat();
  const named = roles.filter(isGeneralPractitioner).flatMap(({ person }) => practitionerReference(person, reading));
  if (details?.field(4).isEmpty === false || named.length > 0) {
    const first = details?.field(4).repetition(1);
    const sent = first?.hasContent === true ? practitionerReference(first, reading) : [];
    const others = named.filter((one) => !sent.some((other) => other.display === one.display));
    people = [...sent, ...others];
  }
  const all = [...organisations, ...people];
  if (all.length === 0) delete patient.generalPractitioner;
  else patient.generalPractitioner = all;
}

/** PID-25 tells which of several, PID-24 only that there were several; the order tells more where they disagree. */
function applyBirthOrder(patient: Patient, person: Segment): void {
  const [indicator, sent] = [person.field(24), person.field(25)];
  if (indicator.isDeleted) delete patient.multipleBirthBoolean;
  if (sent.isDeleted) delete patient.multipleBirthInteger;
  const order = Number(sent.text());
  const letter = indicator.text()?.trim().toUpperCase();
  if (Number.isInteger(order) && order > 0) {
    delete patient.multipleBirthBoolean;
    patient.multipleBirthInteger = order;
  } else if (letter === 'N' || (letter === 'Y' && patient.multipleBirthInteger === undefined)) {
    delete patient.multipleBirthInteger;
    patient.multipleBirthBoolean = letter === 'Y';
  }
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
  const [home, work, any] = [person.field(13), person.field(14), person.field(40)];
  apply(patient, 'telecom', [home, work].find((field) => !field.isEmpty) ?? any, () => [
    ...readTelecoms(home, 'home', flaws),
    ...readTelecoms(work, 'work', flaws),
    ...readTelecoms(any, 'home', flaws),
  ]);
  apply(patient, 'communication', person.field(15), () => language(person.field(15), reading));
  apply(patient, 'maritalStatus', person.field(16), () => readTableCode(person.field(16), { number: '0002', source }));
  withExtension(patient, person.field(22), ethnicCategoryUrl, ethnicCategory(person.field(22), reading));
  applyBirthOrder(patient, person);
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
  const { person: restriction } = readRestrictions([...read.restrictions, read.details ?? []].flat());
  const patient = (existing: Patient | undefined): Patient | undefined => {
    if (existing !== undefined && kind !== 'ADT' && isFromAdministration(existing)) return undefined;
    if (isOlder(reading, existing)) return undefined;
    const changed: Patient = existing === undefined ? { resourceType: 'Patient' } : copyExactly(existing);
    changed.active = isActive;
    changed.identifier = mergeIdentifiers(changed.identifier ?? [], identifiers);
    applyPerson(changed, read.person, reading);
    applyPractice(changed, read, reading);
    const contacts = read.contacts.flatMap((segment) => readContact(segment, reading));
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
