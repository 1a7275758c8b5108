import type { FhirDate, Link, Section } from '#kit';

export interface AppointmentsView {
  readonly upcoming: Section<AppointmentCard>;
  readonly past: Section<AppointmentCard>;
}

export interface AppointmentCard {
  /** Another time or another state is another key. */
  readonly key: string;
  readonly at: FhirDate;
  /** "Blood pressure check", or only "Appointment" where its name would give something away. */
  readonly what: string;
  readonly withWhom?: string;
  readonly place: string;
  /** "Cancelled by the hospital", "You did not come": absent when it stands. */
  readonly state?: string;
  /** Its time no longer stands. */
  readonly isStruck?: boolean;
  readonly links: readonly Link[];
}
