/** Registers the demo's named teams once. Members are known by the issuer that signs them in, whose address is the region's own. */
import type { DemoRegion } from '#demo';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Privacy } from '#privacy';

export async function registerDemoTeams(
  privacy: Pick<Privacy, 'choices'>,
  demo: Pick<DemoRegion, 'teams' | 'staff'>,
  issuer: string,
): Promise<void> {
  const { choices } = privacy;
  const namesByAccount = new Map(demo.staff.map(({ name, personName }) => [name, personName]));
  for (const { organisation, name, members } of demo.teams) {
    const code = organisation as OdsCode;
    const known = (await choices.listTeams([code])).find((team) => team.name === name);
    const team = known?.team ?? (await choices.formTeam({ organisation: code, name }));
    for (const staffId of members) {
      const name = namesByAccount.get(staffId);
      if (name === undefined) throw new Error(`the demo team ${team} has a member without an account: ${staffId}`);
      if (!(await choices.isMember(team, { issuer, staffId }))) await choices.joinTeam(team, { issuer, staffId, name });
    }
  }
}
