/** Who the record is about: one banner from every source's Patient, and where the sources differ. */
import type { Address, ContactPoint, HumanName, Patient, RelatedPerson } from 'fhir/r4.js';
import type { TracedPerson } from '#patient-index';
import type { OpenedRecord, RecordEntry } from '../opened-record.ts';
import { type AuthorReader, humanName } from './authors.ts';
import { as, conceptText, list, referenceWords } from './fhir-words.ts';
import { plainKey } from './plain-key.ts';

export interface ContactLines {
  readonly name: string;
  readonly lines: readonly string[];
}

/** One thing that sources say differently, each in its own words. */
export interface DetailDifference {
  readonly detail: 'Name' | 'Date of birth' | 'Gender' | 'Address' | 'NHS number';
  readonly said: readonly { readonly source: string; readonly text: string }[];
}

export interface PersonDetails {
  readonly familyName: string;
  readonly givenName: string;
  readonly title: string | undefined;
  readonly preferredName: string | undefined;
  readonly born: string | undefined;
  /** The date, or that the person died where no date was sent. */
  readonly died: string | undefined;
  readonly gender: 'Male' | 'Female' | 'Not known' | 'Not specified (Other)';
  readonly nhsNumber: string | undefined;
  readonly isNhsNumberVerified: boolean;
  readonly address: readonly string[];
  readonly temporaryAddress: readonly string[] | undefined;
  readonly phone: readonly ContactLines[];
  readonly practice: readonly string[];
  readonly people: readonly ContactLines[];
  readonly languages: readonly string[];
  readonly needsInterpreter: boolean;
  readonly isRestricted: boolean;
  readonly differences: readonly DetailDifference[];
}

const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
const verificationUrl = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus';
const genders = { male: 'Male', female: 'Female', other: 'Not specified (Other)', unknown: 'Not known' } as const;

interface SaidByPatient {
  readonly entry: RecordEntry;
  readonly patient: Patient;
  readonly name: HumanName | undefined;
  readonly nhsNumber: string | undefined;
  readonly isVerified: boolean;
}

function officialName(names: readonly HumanName[]): HumanName | undefined {
  const current = names.filter((name) => name.use !== 'old' && name.use !== 'maiden' && name.period?.end === undefined);
  return current.find((name) => name.use === 'official') ?? current.find((name) => name.use !== 'nickname') ?? names[0];
}

function readPatient(entry: RecordEntry): SaidByPatient {
  const patient = as<Patient>(entry);
  const identifier = patient.identifier?.find((one) => one.system === nhsNumberSystem);
  const status = identifier?.extension?.find((one) => one.url === verificationUrl);
  return {
    entry,
    patient,
    name: officialName(patient.name ?? []),
    nhsNumber: identifier?.value,
    isVerified: status?.valueCodeableConcept?.coding?.[0]?.code === '01',
  };
}

/** A verified number first, then the practice's own record, then what was heard last. */
function byTrust(one: SaidByPatient, other: SaidByPatient): number {
  const rank = (said: SaidByPatient): number =>
    (said.isVerified ? 0 : 2) + (said.entry.source.organisation.kind === 'gp-practice' ? 0 : 1);
  return rank(one) - rank(other) || other.entry.receivedMs - one.entry.receivedMs;
}

function addressLines(address: Address | undefined): string[] {
  if (address === undefined) return [];
  if (address.line === undefined && address.text !== undefined) return address.text.split(/\n|, /);
  return [...(address.line ?? []), address.city, address.district, address.postalCode].filter(
    (line): line is string => line !== undefined && line !== '',
  );
}

const telecomOrder = ['home', 'work', 'mobile', 'email'] as const;
const telecomNames = { home: 'Home', work: 'Work', mobile: 'Mobile', email: 'Email', other: 'Phone' } as const;

function telecomKind(point: ContactPoint): keyof typeof telecomNames {
  if (point.system === 'email') return 'email';
  return point.use === 'home' || point.use === 'work' || point.use === 'mobile' ? point.use : 'other';
}

function telecomLines(points: readonly ContactPoint[]): ContactLines[] {
  const byKind = Map.groupBy(
    points.filter((point) => point.value !== undefined),
    telecomKind,
  );
  return [...telecomOrder, 'other' as const].flatMap((kind) => {
    const values = byKind.get(kind)?.map((point) => point.value ?? '') ?? [];
    return values.length === 0 ? [] : [{ name: telecomNames[kind], lines: [...new Set(values)] }];
  });
}

function contactsOf(record: OpenedRecord, said: readonly SaidByPatient[]): ContactLines[] {
  const contacts = new Map<string, ContactLines>();
  const add = (name: string | undefined, relationship: string | undefined, points: readonly ContactPoint[]): void => {
    if (name === undefined || contacts.has(name.toLowerCase())) return;
    const lines = [relationship, ...points.map((point) => point.value)].filter((line) => line !== undefined);
    contacts.set(name.toLowerCase(), { name, lines });
  };
  for (const { patient } of said)
    for (const contact of patient.contact ?? [])
      add(humanName(contact.name), conceptText(contact.relationship?.[0]), contact.telecom ?? []);
  for (const entry of record.entries) {
    if (entry.resource.resourceType !== 'RelatedPerson' || entry.isWithdrawn) continue;
    const related = as<RelatedPerson>(entry);
    add(humanName(related.name), conceptText(related.relationship?.[0]), related.telecom ?? []);
  }
  return [...contacts.values()];
}

function difference(
  detail: DetailDifference['detail'],
  said: readonly SaidByPatient[],
  read: (one: SaidByPatient) => string | undefined,
): DetailDifference[] {
  const answers = said.flatMap((one) => {
    const text = read(one);
    return text === undefined || text === '' ? [] : [{ source: one.entry.source.name, text }];
  });
  const distinct = new Set(answers.map((answer) => plainKey(answer.text)));
  return distinct.size < 2 ? [] : [{ detail, said: answers }];
}

function differencesOf(said: readonly SaidByPatient[]): DetailDifference[] {
  return [
    ...difference('Name', said, ({ name }) => [name?.given?.[0], name?.family].filter(Boolean).join(' ')),
    ...difference('Date of birth', said, ({ patient }) => patient.birthDate),
    ...difference('Gender', said, ({ patient }) =>
      patient.gender === undefined || patient.gender === 'unknown' ? undefined : genders[patient.gender],
    ),
    ...difference('Address', said, ({ patient }) => addressLines(usualAddress(patient)).join(', ')),
    ...difference('NHS number', said, ({ nhsNumber }) => nhsNumber),
  ];
}

function usualAddress(patient: Patient): Address | undefined {
  return (
    patient.address?.find((address) => address.use === 'home') ?? patient.address?.find(({ use }) => use !== 'temp')
  );
}

function practiceOf(authors: AuthorReader, said: readonly SaidByPatient[], record: OpenedRecord): string[] {
  for (const { patient, entry } of said) {
    const lines = list(patient.generalPractitioner).flatMap((reference) => {
      const found = record.referred.get(reference.reference ?? '');
      const organisation = (found?.['organization'] as { display?: string } | undefined)?.display;
      const author = authors.resolve(entry, reference);
      return [author?.name ?? (author === undefined ? referenceWords(reference) : undefined), organisation].filter(
        (line): line is string => line !== undefined,
      );
    });
    if (lines.length > 0) return lines;
  }
  return [];
}

function deathOf(said: readonly SaidByPatient[]): string | undefined {
  const dated = said.find(({ patient }) => patient.deceasedDateTime !== undefined);
  if (dated !== undefined) return dated.patient.deceasedDateTime;
  return said.some(({ patient }) => patient.deceasedBoolean === true) ? 'date not given' : undefined;
}

/** What the index says of whom no source's Patient is shown to this reader: who it is, and nothing that one source alone would know. */
function tracedDetails(traced: TracedPerson, isRestricted: boolean): PersonDetails {
  return {
    familyName: traced.familyName,
    givenName: traced.givenName,
    title: traced.title === '' ? undefined : traced.title,
    preferredName: undefined,
    born: traced.birthDate,
    died: traced.isDeceased ? 'date not given' : undefined,
    gender: genders[(traced.gender ?? 'unknown') as keyof typeof genders] ?? genders.unknown,
    nhsNumber: traced.nhsNumber,
    isNhsNumberVerified: traced.nhsNumberStatus === '01',
    address: [],
    temporaryAddress: undefined,
    phone: [],
    practice: [],
    people: [],
    languages: [],
    needsInterpreter: false,
    isRestricted,
    differences: [],
  };
}

/** Undefined where nothing says who it is: a patient's own pages, of which the session does. */
export function arrangePerson(record: OpenedRecord, authors: AuthorReader): PersonDetails | undefined {
  const said = record.entries
    .filter((entry) => entry.resource.resourceType === 'Patient' && !entry.isWithdrawn)
    .map(readPatient)
    .sort(byTrust);
  const [best] = said;
  if (best === undefined) return record.traced && tracedDetails(record.traced, record.isRestricted);
  const first = <T>(read: (one: SaidByPatient) => T | undefined): T | undefined => {
    for (const one of said) {
      const value = read(one);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const given = best.name?.given?.join(' ') ?? '';
  const preferred = first(
    ({ patient }) => patient.name?.find((name) => name.use === 'usual' || name.use === 'nickname')?.given?.[0],
  );
  const gender = first(({ patient }) => (patient.gender === 'unknown' ? undefined : patient.gender)) ?? 'unknown';
  const home = first(({ patient }) => usualAddress(patient));
  const temporary = first(({ patient }) => patient.address?.find((address) => address.use === 'temp'));
  const languages = said.flatMap(({ patient }) =>
    (patient.communication ?? []).map((one) => conceptText(one.language) ?? ''),
  );
  return {
    familyName: best.name?.family ?? best.name?.text ?? '',
    givenName: given,
    title: best.name?.prefix?.[0],
    preferredName: preferred === undefined || preferred === best.name?.given?.[0] ? undefined : preferred,
    born: first(({ patient }) => patient.birthDate),
    died: deathOf(said),
    gender: genders[gender],
    nhsNumber: first(({ nhsNumber }) => nhsNumber),
    isNhsNumberVerified: said.some(({ isVerified }) => isVerified),
    address: addressLines(home),
    temporaryAddress: temporary === undefined ? undefined : addressLines(temporary),
    phone: telecomLines(said.flatMap(({ patient }) => patient.telecom ?? [])),
    practice: practiceOf(authors, said, record),
    people: contactsOf(record, said),
    languages: [...new Set(languages.filter((language) => language !== ''))],
    needsInterpreter: said.some(({ patient }) =>
      patient.extension?.some(({ url }) => /InterpreterRequired/i.test(url)),
    ),
    isRestricted: record.isRestricted,
    differences: differencesOf(said),
  };
}
