/** What a person, and who acts for them, choose about their record, as the record's door gives it on. */
import type { PatientCaller, RequestContext, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import * as acting from './act-for.ts';
import * as lists from './acting-lists.ts';
import * as choosing from './choose.ts';
import * as teams from './lead-teams.ts';

type PersonRequest = RequestContext & { readonly caller: PatientCaller };
type StaffRequest = RequestContext & { readonly caller: StaffCaller };

export function choicesOfRecord(
  deps: Parameters<typeof choosing.makeChoice>[0] & Parameters<typeof acting.askToAct>[0],
) {
  return {
    makeChoice: (request: choosing.ChoosingRequest, wanted: choosing.ChoiceWanted) =>
      choosing.makeChoice(deps, request, wanted),
    takeBackChoice: (request: choosing.ChoosingRequest, ending: Parameters<typeof choosing.takeBackChoice>[2]) =>
      choosing.takeBackChoice(deps, request, ending),
    listChoices: (request: choosing.ChoosingRequest, about: choosing.AboutRecord) =>
      choosing.listChoices(deps, request, about),
    askToAct: (request: PersonRequest, wanted: acting.ActingWanted) => acting.askToAct(deps, request, wanted),
    decideActing: (request: StaffRequest, decision: Parameters<typeof acting.decideActing>[2]) =>
      acting.decideActing(deps, request, decision),
    endActing: (request: PersonRequest, ending: Parameters<typeof acting.endActing>[2]) =>
      acting.endActing(deps, request, ending),
    listActing: (request: PersonRequest) => acting.listActing(deps, request),
    endDiscreetMode: (request: PersonRequest) => choosing.endDiscreetMode(deps, request),
    /** Teams that a person can name: nothing about anybody. */
    teamsOf: (organisations: readonly OdsCode[]) => deps.privacy.choices.listTeams(organisations),
    listLedTeams: (request: StaffRequest) => teams.listLedTeams(deps, request),
    formTeam: (request: StaffRequest, wanted: teams.TeamWanted) => teams.formTeam(deps, request, wanted),
    changeMembership: (request: StaffRequest, wanted: teams.MembershipWanted) =>
      teams.changeMembership(deps, request, wanted),
    renameTeam: (request: StaffRequest, wanted: Parameters<typeof teams.renameTeam>[2]) =>
      teams.renameTeam(deps, request, wanted),
    endTeam: (request: StaffRequest, team: number) => teams.endTeam(deps, request, team),
    listActedFor: (request: PersonRequest) => lists.listActedFor(deps, request),
    findActedFor: (caller: PatientCaller, authority: number) => lists.findActedFor(deps, caller, authority),
    listActingToDecide: (request: StaffRequest) => lists.listActingToDecide(deps, request),
    listActingOfRecord: (request: StaffRequest, compartment: Compartment) =>
      lists.listActingOfRecord(deps, request, compartment),
    stopActing: (request: StaffRequest, ending: Parameters<typeof lists.stopActing>[2]) =>
      lists.stopActing(deps, request, ending),
  };
}
