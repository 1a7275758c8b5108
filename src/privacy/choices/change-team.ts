/** A team is renamed or ended, or a member leaves it: who named it is found while nobody can name it, or change it otherwise. */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import { privacyFault } from '../faults.ts';
import type { ChoiceDependencies } from './choose.ts';
import { alertWhereOpenToNobody } from './open-to-nobody.ts';
import { teamNameKey } from './team-name.ts';
import { leaveTeam, personsNaming } from './teams.ts';

export interface TeamChange {
  readonly team: number;
  readonly organisation: OdsCode;
  /** The new name, or that it ends. */
  readonly to: { readonly name: string } | 'ended';
}

export interface NamedTeam {
  readonly name: string;
  /** Whose full protection or seal names it. */
  readonly persons: readonly PersonNumber[];
}

type Held = NamedTeam & { readonly isOfFeed: boolean };

/** Held until the change is committed. */
async function holdTeam(transaction: DatabaseTransaction, { team, organisation }: TeamChange) {
  const [row] = await transaction<Pick<Held, 'name' | 'isOfFeed'>[]>`
    select name, source is not null as "isOfFeed" from privacy.team
    where team = ${team} and organisation = ${organisation} and ends_ms is null for update`;
  return row === undefined ? undefined : { ...row, persons: await personsNaming(transaction, team) };
}

/** Its own name a team may write otherwise. */
async function isNameTaken(transaction: DatabaseTransaction, { team, organisation }: TeamChange, name: string) {
  const others = await transaction<{ name: string }[]>`select name from privacy.team
    where organisation = ${organisation} and team <> ${team} and ends_ms is null`;
  return others.some((other) => teamNameKey(other.name) === teamNameKey(name));
}

/**
 * `log` runs in between and writes the log: where it fails, nothing is changed. Gives who named the team. Faults: PRIVACY-007
 * for a name that the organisation has; PRIVACY-008 for no such team, or the end of one that a feed seals for, which would
 * close what it seals to everybody; those of `log`.
 */
export function changeTeam(
  deps: ChoiceDependencies,
  change: TeamChange,
  log: (named: NamedTeam) => Promise<Outcome<void>>,
): Promise<Outcome<readonly PersonNumber[]>> {
  const { team, organisation, to } = change;
  return deps.database.transaction(async (transaction): Promise<Outcome<readonly PersonNumber[]>> => {
    const held = await holdTeam(transaction, change);
    if (held === undefined || (to === 'ended' && held.isOfFeed)) return failed(privacyFault('PRIVACY-008'));
    if (to !== 'ended' && (to.name === held.name || (await isNameTaken(transaction, change, to.name))))
      return failed(privacyFault('PRIVACY-007'));
    const logged = await log(held);
    if (!logged.ok) return logged;
    const nowMs = deps.clock.now();
    if (to === 'ended') {
      await transaction`update privacy.team set ends_ms = ${nowMs} where team = ${team}`;
      await alertWhereOpenToNobody(transaction, deps, { team, organisation, reason: 'their team has ended', nowMs });
    } else {
      await transaction`insert into privacy.team_past_name (team, name, until_ms) values (${team}, ${held.name}, ${nowMs})
        on conflict do nothing`;
      await transaction`update privacy.team set name = ${to.name} where team = ${team}`;
    }
    return ok(held.persons);
  });
}

/** A team of nobody is as one that has ended to whoever named it alone. */
export function endMembership(
  deps: ChoiceDependencies,
  team: number,
  staff: Pick<StaffCaller, 'issuer' | 'staffId'>,
): Promise<void> {
  const nowMs = deps.clock.now();
  return deps.database.transaction(async (transaction) => {
    const [row] = await transaction<{ organisation: OdsCode }[]>`select organisation from privacy.team
      where team = ${team} for update`;
    await leaveTeam(transaction, team, staff, nowMs);
    if (row === undefined) return;
    const reason = 'the last member has left their team';
    await alertWhereOpenToNobody(transaction, deps, { team, organisation: row.organisation, reason, nowMs });
  });
}
