/**
 * HL7 v2 messages in the dress of NHS hospitals: PID-3 with local and NHS number (NH), PID-32 NSTS status, PD1-3 and
 * PD1-4 practice and GP, PV1-9 GMC number, PV1-10 treatment function, PV1-19 visit; times are London's, without offset.
 */
import type { SourceView } from './fhir-bundle.ts';
import { localNumber } from './fhir-bundle.ts';
import { components, messageBytes, plain, segment } from './hl7-lines.ts';
import { hl7Date, hl7Time } from './london-calendar.ts';
import type { DemoPerson } from './people-types.ts';
import type { CastMember, Delivery, Hl7Sender } from './region-types.ts';

/** A hospital's conversation about one person. Control ids rise within it and never repeat for the sender. */
export interface HospitalThread {
  readonly sender: Hl7Sender;
  readonly person: DemoPerson;
  readonly view: SourceView;
  readonly messages: Delivery[];
  /** Tells apart two threads of one sender about one person. */
  readonly tag: string;
}

export interface HospitalVisit {
  readonly number: string;
  readonly patientClass: 'I' | 'O' | 'E' | 'P';
  readonly ward: string;
  readonly bed?: string;
  readonly consultant: CastMember;
  /** Treatment function code and words. */
  readonly specialty: readonly [string, string];
  readonly admittedMs?: number;
  readonly dischargedMs?: number;
}

/** XCN: number, family name, given name, title, and which register gave the number. */
export function practitioner(member: CastMember): string {
  const number = member.registrationNumber ?? `staff-${member.key}`;
  return components(
    number,
    member.familyName,
    member.givenName,
    '',
    '',
    member.title,
    member.roleName,
    '',
    member.register ?? 'LOCAL',
  );
}

function header(thread: HospitalThread, atMs: number, trigger: string): string {
  const { sender } = thread;
  const serial = String(thread.messages.length + 1).padStart(4, '0');
  const [type = '', event = ''] = trigger.split('^');
  const structure =
    sender.version === '2.4' ? components(type, event, structures[trigger] ?? `${type}_${event}`) : trigger;
  return segment('MSH', {
    2: '^~\\&',
    3: sender.application,
    4: sender.facility,
    5: 'GOLDTHREAD',
    6: 'ZX1',
    7: hl7Time(atMs),
    9: structure,
    10: `${thread.person.ordinal}${thread.tag}${serial}`,
    11: 'P',
    12: sender.version,
    ...(sender.characterSet === undefined ? {} : { 18: sender.characterSet }),
  });
}

/** Message structures that are not named after their own trigger (HL7 v2.4 table 0354). */
const structures: Readonly<Record<string, string>> = {
  'ADT^A04': 'ADT_A01',
  'ADT^A05': 'ADT_A05',
  'ADT^A08': 'ADT_A01',
  'ADT^A11': 'ADT_A09',
  'ADT^A28': 'ADT_A05',
  'ADT^A31': 'ADT_A05',
  'ADT^A34': 'ADT_A30',
  'MDM^T11': 'MDM_T01',
  'SIU^S14': 'SIU_S12',
  'SIU^S15': 'SIU_S12',
  'SIU^S26': 'SIU_S12',
};

export function patientSegments(thread: HospitalThread): string[] {
  const { person, view, sender } = thread;
  const nhsNumber = view.nhsNumber ?? person.nhsNumber;
  const local = components(localNumber(person, sender.facility), '', '', sender.facility, 'PI');
  const national = nhsNumber === '' ? '' : `~${components(nhsNumber, '', '', 'NHS', 'NH')}`;
  const familyName = (view.familyName ?? person.familyName).toUpperCase();
  const gp = person.generalPractitioner;
  return [
    segment('PID', {
      1: '1',
      3: local + national,
      5: components(familyName, (view.givenName ?? person.givenName).toUpperCase(), '', '', person.title.toUpperCase()),
      7: person.birthDate.replace(/-/g, ''),
      8: person.gender === 'female' ? 'F' : 'M',
      11: components(
        view.addressLine ?? person.addressLine,
        '',
        person.town.toUpperCase(),
        '',
        person.postcode,
        '',
        'H',
      ),
      13: components(person.phone, 'PRN', person.phone.startsWith('07') ? 'CP' : 'PH'),
      15: components(person.language),
      22: components(person.ethnicCode),
      ...(person.deathMs === undefined ? {} : { 29: hl7Date(person.deathMs), 30: 'Y' }),
      32: `NSTS${view.numberStatus ?? (nhsNumber === '' ? '03' : '01')}`,
    }),
    segment('PD1', {
      3: components(person.practice.name, '', person.practice.code),
      4: components(gp.registrationNumber ?? '', gp.familyName, gp.givenName, '', '', gp.title, '', '', 'GMC'),
    }),
  ];
}

export function visitSegment(thread: HospitalThread, visit: HospitalVisit): string {
  return segment('PV1', {
    1: '1',
    2: visit.patientClass,
    3: components(visit.ward, '', visit.bed ?? '', thread.sender.facility),
    7: practitioner(visit.consultant),
    9: practitioner(visit.consultant),
    10: components(...visit.specialty),
    19: components(visit.number, '', '', thread.sender.facility, 'VN'),
    ...(visit.admittedMs === undefined ? {} : { 44: hl7Time(visit.admittedMs) }),
    ...(visit.dischargedMs === undefined ? {} : { 45: hl7Time(visit.dischargedMs) }),
  });
}

/** Sends one message: header, then the segments given. */
export function send(thread: HospitalThread, atMs: number, trigger: string, segments: readonly string[]): void {
  const bytes = messageBytes(thread.sender, [header(thread, atMs, trigger), ...segments]);
  thread.messages.push({ kind: 'hl7v2', source: thread.sender.sourceId, sender: thread.sender, bytes });
}

export interface AdtDetail {
  readonly visit?: HospitalVisit;
  /** Ward before a transfer, PV1-6 is not sent: PV2-1 holds nothing either; the story is in the text of EVN-4. */
  readonly extra?: readonly string[];
}

/** ADT: admissions, registrations, transfers, discharges and changes of detail. */
export function sendAdt(thread: HospitalThread, atMs: number, event: string, detail: AdtDetail = {}): void {
  const trigger = `ADT^${event}`;
  send(thread, atMs, trigger, [
    segment('EVN', { 1: event, 2: hl7Time(atMs), 6: hl7Time(atMs) }),
    ...patientSegments(thread),
    ...(detail.visit === undefined ? [] : [visitSegment(thread, detail.visit)]),
    ...(detail.extra ?? []),
  ]);
}

export interface ClinicBooking {
  readonly number: string;
  readonly clinic: string;
  readonly startMs: number;
  readonly minutes: number;
  readonly clinician: CastMember;
  readonly place: string;
  readonly specialty: readonly [string, string];
}

/** SIU: S12 booked, S14 changed, S15 cancelled, S26 did not attend. */
export function sendBooking(
  thread: HospitalThread,
  atMs: number,
  event: 'S12' | 'S14' | 'S15' | 'S26',
  booking: ClinicBooking,
): void {
  const status = { S12: 'Booked', S14: 'Booked', S15: 'Cancelled', S26: 'Noshow' }[event];
  const endMs = booking.startMs + booking.minutes * 60_000;
  const timing = components('', '', '', hl7Time(booking.startMs), hl7Time(endMs));
  send(thread, atMs, `SIU^${event}`, [
    segment('SCH', {
      1: components(booking.number, thread.sender.facility),
      2: components(booking.number, thread.sender.facility),
      6: components(status),
      7: components(booking.clinic),
      8: components('FOLLOWUP', 'Follow-up'),
      9: String(booking.minutes),
      10: 'min',
      11: timing,
      16: practitioner(booking.clinician),
      25: components(status),
    }),
    ...patientSegments(thread),
    visitSegment(thread, {
      number: `A${booking.number}`,
      patientClass: 'O',
      ward: booking.place,
      consultant: booking.clinician,
      specialty: booking.specialty,
    }),
    segment('RGS', { 1: '1', 2: 'A' }),
    segment('AIS', {
      1: '1',
      2: 'A',
      3: components(booking.specialty[0], booking.clinic),
      4: hl7Time(booking.startMs),
      7: String(booking.minutes),
      8: 'min',
    }),
    segment('AIL', {
      1: '1',
      2: 'A',
      3: components(booking.place, '', '', thread.sender.facility),
      6: hl7Time(booking.startMs),
    }),
    segment('AIP', { 1: '1', 2: 'A', 3: practitioner(booking.clinician), 6: hl7Time(booking.startMs) }),
  ]);
}

export interface HospitalDocument {
  readonly number: string;
  /** DS discharge summary, CN clinic letter, CD clinical document (table 0270 and local). */
  readonly type: 'DS' | 'CN' | 'MD';
  readonly title: string;
  readonly author: CastMember;
  readonly atMs: number;
  readonly pdf: string;
  /** The letter's own text, for those who cannot open the PDF. */
  readonly lines: readonly string[];
  readonly visit: HospitalVisit;
}

/** MDM: T02 a document with its content, T11 its withdrawal (TXA-17 and TXA-19 say so too). */
export function sendDocument(
  thread: HospitalThread,
  atMs: number,
  event: 'T02' | 'T11',
  document: HospitalDocument,
): void {
  const isWithdrawn = event === 'T11';
  const content = [
    segment('OBX', {
      1: '1',
      2: 'ED',
      3: components(document.type, document.title, 'L'),
      5: `${components('', 'application', 'pdf', 'Base64')}^${document.pdf}`,
      11: 'F',
    }),
    ...document.lines.map((line, index) =>
      segment('OBX', {
        1: String(index + 2),
        2: 'TX',
        3: components('TXT', 'Text of the letter', 'L'),
        4: String(index + 1),
        5: plain(line),
        11: 'F',
      }),
    ),
  ];
  send(thread, atMs, `MDM^${event}`, [
    segment('EVN', { 1: event, 2: hl7Time(atMs) }),
    ...patientSegments(thread),
    visitSegment(thread, document.visit),
    segment('TXA', {
      1: '1',
      2: document.type,
      3: 'AP',
      4: hl7Time(document.atMs),
      5: practitioner(document.author),
      6: hl7Time(document.atMs),
      9: practitioner(document.author),
      12: components(document.number, thread.sender.facility),
      16: plain(document.title),
      17: isWithdrawn ? 'CA' : 'AU',
      19: isWithdrawn ? 'CA' : 'AV',
    }),
    ...(isWithdrawn ? [] : content),
  ]);
}
