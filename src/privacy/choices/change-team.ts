/** A team is renamed or ended, or a member joins or leaves it: who named it is found while nobody can name it, or change it otherwise. */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import { privacyFault } from '../faults.ts';
import type { ChoiceDependencies } from './choose.ts';
import { alertWhereOpenToNobody } from './open-to-nobody.ts';
import { holdTeamName, isMember, joinTeam, leaveTeam, personsNaming } from './teams.ts';

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
async function holdTeam(
  transaction: DatabaseTransaction,
  { team, organisation }: Pick<TeamChange, 'team' | 'organisation'>,
) {
  const [row] = await transaction<Pick<Held, 'name' | 'isOfFeed'>[]>`
    select name, source is not null as "isOfFeed" from privacy.team
    where team = ${team} and organisation = ${organisation} and ends_ms is null for update`;
  return row === undefined ? undefined : { ...row, persons: await personsNaming(transaction, team) };
}

/**
 * In the transaction of the log that names it. Gives how it was called, and who named it. Faults: PRIVACY-007 for a name that
 * the organisation has; PRIVACY-008 for no such team, or the end of one that a feed seals for, which would close what it seals to
 * everybody.
 */
export async function changeTeam(
  transaction: DatabaseTransaction,
  deps: Pick<ChoiceDependencies, 'clock' | 'nextNumber'>,
  change: TeamChange,
): Promise<Outcome<NamedTeam>> {
  const { team, organisation, to } = change;
  const held = await holdTeam(transaction, change);
  if (held === undefined || (to === 'ended' && held.isOfFeed)) return failed(privacyFault('PRIVACY-008'));
  // Its own name a team may write otherwise.
  const isNamed = to === 'ended' || (to.name !== held.name && (await holdTeamName(transaction, { ...change, ...to })));
  if (!isNamed) return failed(privacyFault('PRIVACY-007'));
  const nowMs = deps.clock.now();
  if (to === 'ended') {
    await transaction`update privacy.team set ends_ms = ${nowMs} where team = ${team}`;
    await alertWhereOpenToNobody(transaction, deps, { team, organisation, reason: 'their team has ended', nowMs });
  } else {
    await transaction`insert into privacy.team_past_name (team, name, until_ms) values (${team}, ${held.name}, ${nowMs})
      on conflict do nothing`;
    await transaction`update privacy.team set name = ${to.name} where team = ${team}`;
  }
  return ok(held);
}

export interface MembershipChange {
  readonly team: number;
  readonly organisation: OdsCode;
  readonly change: 'join' | 'leave';
  readonly staff: Pick<StaffCaller, 'issuer' | 'staffId'> & { readonly name?: string };
}

/**
 * In the transaction of the log that names it; two at the same moment wait for each other. A team of nobody is as one that has
 * ended to whoever named it alone. Fault: PRIVACY-008 for no such team, or somebody who is (not) in it.
 */
export async function changeMembership(
  transaction: DatabaseTransaction,
  deps: Pick<ChoiceDependencies, 'clock' | 'nextNumber'>,
  { team, organisation, change, staff }: MembershipChange,
): Promise<Outcome<NamedTeam>> {
  const held = await holdTeam(transaction, { team, organisation });
  const isJoining = change === 'join';
  if (held === undefined || (await isMember(transaction, team, staff)) === isJoining)
    return failed(privacyFault('PRIVACY-008'));
  const nowMs = deps.clock.now();
  if (isJoining) await joinTeam(transaction, team, staff, nowMs);
  else {
    await leaveTeam(transaction, team, staff, nowMs);
    const reason = 'the last member has left their team';
    await alertWhereOpenToNobody(transaction, deps, { team, organisation, reason, nowMs });
  }
  return ok(held);
}
