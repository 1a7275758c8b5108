export { type Carried, carryChoices } from './choices/carry-choices.ts';
export type { NamedTeam, TeamChange } from './choices/change-team.ts';
export type {
  Choice,
  ChoiceKind,
  ChoiceMaker,
  EntryAddress,
  KeptChoice,
  NamedInChoice,
  ObjectionScope,
  OverridePolicy,
} from './choices/choice.ts';
export type { ChoiceToMake } from './choices/choose.ts';
export { type EntryLink, followSeals } from './choices/follow-seals.ts';
export { mayWiden } from './choices/may-widen.ts';
export { teamName } from './choices/team-name.ts';
export type { Team, TeamMember, TeamToForm, TeamWithMembers } from './choices/teams.ts';
export { type ClaimRequest, claimHours, sealOverrideReasons, type ToldClaim } from './claims/claim-access.ts';
export { isSignInNotEnough } from './claims/fresh-sign-in.ts';
export type { ClaimAwaiting } from './claims/second-person.ts';
export type { ClaimKind } from './decide/access-facts.ts';
export type { AccessOffers } from './decide/decide-access.ts';
export { accessTable } from './decide/decision-table.ts';
export { type DecisionRow, decisionTable } from './decide/decision-words-table.ts';
export type { Relationship, RelationshipKind } from './decide/relationship.ts';
export { roleProfile, roleProfiles } from './decide/role-table.ts';
export { type SealLevel, type SealLevelRow, sealLevelRow } from './decide/seal-level-table.ts';
export { privacyFault, privacyFaults } from './faults.ts';
export type { Decision } from './grants/press.ts';
export { classifyResource } from './label/classify-resource.ts';
export { createSensitiveLabeller, labelByNationalList, type SensitiveLabeller } from './label/label-sensitive.ts';
export { type LabelChange, noteLabelChanges } from './label/note-label-changes.ts';
export { readSensitiveList } from './label/read-sensitive-list.ts';
export {
  labelRulesVersion,
  nationalList,
  type SensitiveList,
  type SensitiveSet,
} from './label/sensitive-list-table.ts';
export { noteRelationships } from './note-relationships.ts';
export type { PopulationUseRequest } from './population/decide-population-use.ts';
export {
  type OptOutExemption,
  optOutExemptions,
  type PopulationUse,
  populationUses,
} from './population/population-use-table.ts';
export { createPrivacy, type Privacy } from './privacy.ts';
export {
  type AuthorityStanding,
  type ProxyAuthority,
  type StepTaken,
  standingOfAuthority,
} from './proxies/authority.ts';
export type { AuthorityDecision, AuthorityRequest } from './proxies/keep-authorities.ts';
export { ageRules, type LegalBasis, legalBases } from './proxies/proxy-rule-table.ts';
export {
  type ActingScope,
  actingScopes,
  classesOfScopes,
  isActingScope,
  scopesOfClasses,
} from './proxies/scope-table.ts';
export { type RelationshipEvidence, relationshipsOf } from './relationships-of.ts';
export type { Question } from './review/explanations.ts';
export type { ConnectionNoted, ConnectionToNote } from './review/note-connection.ts';
export { hourInLondon, type Look, type LookContext, patternThresholds } from './review/patterns.ts';
export type { PlaceShown, PlaceToShow } from './review/place-in-doubt.ts';
export { type AlertKind, alertKinds, raiseAlert } from './review/raise-alert.ts';
export {
  type AlertLine,
  type AlertPage,
  type AlertStep,
  type Finding,
  findings,
  type OpenedAlert,
  type ReviewedClaim,
} from './review/review-alerts.ts';
export { type NotedConnection, type StaffConnection, staffConnections } from './review/standing-connection.ts';
export type { ToldReview } from './review/tell-person.ts';
