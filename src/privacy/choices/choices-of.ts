/** The door to choices and teams. */
import type { Caller, PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { roleProfile } from '../decide/role-table.ts';
import { changeMembership, changeTeam, type MembershipChange, type TeamChange } from './change-team.ts';
import { choiceMakerOf, mayTakeBack } from './check-choice.ts';
import type { KeptChoice } from './choice.ts';
import {
  type ChoiceDependencies,
  type ChoiceToMake,
  checkChoice,
  checkNamedTeam,
  makeChoice,
  takeBackChoice,
} from './choose.ts';
import { isDiscreet, listChoices } from './keep-choices.ts';
import { isToldOpenToNobody } from './open-to-nobody.ts';
import {
  formTeam,
  holdTeamName,
  isMember,
  joinTeam,
  listTeams,
  listTeamsWithMembers,
  type TeamToForm,
} from './teams.ts';

type Member = Pick<StaffCaller, 'issuer' | 'staffId'>;

export function choicesOf(deps: ChoiceDependencies) {
  const { sql } = deps.database;
  return {
    async check(request: RequestContext, wanted: ChoiceToMake) {
      const checked = checkChoice(request, wanted);
      return checked.ok ? checkNamedTeam(sql, wanted.choice) : checked;
    },
    make: (transaction: DatabaseTransaction, request: RequestContext, wanted: ChoiceToMake) =>
      makeChoice(transaction, deps, request, wanted),
    mayTakeBack: (caller: Caller, kept: KeptChoice) => mayTakeBack(caller, kept),
    takeBack: (
      transaction: DatabaseTransaction,
      request: RequestContext,
      ending: Parameters<typeof takeBackChoice>[3],
    ) => takeBackChoice(transaction, deps, request, ending),
    /** Whether this role writes choices down. */
    mayRecord: (caller: StaffCaller) => choiceMakerOf(caller) !== undefined,
    /** Whether this role keeps entries from the person's own pages. */
    mayWithhold: (caller: StaffCaller) => choiceMakerOf(caller, 'withhold-from-person') !== undefined,
    list: (person: PersonNumber) => listChoices(deps.database, person),
    /** Whether the person's own pages show nothing of looks and choices. */
    isDiscreet: (person: PersonNumber) => isDiscreet(deps.database, person),
    async formTeam(team: Omit<TeamToForm, 'team' | 'nowMs'>, transaction: AnySql = sql): Promise<number> {
      const number = deps.nextNumber();
      await formTeam(transaction, { ...team, team: number, nowMs: deps.clock.now() });
      return number;
    },
    holdTeamName: (transaction: DatabaseTransaction, named: Pick<TeamToForm, 'organisation' | 'name'>) =>
      holdTeamName(transaction, named),
    joinTeam: (team: number, staff: Member & { readonly name?: string }, transaction: AnySql = sql) =>
      joinTeam(transaction, team, staff, deps.clock.now()),
    isMember: (team: number, staff: Member) => isMember(sql, team, staff),
    changeTeam: (transaction: DatabaseTransaction, change: TeamChange) => changeTeam(transaction, deps, change),
    changeMembership: (transaction: DatabaseTransaction, change: MembershipChange) =>
      changeMembership(transaction, deps, change),
    isToldOpenToNobody: (person: PersonNumber) => isToldOpenToNobody(sql, person),
    /** Whether this role forms teams of its own organisation and says who is in them. */
    mayLeadTeams: (caller: StaffCaller) => roleProfile(caller.roleCode).activities.has('lead-teams'),
    listTeamsWithMembers: (organisation: OdsCode) => listTeamsWithMembers(sql, organisation, deps.clock.now()),
    listTeams: (organisations: readonly OdsCode[]) => listTeams(sql, organisations, deps.clock.now()),
  };
}
