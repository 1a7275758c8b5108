/**
 * From facts to a decision: states the situation, has the table evaluated, and compiles what it permits. Pure: the same
 * facts give the same decision, in tests, in the server and for a moment that is past.
 */
import { type ContentClass, contentClass, labelNames, type SourceNumber, type VisibilityRule } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { AccessFacts, ClaimFact, ObjectionFact } from './access-facts.ts';
import { compileRules, type RuleContext } from './compile-rules.ts';
import { type AccessTable, accessTable, type Obligation } from './decision-table.ts';
import { type Evaluation, evaluateAccess, isGlassBroken } from './evaluate-access.ts';
import { isActive, type RelationshipKind, relationshipKinds } from './relationship.ts';
import type { RoleProfile } from './role-table.ts';
import type { Situation, SituationValue } from './situation.ts';

export interface DecisionInput {
  readonly profile: RoleProfile;
  /** Undefined: they could not be read. */
  readonly facts: AccessFacts | undefined;
  readonly compartments: readonly Compartment[];
  /** Whether the reader's own organisation contributed to this record. */
  readonly hasOwnEntries: boolean;
  /** Feeds of the caller's own organisation: what it authored stays visible to it. */
  readonly ownSources: readonly SourceNumber[];
  readonly agreedSources: readonly SourceNumber[] | 'all';
  readonly isRestricted: boolean;
  /** Undefined while the person lives; the time of death, or 0 when it is not known. */
  readonly deceasedMs: number | undefined;
  readonly nowMs: number;
  readonly tailDays: number;
  readonly purpose: SituationValue<'purpose'>;
  /** Another region vouches for the reader (D21). */
  readonly isFromRegion: boolean;
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
      readonly relationship: string | undefined;
      readonly reason: string | undefined;
      readonly rules: readonly VisibilityRule[];
      readonly stripLocation: boolean;
      readonly isAlerting: boolean;
    }
  | { readonly isAllowed: false; readonly decidedBy: readonly string[]; readonly offers: AccessOffers };

/** Days after a death in which every clinician with a relationship keeps reading (D19). */
export const afterDeathDays = 365;
const dayMs = 86_400_000;

/** A claim beyond what the role may do is not there. */
function claimsThatCount(input: DecisionInput, facts: AccessFacts): readonly ClaimFact[] {
  const { profile } = input;
  const may: Readonly<Record<ClaimFact['kind'], boolean>> = {
    'self-claimed': profile.mayClaim,
    'break-glass': profile.mayBreakGlass,
    'seal-override': profile.activities.has('override-seal'),
  };
  return facts.claims.filter((claim) => may[claim.kind] && claim.endsMs > input.nowMs);
}

function strongestObjection(objections: readonly ObjectionFact[]): SituationValue<'objection'> {
  const covering = objections.filter((objection) => objection.scope !== 'source');
  const ofReader = covering.filter((objection) => objection.scope === 'individual');
  if (ofReader.some((objection) => objection.isAbsolute)) return 'named-absolute';
  if (covering.some((objection) => objection.isAbsolute && objection.scope !== 'individual')) return 'absolute';
  if (ofReader.length > 0) return 'named-emergency-override';
  return covering.length > 0 ? 'emergency-override' : 'none';
}

function claimOf(claims: readonly ClaimFact[]): SituationValue<'claim'> {
  const broken = claims.filter((claim) => claim.kind === 'break-glass');
  if (broken.length > 0) return broken.some((claim) => claim.isConfirmed) ? 'confirmed-break-glass' : 'break-glass';
  return claims.some((claim) => claim.kind === 'self-claimed') ? 'self-claimed' : 'none';
}

function lifeOf(deceasedMs: number | undefined, nowMs: number): SituationValue<'life'> {
  if (deceasedMs === undefined) return 'living';
  return nowMs - deceasedMs > afterDeathDays * dayMs && deceasedMs !== 0 ? 'long-dead' : 'dead';
}

function activeRelationship(input: DecisionInput): RelationshipKind | undefined {
  const active = new Set(
    (input.facts?.relationships ?? [])
      .filter((relationship) => isActive(relationship, input.nowMs, input.tailDays))
      .map((relationship) => relationship.kind),
  );
  return relationshipKinds.find((kind) => active.has(kind));
}

const yesNo = (isSo: boolean): 'yes' | 'no' => (isSo ? 'yes' : 'no');

function staffSituation(input: DecisionInput, relationship: RelationshipKind | undefined): Situation {
  const { facts, profile } = input;
  const claims = facts === undefined ? [] : claimsThatCount(input, facts);
  const fromFacts = <T>(value: (known: AccessFacts) => T): T | 'unknown' =>
    facts === undefined ? 'unknown' : value(facts);
  return {
    caller: input.isFromRegion ? 'region' : 'staff',
    assurance: 'enough',
    agreement: fromFacts((known) => (known.agreedWith === 'none' ? 'none' : 'active')),
    activity: profile.mayOpen ? 'held' : 'missing',
    purpose: input.purpose,
    act: 'read',
    person: 'this',
    life: lifeOf(input.deceasedMs, input.nowMs),
    relationship: fromFacts(() => (relationship === undefined ? 'none' : 'active')),
    objection: fromFacts((known) => strongestObjection(known.objections)),
    ownEntries: input.hasOwnEntries ? 'some' : 'none',
    connection: fromFacts((known) => known.connection),
    protection: fromFacts((known) => known.protection),
    claim: fromFacts(() => claimOf(claims)),
    mayClaim: yesNo(profile.mayClaim),
    mayBreakGlass: yesNo(profile.mayBreakGlass),
    mayOpenLongDead: yesNo(profile.activities.has('open-long-dead')),
    proxy: 'none',
    place: input.isRestricted ? 'restricted' : 'open',
  };
}

function classesOf(profile: RoleProfile): readonly ContentClass[] {
  return profile.seesSafeguarding
    ? profile.content
    : profile.content.filter((number) => number !== contentClass.safeguarding);
}

function withheldSources(objections: readonly ObjectionFact[], isEmergency: boolean): SourceNumber[] {
  return objections
    .filter((objection) => objection.scope === 'source' && (objection.isAbsolute || !isEmergency))
    .flatMap((objection) => objection.aboutSource ?? []);
}

function staffRules(
  table: AccessTable,
  input: DecisionInput & { readonly facts: AccessFacts },
  evaluated: { readonly situation: Situation; readonly obligations: ReadonlySet<Obligation> },
): VisibilityRule[] {
  const { facts, profile } = input;
  const glass = isGlassBroken(evaluated.situation);
  const context: RuleContext = {
    caller: evaluated.situation.caller,
    compartments: input.compartments,
    classes: classesOf(profile),
    isGlassBroken: glass,
    isSealOverridden: claimsThatCount(input, facts).some((claim) => claim.kind === 'seal-override'),
    seesSafeguarding: profile.seesSafeguarding,
    isOwnOnly: evaluated.obligations.has('own-entries-only'),
    ownSources: input.ownSources,
    teamSources: facts.teamSources,
    withheldSources: withheldSources(facts.objections, glass),
    agreedSources: input.agreedSources,
    seals: facts.seals,
    consented: labelNames(facts.consentedLabels),
  };
  return compileRules(table, context);
}

function offersOf(evaluation: Evaluation, profile: RoleProfile): AccessOffers {
  const offers = evaluation.clause?.offers ?? [];
  return {
    claim: offers.includes('claim') && profile.mayClaim,
    breakGlass: offers.includes('break-glass') && profile.mayBreakGlass,
  };
}

function reasonFor(claims: readonly ClaimFact[], ground: string | undefined): string | undefined {
  const wanted: ClaimFact['kind'] | undefined =
    ground === 'emergency-access' ? 'break-glass' : ground === 'self-claimed' ? 'self-claimed' : undefined;
  return claims.find((claim) => claim.kind === (wanted ?? 'seal-override'))?.reason;
}

/** What a member of staff may see of one person for their treatment. */
export function decideForStaff(input: DecisionInput, table: AccessTable = accessTable): AccessDecision {
  const known = activeRelationship(input);
  const situation = staffSituation(input, known);
  const evaluation = evaluateAccess(table, situation);
  const { facts } = input;
  if (!evaluation.isPermitted || facts === undefined)
    return { isAllowed: false, decidedBy: evaluation.decidedBy, offers: offersOf(evaluation, input.profile) };
  const relationship = evaluation.clause?.ground ?? known;
  return {
    isAllowed: true,
    decidedBy: evaluation.decidedBy,
    relationship,
    reason: reasonFor(claimsThatCount(input, facts), relationship),
    rules: staffRules(table, { ...input, facts }, { situation, obligations: evaluation.obligations }),
    stripLocation: evaluation.obligations.has('without-place'),
    isAlerting: evaluation.obligations.has('alert'),
  };
}
