/** Appointments for the person's own pages. */
import type { Appointment } from 'fhir/r4.js';
import type { RecordEntry } from '../../opened-record.ts';
import type { Arrangement } from '../arrange-record.ts';
import { as, conceptText } from '../fhir-words.ts';
import { answersFor, type SectionAnswer } from '../source-answers.ts';

export interface MyAppointment {
  readonly id: string;
  readonly start: string;
  readonly startMs: number;
  readonly what: string | undefined;
  readonly withWhom: string | undefined;
  readonly profession: string | undefined;
  readonly organisation: string;
  readonly organisationKind: string;
  /** Organisation, and the place within it where the source said. */
  readonly place: string;
  readonly state: 'stands' | 'cancelled' | 'missed' | 'attended' | 'withdrawn';
}

export interface MyAppointments {
  /** Soonest first: what stands, and what was cancelled and would still be to come. */
  readonly upcoming: readonly MyAppointment[];
  /** Newest first. */
  readonly past: readonly MyAppointment[];
  readonly upcomingAnswers: readonly SectionAnswer[];
  readonly pastAnswers: readonly SectionAnswer[];
}

const states: Readonly<Record<string, MyAppointment['state']>> = {
  cancelled: 'cancelled',
  'entered-in-error': 'withdrawn',
  noshow: 'missed',
  fulfilled: 'attended',
};

function placeOf(entry: RecordEntry): string {
  const location = as<Appointment>(entry).participant?.find(({ actor }) => {
    const reference = actor?.reference ?? '';
    return actor?.type === 'Location' || /^Location\//.test(reference) || /^#(?:loc|place)/i.test(reference);
  });
  const name = location?.actor?.display;
  const organisation = entry.source.organisation.name;
  return name === undefined || name === organisation ? organisation : `${name}, ${organisation}`;
}

function appointmentOf(arrangement: Arrangement, entry: RecordEntry, start: string): MyAppointment {
  const appointment = as<Appointment>(entry);
  const author = arrangement.authors.authorOf(entry);
  return {
    id: entry.id,
    start,
    startMs: Date.parse(start),
    what:
      conceptText(appointment.serviceType?.[0]) ?? appointment.description ?? conceptText(appointment.appointmentType),
    withWhom: author?.name,
    profession: author?.profession,
    organisation: entry.source.organisation.name,
    organisationKind: entry.source.organisation.kind,
    place: placeOf(entry),
    state: entry.isWithdrawn ? 'withdrawn' : (states[appointment.status] ?? 'stands'),
  };
}

/** `nowMs`: what starts later is coming up. */
export function arrangeMyAppointments(arrangement: Arrangement, nowMs: number): MyAppointments {
  const entries = arrangement.ofType('Appointment');
  const all = entries.flatMap((entry) => {
    const { start } = as<Appointment>(entry);
    return start === undefined ? [] : [appointmentOf(arrangement, entry, start)];
  });
  const upcoming = all.filter((one) => one.startMs >= nowMs).sort((one, other) => one.startMs - other.startMs);
  const past = all.filter((one) => one.startMs < nowMs).sort((one, other) => other.startMs - one.startMs);
  const entriesOf = (some: readonly MyAppointment[]): RecordEntry[] =>
    some.flatMap((one) => arrangement.byId.get(one.id) ?? []);
  return {
    upcoming,
    past,
    upcomingAnswers: answersFor(arrangement.sources, entriesOf(upcoming)),
    pastAnswers: answersFor(arrangement.sources, entriesOf(past)),
  };
}
