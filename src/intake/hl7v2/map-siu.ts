/** SIU (chapter 10): appointments by the filler's number, and what became of them. */
import type { Appointment, AppointmentParticipant, Identifier } from 'fhir/r4.js';
import { readPersonLocation } from '#hl7v2/data-types/contact.ts';
import { readEntityIdentifier } from '#hl7v2/data-types/identifier.ts';
import { readPersonInRole } from '#hl7v2/data-types/person-name.ts';
import type { Hl7Time } from '#hl7v2/data-types/time.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { ResourceChange } from '#record';
import { clinicalContent } from './clinical-content.ts';
import { entityIdentifier, readConcept, readTableCode } from './concept.ts';
import { instantOf, type MappedContribution, type MessageReading } from './message-reading.ts';
import { ContainedPeople, nameOf, readTreatmentFunction } from './people.ts';
import { readMessagePatient } from './read-message-patient.ts';
import { addSecurity, notReleased, readRelease, readRestrictions, visitSecurity } from './security.ts';
import { isOlder, metaFor } from './source-time.ts';

const statuses: Readonly<Record<string, Appointment['status']>> = {
  S12: 'booked',
  S13: 'booked',
  S14: 'booked',
  S15: 'cancelled',
  S17: 'entered-in-error',
  S26: 'noshow',
};

const unitMinutes: Readonly<Record<string, number>> = {
  S: 1 / 60,
  SEC: 1 / 60,
  M: 1,
  MIN: 1,
  MINUTES: 1,
  H: 60,
  HR: 60,
  HOURS: 60,
  D: 1440,
};

function minutesOf(duration: string | undefined, unit: string | undefined): number | undefined {
  const minutes = Number(duration) * (unitMinutes[unit?.trim().toUpperCase() ?? 'MIN'] ?? Number.NaN);
  return Number.isFinite(minutes) && minutes >= 1 ? Math.round(minutes) : undefined;
}

interface Timing {
  readonly start: Hl7Time | undefined;
  readonly end: Hl7Time | undefined;
  readonly minutes: number | undefined;
}

/** TQ1, or SCH-11 (TQ), which it replaced in version 2.5, or the first resource that carries a time. */
function timingOf(reading: MessageReading, schedule: Segment): Timing {
  const { message, flaws } = reading;
  const timing = schedule.field(11).repetition(1);
  const quantity = message.segment('TQ1');
  const resource = ['AIS', 'AIP', 'AIL', 'AIG'].flatMap((name) => message.segments(name));
  const startField: Readonly<Record<string, number>> = { AIS: 4, AIP: 6, AIL: 6, AIG: 8 };
  const resourceStart = resource
    .map((segment) => segment.field(startField[segment.name] ?? 4))
    .find((field) => field.hasContent);
  // Begin and end are of one statement: the begin of one field with the end of another would be nobody's.
  const said = [
    quantity && { start: quantity.field(7), end: quantity.field(8) },
    { start: timing.component(4), end: timing.component(5) },
  ].find((one) => one?.start.hasContent === true);
  const begins = said?.start ?? resourceStart;
  const start = begins && readTime(begins, flaws);
  const end = said && readTime(said.end, flaws);
  const service = message.segment('AIS');
  const minutes =
    minutesOf(schedule.field(9).text(), schedule.field(10).text()) ??
    (service && minutesOf(service.field(7).text(), service.field(8).text()));
  return { start, end, minutes };
}

function endOf({ start, end, minutes }: Timing): string | undefined {
  const startMs = start?.instantMs;
  if (startMs === undefined) return undefined;
  if (end?.instantMs !== undefined && end.instantMs >= startMs) return end.dateTime;
  return new Date(startMs + (minutes ?? 0) * 60_000).toISOString();
}

function participantsOf(reading: MessageReading, schedule: Segment, people: ContainedPeople): AppointmentParticipant[] {
  const { message } = reading;
  const patient: AppointmentParticipant = { actor: { reference: '@patient' }, status: 'accepted' };
  const specialty = message.segment('PV1')?.field(10).repetition(1);
  const named = message.segments('AIP').flatMap((segment) => {
    const role = readConcept(segment.field(4), reading.source);
    const type = role === undefined ? {} : { type: [role] };
    return people.referAll(segment.field(3), specialty).map((actor) => ({ ...type, actor }));
  });
  const staff = named.length > 0 ? named : people.referAll(schedule.field(16), specialty).map((actor) => ({ actor }));
  const places = message.segments('AIL').flatMap((segment) => {
    const place = readPersonLocation(segment.field(3).repetition(1));
    // Which house to go to, where it is not the sender's own.
    const facility = place?.facility?.namespace;
    const isOwn = facility === reading.source.organisation.code || facility === message.field('MSH-4.1').text();
    const house = isOwn ? undefined : facility;
    const display = [place?.pointOfCare ?? place?.description, place?.room, place?.building, house]
      .filter((part) => part !== undefined)
      .join(', ');
    return display === '' ? [] : [{ actor: { display } }];
  });
  const others = [...staff, ...places].map((one) => ({ ...one, status: 'accepted' as const }));
  return [patient, ...others];
}

function notesOf(reading: MessageReading): string {
  const { message } = reading;
  return message
    .segments('NTE')
    .flatMap((note) =>
      note
        .field(3)
        .repetitions()
        .map((line) => line.wholeText() ?? ''),
    )
    .join('\n')
    .trim();
}

function identifiersOf(reading: MessageReading, schedule: Segment): Identifier[] {
  return (
    [
      [2, 'FILL'],
      [1, 'PLAC'],
    ] as const
  ).flatMap(([field, code]) => {
    const entity = readEntityIdentifier(schedule.field(field));
    const type = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] };
    return entity === undefined ? [] : [{ type, ...entityIdentifier(entity, reading.source, 'appointment') }];
  });
}

function appointmentAfter(reading: MessageReading, schedule: Segment, existing: Appointment | undefined): Appointment {
  const people = new ContainedPeople(reading.source);
  const timing = timingOf(reading, schedule);
  const start = instantOf(timing.start) ?? existing?.start;
  const end = instantOf(timing.start) === undefined ? existing?.end : endOf(timing);
  const participant = participantsOf(reading, schedule, people);
  const services = reading.message
    .segments('AIS')
    .flatMap((segment) => readConcept(segment.field(3), reading.source) ?? []);
  const visit = reading.message.segment('PV1');
  const specialty =
    visit === undefined ? undefined : readTreatmentFunction(visit.field(10).repetition(1), reading.source);
  const reason = readConcept(schedule.field(7), reading.source);
  const appointmentType = readConcept(schedule.field(8), reading.source);
  const comment = notesOf(reading);
  const contact = readPersonInRole(schedule.field(16).repetition(1));
  const status = statuses[reading.type.triggerEvent] ?? 'booked';
  const cancelled =
    status === 'cancelled' ? readTableCode(schedule.field(6), { number: '0276', source: reading.source }) : undefined;
  const text =
    reason?.text ?? services[0]?.text ?? (contact === undefined ? undefined : `Appointment with ${nameOf(contact)}`);
  return {
    resourceType: 'Appointment',
    ...people.contained(),
    identifier: identifiersOf(reading, schedule),
    status,
    ...(cancelled === undefined ? {} : { cancelationReason: cancelled }),
    ...(services.length > 0
      ? { serviceType: services }
      : existing?.serviceType === undefined
        ? {}
        : { serviceType: existing.serviceType }),
    ...(specialty === undefined ? {} : { specialty: [specialty] }),
    ...(appointmentType === undefined ? {} : { appointmentType }),
    ...(reason === undefined ? {} : { reasonCode: [reason] }),
    ...(text === undefined ? {} : { description: text }),
    ...(start === undefined ? {} : { start }),
    ...(start === undefined || end === undefined ? {} : { end }),
    ...(timing.minutes === undefined ? {} : { minutesDuration: timing.minutes }),
    ...(comment === '' ? {} : { comment }),
    participant,
  };
}

function changeAppointment(reading: MessageReading, schedule: Segment, key: string): ResourceChange {
  const event = reading.type.triggerEvent;
  const segments = reading.message.segments();
  return {
    key,
    change: (resource, isWithdrawn) => {
      const existing = resource as unknown as Appointment | undefined;
      if (isOlder(reading, existing) || (isWithdrawn && event !== 'S12' && event !== 'S17')) return undefined;
      const after = appointmentAfter(reading, schedule, existing);
      const waits = readRelease(segments) === 'waits' ? [notReleased] : [];
      const security = addSecurity(existing?.meta?.security ?? [], [
        ...waits,
        ...visitSecurity(reading.message.segment('PV1')),
        ...readRestrictions(segments).matter,
      ]);
      const meta = metaFor(reading, security.length === 0 ? {} : { security });
      return { resource: { ...after, meta } as never, state: event === 'S17' ? 'withdrawn' : 'current' };
    },
  };
}

export interface MappedAppointment {
  readonly contribution: MappedContribution | undefined;
  readonly key: string | undefined;
  /** Only what is cancelled may be without a time (R4 app-3). */
  readonly isTimed: boolean;
}

export function mapAppointment(reading: MessageReading): MappedAppointment {
  const schedule = reading.message.segment('SCH');
  const entity = schedule && (readEntityIdentifier(schedule.field(2)) ?? readEntityIdentifier(schedule.field(1)));
  const read = readMessagePatient(reading);
  if (schedule === undefined || entity === undefined || read === undefined)
    return { contribution: undefined, key: undefined, isTimed: false };
  const key = `appointment|${entity.identifier}|${entity.namespace ?? ''}`;
  const { start } = timingOf(reading, schedule);
  const occurredAt = start?.dateTime;
  return {
    key,
    isTimed: start?.instantMs !== undefined,
    contribution: {
      ...read,
      changes: [
        changeAppointment(reading, schedule, key),
        ...clinicalContent(reading, reading.message.segments(), undefined),
      ],
      ...(occurredAt === undefined ? {} : { occurredAt }),
    },
  };
}
