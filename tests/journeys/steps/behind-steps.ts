/** What is arranged behind the pages: choices that have pages of their own and are not what these journeys are about. */
import { openBehind } from '../../../tools/prove/region-process.ts';

function dataDirectory(): string {
  const path = process.env['GOLDTHREAD_TEST_DATA_DIR'];
  if (path === undefined) throw new Error('These tests need a region: run them by `npm run journeys`.');
  return path;
}

/** The person has named a team and chosen full protection; nobody's emergency is open any more. */
export async function givenFullProtection(nhsNumber: string): Promise<void> {
  const behind = openBehind(dataDirectory());
  try {
    const number = nhsNumber.replaceAll(' ', '');
    const [row] =
      await behind.sql`select person from patient_index.source_patient where nhs_number = ${number} limit 1`;
    const person = String(row?.['person']);
    await behind.sql`insert into privacy.team (team, organisation, name, starts_ms) values (1, 'ZX41', 'Clinic team', 0)
      on conflict do nothing`;
    await behind.sql`insert into privacy.choice (choice, person, kind, team, made_by_kind, made_by_issuer, made_by_id,
        made_by_name, evidence, starts_ms)
      values (1, ${person}, 'protection', 1, 'patient', '', '', '', '', 0) on conflict do nothing`;
    await behind.sql`update privacy.claim set ends_ms = starts_ms where person = ${person}`;
  } finally {
    await behind.close();
  }
}

/** The choice is taken back, so that other journeys find the person as the demo made them. */
export async function takeBackFullProtection(): Promise<void> {
  const behind = openBehind(dataDirectory());
  try {
    await behind.sql`delete from privacy.choice where choice = 1`;
  } finally {
    await behind.close();
  }
}
