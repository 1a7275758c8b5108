/** What is booked, and what was missed or cancelled. */
import type { Appointment } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { type ArrangedList, listOf } from './arranged-list.ts';
import { as, conceptText, list, referenceWords } from './fhir-words.ts';
import { happenedAt, timeOf } from './happened-at.ts';

export interface ArrangedAppointment {
  readonly id: string;
  readonly at: string;
  readonly timeMs: number;
  readonly text: string;
  readonly place: string;
  readonly with: string | undefined;
  readonly status: string;
  readonly source: string;
  readonly isWithdrawn: boolean;
}

export interface ArrangedAppointments extends ArrangedList<ArrangedAppointment> {
  /** Past, missed and cancelled, newest first. */
  readonly past: readonly ArrangedAppointment[];
}

const stillComing: ReadonlySet<string> = new Set([
  'booked',
  'pending',
  'proposed',
  'waitlist',
  'arrived',
  'checked-in',
]);

function appointmentOf(arrangement: Arrangement, entry: RecordEntry): ArrangedAppointment {
  const appointment = as<Appointment>(entry);
  const place = appointment.participant
    .map(({ actor }) => actor)
    .find(
      (actor) => actor?.reference === undefined || /^Location\//.test(actor.reference) || actor.type === 'Location',
    );
  return {
    id: entry.id,
    at: appointment.start ?? happenedAt(entry),
    timeMs: timeOf(entry),
    text:
      appointment.description ??
      conceptText(appointment.serviceType?.[0]) ??
      conceptText(appointment.appointmentType) ??
      'Appointment',
    place: placeWords(arrangement, entry, place?.reference) ?? referenceWords(place) ?? entry.source.organisation.name,
    with: arrangement.authors.authorOf(entry)?.name,
    status: appointment.status,
    source: entry.source.name,
    isWithdrawn: entry.isWithdrawn,
  };
}

function placeWords(arrangement: Arrangement, entry: RecordEntry, reference: string | undefined): string | undefined {
  if (reference === undefined) return undefined;
  const contained = list(entry.resource['contained'] as { id?: string; name?: string }[] | undefined);
  const found = reference.startsWith('#')
    ? contained.find((one) => `#${one.id}` === reference)
    : (arrangement.record.referred.get(reference) as { name?: string } | undefined);
  return found?.name;
}

/** Coming ones in the order in which they come; `lines` holds those, `past` the rest. */
export function arrangeAppointments(arrangement: Arrangement): ArrangedAppointments {
  const nowMs = arrangement.record.openedAtMs;
  const entries = arrangement.ofType('Appointment');
  const all = entries.map((entry) => appointmentOf(arrangement, entry));
  const isComing = (one: ArrangedAppointment): boolean =>
    !one.isWithdrawn && stillComing.has(one.status) && one.timeMs >= nowMs - 3_600_000;
  return {
    ...listOf(
      arrangement,
      entries,
      all.filter(isComing).sort((one, other) => one.timeMs - other.timeMs),
    ),
    past: all.filter((one) => !isComing(one)),
  };
}
