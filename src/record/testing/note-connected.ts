/** How a member of staff is connected to a person, noted as it is: by a privacy officer of theirs, from an alert that names both. */
import assert from 'node:assert/strict';
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { StaffConnection } from '#privacy';
import { aMemberOfStaff, aRequest, type TestRegion } from './a-region.ts';

export const anOfficerOf = (organisation: string): StaffCaller => aMemberOfStaff('R0001', organisation, 'Pat Fell');

/** As the patterns in the log raise them. */
export async function anAlertAbout(
  { database, nextNumber, clock }: TestRegion,
  staff: Pick<StaffCaller, 'issuer' | 'staffId' | 'organisation'> | undefined,
  person: PersonNumber,
  organisation: string = staff?.organisation ?? '',
): Promise<number> {
  const alert = nextNumber();
  await database.owner`insert into privacy.alert (alert, reference, organisation, kind, raised_ms)
    values (${alert}, ${`PO-${alert.toString(36).toUpperCase()}`}, ${organisation}, 'same-surname', ${clock.now()})`;
  await database.owner`insert into privacy.alert_subject (alert, person, issuer, staff_id, reasons, day_key)
    values (${alert}, ${person}, ${staff?.issuer ?? null}, ${staff?.staffId ?? null}, '{}', ${String(alert)})`;
  return alert;
}

export async function noteConnected(
  region: TestRegion,
  staff: StaffCaller,
  person: PersonNumber,
  connection: StaffConnection,
): Promise<void> {
  const alert = await anAlertAbout(region, staff, person);
  const request = aRequest(anOfficerOf(staff.organisation));
  const noted = await region.record.review.noteConnection(request, { alert, connection });
  assert.ok(noted.ok, JSON.stringify(noted));
}
