/** Teams: named staff of one organisation, whom a seal or full protection is for. A team may be the author of a feed. */
import type { PersonNumber, SourceNumber, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { teamNameKey } from './team-name.ts';

export interface Team {
  readonly team: number;
  readonly organisation: OdsCode;
  readonly name: string;
}

export interface TeamMember {
  /** As the issuer of the team's organisation names them. */
  readonly staffId: string;
  readonly name: string;
  readonly sinceMs: number;
}

export interface TeamWithMembers extends Team {
  readonly members: readonly TeamMember[];
}

export interface TeamToForm {
  readonly team: number;
  readonly organisation: OdsCode;
  readonly name: string;
  /** All that this feed seals is sealed to this team. */
  readonly source?: SourceNumber;
  readonly nowMs: number;
}

export async function formTeam(sql: AnySql, team: TeamToForm): Promise<void> {
  await sql`insert into privacy.team (team, organisation, name, source, starts_ms)
    values (${team.team}, ${team.organisation}, ${team.name}, ${team.source ?? null}, ${team.nowMs})`;
}

/**
 * Whether no other team of the organisation has a name that reads the same. Until the transaction is over, none gets one: whoever forms or
 * renames a team there at the same moment waits.
 */
export async function holdTeamName(
  transaction: DatabaseTransaction,
  { organisation, name, team = 0 }: Pick<TeamToForm, 'organisation' | 'name'> & { readonly team?: number },
): Promise<boolean> {
  await transaction`select pg_advisory_xact_lock(7009, hashtext(${organisation}))`;
  const others = await transaction<{ name: string }[]>`select name from privacy.team
    where organisation = ${organisation} and team <> ${team} and ends_ms is null`;
  return others.every((other) => teamNameKey(other.name) !== teamNameKey(name));
}

export async function joinTeam(
  sql: AnySql,
  team: number,
  staff: Pick<StaffCaller, 'issuer' | 'staffId'> & { readonly name?: string },
  nowMs: number,
): Promise<void> {
  await sql`insert into privacy.team_member (team, issuer, staff_id, name, starts_ms)
    values (${team}, ${staff.issuer}, ${staff.staffId}, ${staff.name ?? ''}, ${nowMs}) on conflict do nothing`;
}

export async function isMember(
  sql: AnySql,
  team: number,
  staff: Pick<StaffCaller, 'issuer' | 'staffId'>,
): Promise<boolean> {
  const rows = await sql`select 1 from privacy.team_member
    where team = ${team} and issuer = ${staff.issuer} and staff_id = ${staff.staffId} and ends_ms is null limit 1`;
  return rows.length === 1;
}

export async function leaveTeam(
  sql: AnySql,
  team: number,
  staff: Pick<StaffCaller, 'issuer' | 'staffId'>,
  nowMs: number,
): Promise<void> {
  await sql`update privacy.team_member set ends_ms = ${nowMs}
    where team = ${team} and issuer = ${staff.issuer} and staff_id = ${staff.staffId} and ends_ms is null`;
}

/** Whether a choice may name it. Until the transaction is over, it does not end. */
export async function isNameable(sql: AnySql, team: number): Promise<boolean> {
  const rows = await sql`select 1 from privacy.team where team = ${team} and ends_ms is null for share`;
  return rows.length === 1;
}

/** Teams that a person can name, by name. */
export async function listTeams(
  sql: AnySql,
  organisations: readonly OdsCode[],
  nowMs: number,
): Promise<readonly Team[]> {
  return sql<Team[]>`select team, organisation, name from privacy.team
    where organisation = any(${organisations as OdsCode[]}) and (ends_ms is null or ends_ms > ${nowMs}) order by name, team`;
}

/** Teams of one organisation with whoever is in them now, by name. */
export async function listTeamsWithMembers(
  sql: AnySql,
  organisation: OdsCode,
  nowMs: number,
): Promise<readonly TeamWithMembers[]> {
  return sql<TeamWithMembers[]>`select team, organisation, name,
      coalesce((select json_agg(json_build_object('staffId', staff_id, 'name', member.name, 'sinceMs', starts_ms)
          order by member.name, staff_id) from privacy.team_member as member
        where member.team = team.team and ends_ms is null), '[]') as members
    from privacy.team where organisation = ${organisation} and (ends_ms is null or ends_ms > ${nowMs}) order by name, team`;
}

/** Whose full protection or seal names this team now: whoever joins it comes to see them, whoever leaves it no longer. */
export async function personsNaming(sql: AnySql, team: number): Promise<readonly PersonNumber[]> {
  const rows = await sql<{ person: PersonNumber }[]>`select distinct person from privacy.choice
    where team = ${team} and ends_ms is null order by person`;
  return rows.map(({ person }) => person);
}
