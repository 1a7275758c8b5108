/**
 * The access decision: deny-overrides, made from facts before any query on the record is built. Row numbers are those of
 * the decision table in docs/safety/access.md. Pure: the same facts give the same decision, in tests and in the server.
 */
import {
  type ContentClass,
  contentClass,
  label,
  type SourceNumber,
  sensitiveLabels,
  type VisibilityRule,
} from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { AccessFacts } from './access-facts.ts';
import { isActive, type RelationshipKind, relationshipKinds } from './relationship.ts';
import type { RoleProfile } from './role-table.ts';

export interface DecisionInput {
  readonly profile: RoleProfile;
  readonly facts: AccessFacts;
  readonly compartments: readonly Compartment[];
  /** Feeds of the caller's own organisation: what it authored stays visible to it. */
  readonly ownSources: readonly SourceNumber[];
  readonly isRestricted: boolean;
  readonly nowMs: number;
  readonly tailDays: number;
}

export interface AccessOffers {
  /** D7: the role may claim a relationship with a reason. */
  readonly claim: boolean;
  /** D6, D8: the role may break glass with a reason. */
  readonly breakGlass: boolean;
}

export type AccessDecision =
  | {
      readonly isAllowed: true;
      readonly decidedBy: readonly string[];
      readonly relationship: RelationshipKind;
      readonly reason: string | undefined;
      readonly rules: readonly VisibilityRule[];
      readonly stripLocation: boolean;
    }
  | { readonly isAllowed: false; readonly decidedBy: readonly string[]; readonly offers: AccessOffers };

const noOffers: AccessOffers = { claim: false, breakGlass: false };

/** D13 and D14: of no organisation but the one that wrote it. */
const alwaysForbiddenToOthers = label.veryRestricted | label.sealed | label.sealedLocked | label.anonymousService;

/** D11 and D12, which breaking glass lifts (D22); it never lifts a seal. */
function forbiddenLabels(input: DecisionInput, isEmergency: boolean): number {
  let bits: number = alwaysForbiddenToOthers;
  if (!isEmergency) bits |= label.restricted | sensitiveLabels;
  if (!input.profile.seesSafeguarding) bits |= label.safeguarding;
  return bits;
}

function classesFor(profile: RoleProfile): readonly ContentClass[] {
  return profile.seesSafeguarding
    ? profile.content
    : profile.content.filter((number) => number !== contentClass.safeguarding);
}

function rulesFor(
  input: DecisionInput,
  isEmergency: boolean,
  withheldSources: readonly SourceNumber[],
): VisibilityRule[] {
  const classes = classesFor(input.profile);
  const safeguarding = input.profile.seesSafeguarding ? 0 : label.safeguarding;
  const shared: VisibilityRule = {
    compartments: input.compartments,
    contentClasses: classes,
    forbiddenLabels: forbiddenLabels(input, isEmergency),
    withheldSources,
  };
  // A seal is for the authoring team, and teams are not known yet: until they are, nobody is let through (deny in doubt).
  const own: VisibilityRule = {
    compartments: input.compartments,
    contentClasses: classes,
    forbiddenLabels: safeguarding | label.sealed | label.sealedLocked,
    onlySources: input.ownSources,
  };
  const aboutNobody: VisibilityRule = {
    compartments: 'shelves',
    contentClasses: [contentClass.administration],
    forbiddenLabels: 0,
  };
  return input.ownSources.length === 0 ? [shared, aboutNobody] : [shared, own, aboutNobody];
}

function activeRelationship(input: DecisionInput): RelationshipKind | undefined {
  const active = new Set(
    input.facts.relationships
      .filter((relationship) => isActive(relationship, input.nowMs, input.tailDays))
      .map((relationship) => relationship.kind),
  );
  return relationshipKinds.find((kind) => active.has(kind));
}

/** What a member of staff may see of one person for their treatment. */
export function decideForStaff(input: DecisionInput): AccessDecision {
  const { profile, facts } = input;
  if (!facts.hasAgreement) return { isAllowed: false, decidedBy: ['D2'], offers: noOffers };
  if (!profile.mayOpen) return { isAllowed: false, decidedBy: ['D3'], offers: noOffers };
  const broken = facts.claims.find((claim) => claim.kind === 'break-glass');
  const objecting = facts.objections.filter((objection) => objection.scope !== 'source');
  if (objecting.some((objection) => objection.isAbsolute))
    return { isAllowed: false, decidedBy: ['D5'], offers: noOffers };
  if (objecting.length > 0 && broken === undefined)
    return { isAllowed: false, decidedBy: ['D6'], offers: { claim: false, breakGlass: profile.mayBreakGlass } };
  const withheld = facts.objections
    .filter((objection) => objection.scope === 'source' && (objection.isAbsolute || broken === undefined))
    .flatMap((objection) => (objection.aboutSource === undefined ? [] : [objection.aboutSource]));
  const relationship = activeRelationship(input);
  const claimed = facts.claims.find((claim) => claim.kind === 'self-claimed');
  if (broken !== undefined)
    return allowed(input, withheld, { relationship: 'emergency-access', decidedBy: 'D22', reason: broken.reason });
  if (relationship !== undefined)
    return allowed(input, withheld, { relationship, decidedBy: 'D23', reason: undefined });
  if (claimed !== undefined)
    return allowed(input, withheld, { relationship: 'self-claimed', decidedBy: 'D7', reason: claimed.reason });
  const offers = { claim: profile.mayClaim, breakGlass: profile.mayBreakGlass };
  return { isAllowed: false, decidedBy: [profile.mayClaim ? 'D7' : 'D8'], offers };
}

interface Ground {
  readonly relationship: RelationshipKind;
  readonly decidedBy: string;
  readonly reason: string | undefined;
}

function allowed(
  input: DecisionInput,
  withheld: readonly SourceNumber[],
  { relationship, decidedBy, reason }: Ground,
): AccessDecision {
  return {
    isAllowed: true,
    decidedBy: input.isRestricted ? [decidedBy, 'D10'] : [decidedBy],
    relationship,
    reason,
    rules: rulesFor(input, relationship === 'emergency-access', withheld),
    stripLocation: input.isRestricted,
  };
}

const classesNotForPatient: ReadonlySet<number> = new Set([
  contentClass.safeguarding,
  contentClass.handover,
  contentClass.provenance,
]);

/** D15: a patient's own pages never hold what its source has not released, nor what is hidden or from a third party. */
export function rulesForPatient(
  compartments: readonly Compartment[],
  allClasses: readonly ContentClass[],
): VisibilityRule[] {
  return [
    {
      compartments,
      contentClasses: allClasses.filter((number) => !classesNotForPatient.has(number)),
      forbiddenLabels: label.hiddenFromPatient | label.thirdParty | label.awaitingRelease | label.safeguarding,
    },
    { compartments: 'shelves', contentClasses: [contentClass.administration], forbiddenLabels: 0 },
  ];
}
