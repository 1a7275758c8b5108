import type { MyAppointment, MyRecord } from '#record';
import { appointmentKey } from '../../appointment-events.ts';
import { section } from '../../plain-words/source-words.ts';
import type { AppointmentCard, AppointmentsView } from './view.ts';
import { appointmentWords } from './words.en.ts';

export function withWhom(appointment: MyAppointment): string | undefined {
  const parts = [appointment.withWhom, appointment.profession?.toLowerCase()].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function card(appointment: MyAppointment): AppointmentCard {
  const who = withWhom(appointment);
  const state = appointment.state === 'stands' || appointment.state === 'attended' ? undefined : appointment.state;
  return {
    key: appointmentKey(appointment),
    at: appointment.start,
    what: appointment.what ?? appointmentWords.appointment,
    place: appointment.place,
    ...(who === undefined ? {} : { withWhom: who }),
    ...(state === undefined ? {} : { state: appointmentWords.states[state], isStruck: state !== 'missed' }),
    links: [],
  };
}

export function appointmentsView(record: MyRecord): AppointmentsView {
  const { upcoming, past, upcomingAnswers, pastAnswers } = record.appointments();
  return {
    upcoming: section(upcoming.map(card), upcomingAnswers),
    past: section(past.map(card), pastAnswers),
  };
}
