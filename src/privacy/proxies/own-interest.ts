/** Nobody decides for the practice about a permission in which they have a part themself: as D17 has it for looks. */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { AnySql } from '#platform';

export interface InterestIn {
  readonly authority: number;
  readonly person: PersonNumber;
  readonly nowMs: number;
}

/**
 * Whether this member of staff asked for it as a private person, or is noted as, or as a relative of, whoever asked or whom it is
 * about. Whoever asked is known by their own sign-in, and by who they are in the index.
 */
export async function hasOwnInterest(
  sql: AnySql,
  { issuer, staffId, organisation }: Pick<StaffCaller, 'issuer' | 'staffId' | 'organisation'>,
  { authority, person, nowMs }: InterestIn,
): Promise<boolean> {
  const rows = await sql`select 1 from privacy.proxy_authority as asked
    where authority = ${authority} and person = ${person} and organisation = ${organisation}
      and ((proxy_issuer = ${issuer} and proxy_subject = ${staffId})
        or exists (select 1 from privacy.staff_connection as connection
          where connection.issuer = ${issuer} and connection.staff_id = ${staffId}
            and connection.person in (select party.person from privacy.proxy_party as party where party.authority = asked.authority)
            and starts_ms <= ${nowMs} and (ends_ms is null or ends_ms > ${nowMs})))`;
  return rows.length > 0;
}
