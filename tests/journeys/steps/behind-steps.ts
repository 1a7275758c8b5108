/** What no page can bring about: that hours or years have passed for one person. */
import type { Database } from '#platform';
import { openBehind } from '../../../tools/prove/region-process.ts';

function dataDirectory(): string {
  const path = process.env['GOLDTHREAD_TEST_DATA_DIR'];
  if (path === undefined) throw new Error('These tests need a region: run them by `npm run journeys`.');
  return path;
}

async function behind<T>(work: (sql: Database['sql']) => Promise<T>): Promise<T> {
  const database = openBehind(dataDirectory());
  try {
    return await work(database.sql);
  } finally {
    await database.close();
  }
}

const digits = (nhsNumber: string): string => nhsNumber.replaceAll(' ', '');

/** The hours of an emergency are over: nobody's is open any more. */
export async function emergenciesAreOver(nhsNumber: string): Promise<void> {
  await behind(
    (sql) => sql`update privacy.claim set ends_ms = starts_ms where person in (
      select person from patient_index.source_patient where nhs_number = ${digits(nhsNumber)})`,
  );
}

/** YYYY-MM-DD, as the index knows it. */
export async function birthDateOf(nhsNumber: string): Promise<string> {
  const [row] = await behind(
    (sql) => sql`select birth_date::text as born from patient_index.source_patient
      where nhs_number = ${digits(nhsNumber)} and birth_date is not null limit 1`,
  );
  return String(row?.['born']);
}

/** Years pass for this person alone: the index reckons ages from the date of birth. */
export async function ageSet(nhsNumber: string, birthDate: string): Promise<void> {
  await behind(
    (sql) => sql`update patient_index.source_patient set birth_date = ${birthDate}
      where nhs_number = ${digits(nhsNumber)}`,
  );
}

/** Nobody acts for the person, as before the journey. */
export async function nobodyActsFor(nhsNumber: string): Promise<void> {
  await behind(
    (sql) => sql`update privacy.proxy_authority set ends_ms = requested_ms where person in (
      select person from patient_index.source_patient where nhs_number = ${digits(nhsNumber)})`,
  );
}

/** Whoever is at this person's own pages signed in an hour ago. */
export async function sessionsOfAreOld(nhsNumber: string): Promise<void> {
  await behind(
    (sql) => sql`update sign_in.session set authenticated_at = authenticated_at - interval '1 hour'
      where nhs_number = ${digits(nhsNumber)}`,
  );
}
