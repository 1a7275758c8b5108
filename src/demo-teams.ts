/** Forms the demo's named teams, each once. Members are known by the issuer that signs them in, whose address is the region's own. */
import type { DemoRegion } from '#demo';
import type { Directory } from '#directory';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Privacy } from '#privacy';

export interface DemoTeamsDependencies {
  readonly privacy: Pick<Privacy, 'choices'>;
  readonly directory: Pick<Directory, 'isDone' | 'markDone'>;
}

type DemoTeam = DemoRegion['teams'][number];

/**
 * The team to fill; undefined once it was formed and is not there by its name any more: whoever leads has renamed or ended it,
 * and to form it anew would undo that at each start.
 */
async function teamToFill(
  { privacy: { choices }, directory }: DemoTeamsDependencies,
  { organisation, name }: DemoTeam,
): Promise<number | undefined> {
  const formed = `demo-team ${organisation} ${name}`;
  const code = organisation as OdsCode;
  const known = (await choices.listTeams([code])).find((team) => team.name === name);
  if (known === undefined && (await directory.isDone(formed))) return undefined;
  const team = known?.team ?? (await choices.formTeam({ organisation: code, name }));
  await directory.markDone(formed);
  return team;
}

/** Once for each address of the region: who has left a team since does not come back to it. */
export async function registerDemoTeams(
  deps: DemoTeamsDependencies,
  demo: Pick<DemoRegion, 'teams' | 'staff'>,
  issuer: string,
): Promise<void> {
  const { choices } = deps.privacy;
  const namesByAccount = new Map(demo.staff.map(({ name, personName }) => [name, personName]));
  for (const demoTeam of demo.teams) {
    const filled = `demo-team-members ${demoTeam.organisation} ${demoTeam.name} ${issuer}`;
    const team = (await deps.directory.isDone(filled)) ? undefined : await teamToFill(deps, demoTeam);
    if (team === undefined) continue;
    for (const staffId of demoTeam.members) {
      const name = namesByAccount.get(staffId);
      if (name === undefined) throw new Error(`the demo team ${team} has a member without an account: ${staffId}`);
      if (!(await choices.isMember(team, { issuer, staffId }))) await choices.joinTeam(team, { issuer, staffId, name });
    }
    await deps.directory.markDone(filled);
  }
}
