/** How a member of staff is connected to a person, as the privacy officers of their organisation noted it (D17). */
import type { PersonNumber } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { AnySql } from '#platform';

/** They are the person; a relative, or somebody as close; or neither, so that nothing is noted any more. */
export const staffConnections = ['self', 'relative', 'neither'] as const;
export type StaffConnection = (typeof staffConnections)[number];

export interface NotedConnection {
  readonly kind: Exclude<StaffConnection, 'neither'>;
  /** The name of whoever noted it. */
  readonly by: string;
  readonly sinceMs: number;
}

/** Which member of staff, of which organisation, and which person. */
export interface ConnectedPair {
  readonly issuer: string;
  readonly staffId: string;
  readonly organisation: OdsCode;
  readonly person: PersonNumber;
}

/** What stands until somebody ends it. */
export async function standingConnection(
  sql: AnySql,
  { person, issuer, staffId, organisation }: ConnectedPair,
): Promise<NotedConnection | undefined> {
  const rows = await sql<NotedConnection[]>`select kind, noted_by as "by", starts_ms as "sinceMs"
    from privacy.staff_connection where person = ${person} and issuer = ${issuer} and staff_id = ${staffId}
      and organisation = ${organisation} and ends_ms is null`;
  return rows[0];
}

/** Whether they are noted, by whichever organisation, as the person or as close to them. */
export async function isConnected(
  sql: AnySql,
  { issuer, staffId }: Pick<ConnectedPair, 'issuer' | 'staffId'>,
  { person, nowMs }: { readonly person: PersonNumber; readonly nowMs: number },
): Promise<boolean> {
  const rows = await sql`select 1 from privacy.staff_connection where issuer = ${issuer} and staff_id = ${staffId}
    and person = ${person} and starts_ms <= ${nowMs} and (ends_ms is null or ends_ms > ${nowMs}) limit 1`;
  return rows.length > 0;
}
