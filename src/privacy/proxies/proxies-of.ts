/** The door to who acts for whom. */
import type { PatientCaller, PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonInIndex } from '#patient-index';
import type { DatabaseTransaction } from '#platform';
import {
  type AuthorityDecision,
  type AuthorityRequest,
  decideAuthority,
  endAuthority,
  requestAuthority,
} from './keep-authorities.ts';
import {
  type AuthorityDependencies,
  activeAuthority,
  authoritiesByAge,
  authoritiesFor,
  authoritiesOf,
  authoritiesToDecide,
} from './list-authorities.ts';
import { hasOwnInterest } from './own-interest.ts';

export function proxiesOf(deps: AuthorityDependencies) {
  return {
    request: (caller: PatientCaller, asked: AuthorityRequest) => requestAuthority(deps, caller, asked),
    decide: (
      transaction: DatabaseTransaction,
      request: RequestContext & { readonly caller: StaffCaller },
      person: PersonInIndex,
      decision: AuthorityDecision,
    ) => decideAuthority({ ...deps, transaction }, request, person, decision),
    hasOwnInterest: (caller: StaffCaller, about: { readonly authority: number; readonly person: PersonNumber }) =>
      hasOwnInterest(deps.database.sql, caller, { ...about, nowMs: deps.clock.now() }),
    end: (
      transaction: DatabaseTransaction,
      caller: StaffCaller | PatientCaller,
      ending: Parameters<typeof endAuthority>[2],
    ) => endAuthority({ ...deps, transaction }, caller, ending),
    ofPerson: (person: PersonNumber) => authoritiesOf(deps.database, person),
    forCaller: (caller: PatientCaller) => authoritiesFor(deps.database, caller),
    toDecide: (organisation: OdsCode) => authoritiesToDecide(deps, organisation),
    byAge: (organisation: OdsCode) => authoritiesByAge(deps.database, organisation, deps.clock.now()),
    active: (caller: PatientCaller, person: PersonInIndex) => activeAuthority(deps, caller, person),
  };
}
