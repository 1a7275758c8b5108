/** What a person, and who acts for them, choose about their record, as the record's door gives it on. */
import type { PatientCaller, RequestContext, StaffCaller } from '#disclosure';
import * as acting from './act-for.ts';
import * as choosing from './choose.ts';

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
    askToAct: (request: RequestContext & { readonly caller: PatientCaller }, wanted: acting.ActingWanted) =>
      acting.askToAct(deps, request, wanted),
    decideActing: (
      request: RequestContext & { readonly caller: StaffCaller },
      decision: Parameters<typeof acting.decideActing>[2],
    ) => acting.decideActing(deps, request, decision),
    endActing: (
      request: RequestContext & { readonly caller: PatientCaller },
      ending: Parameters<typeof acting.endActing>[2],
    ) => acting.endActing(deps, request, ending),
    listActing: (request: RequestContext & { readonly caller: PatientCaller }) => acting.listActing(deps, request),
  };
}
