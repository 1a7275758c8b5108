/** People of one test each, and what the record holds of them. */
import type { TestDatabase } from '#platform';
import { message, type Person, patientLine, visitLine } from './messages.ts';

let serial = 0;
/** Everybody of a test has a number of their own. */
export function somebody(): Person {
  serial += 1;
  return { local: `41${String(serial).padStart(5, '0')}`, family: `WHITLOW${serial}`, given: 'ADA' };
}
export const admitted = (person: Person, controlId: string, ward = 'Hazel Ward', at = '20260501093000') =>
  message({ trigger: 'ADT^A01', controlId, at }, patientLine(person), visitLine({ number: `V${person.local}`, ward }));

export interface Row {
  type: string;
  state: number;
  label: number;
  body: Record<string, unknown>;
}
export async function recordOf(database: TestDatabase, person: Person): Promise<Row[]> {
  const rows = await database.owner<{ state: number; label: number; body: string }[]>`
    select state, label, body from store.resource where compartment in
      (select compartment from patient_index.local_identifier where value = ${person.local}) order by number`;
  return rows.map(({ state, label, body }) => {
    const parsed = JSON.parse(body) as Record<string, unknown>;
    return { type: String(parsed['resourceType']), state, label, body: parsed };
  });
}
export const ofType = (rows: readonly Row[], type: string) => rows.filter((row) => row.type === type);
