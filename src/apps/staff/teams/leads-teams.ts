import type { StaffCaller } from '#disclosure';
import { roleProfile } from '#privacy';

export const teamsHref = '/staff/teams';
export const endTeamHref = (team: number): string => `${teamsHref}/end?team=${team}`;

/** Decided by the role alone. */
export function leadsTeams(caller: Pick<StaffCaller, 'roleCode'>): boolean {
  return roleProfile(caller.roleCode).activities.has('lead-teams');
}
