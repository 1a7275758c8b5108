/** The door of privacy: decisions, choices, who acts for whom, claims and their review. */
import type { PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { PersonInIndex } from '#patient-index';
import type { DatabaseTransaction } from '#platform';
import { choicesOf } from './choices/choices-of.ts';
import { type ClaimRequest, checkClaim, claimAccess, claimsToldTo } from './claims/claim-access.ts';
import { type AuthenticatedStaff, checkFreshSignIn, freshSignInMinutesUnlessTold } from './claims/fresh-sign-in.ts';
import { checkConfirmation, claimsAwaiting, confirmClaim, ownClaimAwaiting } from './claims/second-person.ts';
import { createAccessFactsReader, createChoiceFactsReader } from './decide/access-facts.ts';
import { decidePatient, decideStaff, decideSystem, explainAccess } from './grants/open-grants.ts';
import type { PrivacyDependencies } from './grants/press.ts';
import { decideIdentifiersOnly, decideReview, decideSearch, decideWithoutPatient } from './grants/search-grants.ts';
import { labelsAddedAfter } from './label/note-label-changes.ts';
import { populationOf } from './population/decide-population-use.ts';
import { proxiesOf } from './proxies/proxies-of.ts';
import { reviewOf } from './review/review-of.ts';

type StaffRequest = RequestContext & { readonly caller: StaffCaller };

export function createPrivacy(deps: PrivacyDependencies) {
  const factsDatabase = deps.sharedDatabase ?? deps.database;
  const opening = {
    ...deps,
    readAccessFacts: createAccessFactsReader(factsDatabase),
    readChoiceFacts: createChoiceFactsReader(factsDatabase),
  };
  return {
    decideStaff: (request: RequestContext, caller: StaffCaller, person: PersonInIndex) =>
      decideStaff(opening, request, caller, person),
    decidePatient: (request: RequestContext, person: PersonInIndex, isThemself: boolean) =>
      decidePatient(opening, request, person, isThemself),
    decideSystem: (request: RequestContext, about: readonly PersonInIndex[] | 'anybody') =>
      decideSystem(deps, request, about),
    decideSearch: (request: RequestContext, persons: readonly PersonInIndex[]) =>
      decideSearch(opening, request, persons),
    decideIdentifiersOnly: (request: RequestContext, person: PersonInIndex) =>
      decideIdentifiersOnly(deps, request, person),
    decideWithoutPatient: (request: RequestContext) => decideWithoutPatient(deps, request),
    decideReview: (request: RequestContext, persons: readonly PersonInIndex[]) => decideReview(deps, request, persons),
    explainAccess: (asked: Parameters<typeof explainAccess>[1]) => explainAccess(opening, asked),
    checkClaim: (caller: StaffCaller, claim: Parameters<typeof checkClaim>[2]) => checkClaim(deps, caller, claim),
    freshSignInMinutes: deps.freshSignInMinutes ?? freshSignInMinutesUnlessTold,
    checkFreshSignIn: (caller: AuthenticatedStaff) => checkFreshSignIn(deps, caller),
    demandedSignInOf: (issuer: string) => deps.demandedSignInOf?.(issuer),
    claimAccess: (transaction: DatabaseTransaction, request: StaffRequest, claim: ClaimRequest) =>
      claimAccess(transaction, deps, request, claim),
    checkConfirmation: (caller: StaffCaller, claim: number) => checkConfirmation(deps, caller, claim),
    confirmClaim: (transaction: DatabaseTransaction, caller: StaffCaller, claim: number) =>
      confirmClaim(transaction, deps, caller, claim),
    claimsAwaiting: (caller: StaffCaller) => claimsAwaiting(deps, caller),
    ownClaimAwaiting: (caller: StaffCaller, person: PersonNumber) => ownClaimAwaiting(deps, caller, person),
    claimsToldTo: (person: PersonNumber, sinceMs: number) => claimsToldTo(deps, person, sinceMs),
    /** Labels that entries came to have after a moment: before it they were as `before` says. */
    labelsAddedAfter: (compartments: readonly Compartment[], atMs: number) =>
      labelsAddedAfter(deps.database.sql, compartments, atMs),
    review: reviewOf(deps),
    population: populationOf(deps),
    choices: choicesOf(deps),
    proxies: proxiesOf(deps),
    /** An agreement about every source, or about those of one organisation. */
    async agreeToShare(
      organisation: string,
      purpose: string,
      startsMs: number,
      sourceOrganisation?: string,
    ): Promise<void> {
      await deps.database
        .sql`insert into privacy.sharing_agreement (organisation, purpose, starts_ms, source_organisation)
        values (${organisation}, ${purpose}, ${startsMs}, ${sourceOrganisation ?? null}) on conflict do nothing`;
    },
  };
}

export type Privacy = ReturnType<typeof createPrivacy>;
