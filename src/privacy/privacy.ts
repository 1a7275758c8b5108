/** The one place where grants are made. */

import type { Directory } from '#directory';
import {
  type AccessGrant,
  allContentClasses,
  contentClass,
  type GrantGround,
  label,
  type PersonNumber,
  type RequestContext,
  type SourceNumber,
  type StaffCaller,
} from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { Clock } from '#kernel/clock.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { PersonInIndex } from '#patient-index';
import type { Database } from '#platform';
import { type ClaimRequest, checkClaim, claimAccess } from './claim-access.ts';
import { type AccessFacts, readAccessFacts, readChoiceFacts } from './decide/access-facts.ts';
import { type AccessDecision, type AccessOffers, decideForStaff } from './decide/decide-access.ts';
import { decideForPeople, decideForSystem } from './decide/decide-people.ts';
import { roleProfile } from './decide/role-table.ts';
import type { SituationValue } from './decide/situation.ts';

export interface PrivacyDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly nextNumber: () => number;
  readonly relationshipTailDays: number;
}

/** Section 251B of the Health and Social Care Act 2012; articles of the UK GDPR. */
const lawfulBasis = ['HSCA 2012 s251B', 'UK GDPR 6(1)(e)', 'UK GDPR 9(2)(h)'];
const lawfulBasisOfOwnRequest = ['UK GDPR 15'];
/** A grant serves one request; a request that runs longer is cut off. */
const grantLifeMs = 60_000;

export type Decision =
  | { readonly isGranted: true; readonly grant: AccessGrant }
  | { readonly isGranted: false; readonly decidedBy: readonly string[]; readonly offers: AccessOffers };

const refused = (...decidedBy: string[]): Decision => ({
  isGranted: false,
  decidedBy,
  offers: { claim: false, breakGlass: false },
});

function compartmentMap(persons: readonly PersonInIndex[]): Map<Compartment, PersonNumber> {
  return new Map(
    persons.flatMap((person) => person.records.map((record) => [record.compartment, person.person] as const)),
  );
}

function groundOf(decision: AccessDecision & { readonly isAllowed: true }, basis: readonly string[]): GrantGround {
  return {
    decidedBy: decision.decidedBy,
    ...(decision.relationship === undefined ? {} : { relationship: decision.relationship }),
    ...(decision.reason === undefined ? {} : { reason: decision.reason }),
    lawfulBasis: basis,
  };
}

function grantFor(
  deps: PrivacyDependencies,
  request: RequestContext,
  persons: readonly PersonInIndex[],
  decision: AccessDecision & { readonly isAllowed: true },
): Decision {
  const grant = pressGrant({
    kind: persons.length === 1 ? 'person' : 'persons',
    request,
    rules: decision.rules,
    ground: groundOf(decision, request.caller.kind === 'patient' ? lawfulBasisOfOwnRequest : lawfulBasis),
    personByCompartment: compartmentMap(persons),
    stripLocation: decision.stripLocation,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

const purposeFor: Readonly<Partial<Record<RequestContext['purpose'], SituationValue<'purpose'>>>> = {
  TREAT: 'treatment',
  ETREAT: 'emergency',
  PATRQT: 'own-request',
  SYSDEV: 'own-feed',
};

/** A purpose that the table does not know is none of those that open a record (D9). */
function purposeOf(request: RequestContext): SituationValue<'purpose'> {
  return purposeFor[request.purpose] ?? 'other';
}

/** The sources that the agreement covers. */
function agreedSources(deps: PrivacyDependencies, facts: AccessFacts | undefined): readonly SourceNumber[] | 'all' {
  if (facts === undefined || facts.agreedWith === 'none') return [];
  if (facts.agreedWith === 'all') return 'all';
  return facts.agreedWith.flatMap((code) => deps.directory.sourcesOf(code).map((source) => source.number));
}

/** What the table says of this reader and this person at a moment, present or past. */
async function judgeStaff(
  deps: PrivacyDependencies,
  asked: {
    readonly caller: StaffCaller;
    readonly person: PersonInIndex;
    readonly purpose: SituationValue<'purpose'>;
    readonly atMs: number;
    readonly knownAtMs?: number;
  },
): Promise<AccessDecision> {
  const { caller, person, atMs } = asked;
  const facts = await readAccessFacts(deps.database, {
    person,
    organisation: caller.organisation,
    staff: caller,
    purpose: 'TREAT',
    atMs,
    ...(asked.knownAtMs === undefined ? {} : { knownAtMs: asked.knownAtMs }),
  });
  const ownSources = deps.directory.sourcesOf(caller.organisation).map((source) => source.number);
  return decideForStaff({
    profile: roleProfile(caller.roleCode),
    facts,
    compartments: person.records.map((record) => record.compartment),
    hasOwnEntries: person.records.some((record) => ownSources.includes(record.source)),
    ownSources,
    agreedSources: agreedSources(deps, facts),
    isRestricted: person.isRestricted,
    deceasedMs: person.isDeceased ? (person.deceasedMs ?? 0) : undefined,
    nowMs: atMs,
    tailDays: deps.relationshipTailDays,
    purpose: asked.purpose,
    isFromRegion: caller.vouchedForBy !== undefined,
  });
}

async function decideStaff(
  deps: PrivacyDependencies,
  request: RequestContext,
  caller: StaffCaller,
  person: PersonInIndex,
): Promise<Decision> {
  const asked = { caller, person, purpose: purposeOf(request), atMs: deps.clock.now() };
  const decision = await judgeStaff(deps, asked);
  if (!decision.isAllowed) return { isGranted: false, decidedBy: decision.decidedBy, offers: decision.offers };
  return grantFor(deps, request, [person], decision);
}

/** The person asks for their own record: `isThemself` says that sign-in proved them to be this person. */
async function decidePatient(
  deps: PrivacyDependencies,
  request: RequestContext,
  person: PersonInIndex,
  isThemself: boolean,
): Promise<Decision> {
  const { caller } = request;
  if (caller.kind !== 'patient') return refused('D4');
  const decision = decideForPeople({
    caller: 'patient',
    isAssured: caller.identityProofing === 'P9',
    isThisPerson: isThemself,
    isDeceased: person.isDeceased,
    isRestricted: person.isRestricted,
    purpose: purposeOf(request),
    authority: undefined,
    compartments: person.records.map((record) => record.compartment),
    choices: isThemself ? await readChoiceFacts(deps.database, person.person, deps.clock.now()) : noChoices,
  });
  return decision.isAllowed ? grantFor(deps, request, [person], decision) : refused(...decision.decidedBy);
}

const noChoices = { seals: [], consentedLabels: 0 };

/**
 * A back-end service reads what its own organisation contributed, of these persons and of resources about nobody. Over
 * 'anybody' it may look for whom a search finds; what is found goes out under a second decision, which names them.
 */
function decideSystem(
  deps: PrivacyDependencies,
  request: RequestContext,
  about: readonly PersonInIndex[] | 'anybody',
): Decision {
  const { caller } = request;
  if (caller.kind !== 'system') return refused('D3');
  const persons = about === 'anybody' ? [] : about;
  const decision = decideForSystem({
    isForOwnFeed: request.purpose === 'SYSDEV',
    compartments:
      about === 'anybody' ? 'any' : persons.flatMap((person) => person.records.map((record) => record.compartment)),
    classes: allContentClasses,
    ownSources: deps.directory.sourcesOf(caller.organisation).map((source) => source.number),
  });
  return decision.isAllowed ? grantFor(deps, request, persons, decision) : refused(...decision.decidedBy);
}

/** The demographic trace over these candidates; restricted persons are named without place (D10). */
function decideTrace(deps: PrivacyDependencies, request: RequestContext, persons: readonly PersonInIndex[]): Decision {
  if (request.caller.kind !== 'staff' || !roleProfile(request.caller.roleCode).mayTrace) return refused('D3');
  const grant = pressGrant({
    kind: 'persons',
    request,
    rules: [],
    ground: { decidedBy: ['D23'], relationship: 'demographic-trace', lawfulBasis },
    personByCompartment: compartmentMap(persons),
    stripLocation: true,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

/** A role without tracing finds only people whom its organisation cares for: those whose records would open. */
async function decideOwnPeople(
  deps: PrivacyDependencies,
  request: RequestContext,
  persons: readonly PersonInIndex[],
): Promise<Decision> {
  const { caller } = request;
  if (caller.kind !== 'staff' || !roleProfile(caller.roleCode).mayOpen) return refused('D3');
  const decisions = await Promise.all(persons.map((person) => decideStaff(deps, request, caller, person)));
  const own = persons.filter((_person, index) => decisions[index]?.isGranted === true);
  const grant = pressGrant({
    kind: 'persons',
    request,
    rules: [],
    ground: { decidedBy: ['D23'], relationship: 'own-people', lawfulBasis },
    personByCompartment: compartmentMap(own),
    stripLocation: true,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

/** Whom a search may show: everybody for roles that trace, the organisation's own people for the others. */
async function decideSearch(
  deps: PrivacyDependencies,
  request: RequestContext,
  persons: readonly PersonInIndex[],
): Promise<Decision> {
  const trace = decideTrace(deps, request, persons);
  return trace.isGranted ? trace : decideOwnPeople(deps, request, persons);
}

/** Only the four identifiers of a person whose record does not open, so that the reason page names whom it is about. */
function decideIdentifiersOnly(deps: PrivacyDependencies, request: RequestContext, person: PersonInIndex): Decision {
  return decideTrace(deps, request, [person]);
}

/** Resources about nobody: organisations, practitioners, locations. */
function decideWithoutPatient(deps: PrivacyDependencies, request: RequestContext): Decision {
  const grant = pressGrant({
    kind: 'without-patient',
    request,
    rules: [
      { compartments: 'shelves', contentClasses: [contentClass.administration], forbiddenLabels: label.restricted },
    ],
    ground: { decidedBy: ['D23'], lawfulBasis },
    personByCompartment: new Map(),
    stripLocation: false,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

export function createPrivacy(deps: PrivacyDependencies) {
  return {
    decideStaff: (request: RequestContext, caller: StaffCaller, person: PersonInIndex) =>
      decideStaff(deps, request, caller, person),
    decidePatient: (request: RequestContext, person: PersonInIndex, isThemself: boolean) =>
      decidePatient(deps, request, person, isThemself),
    decideSystem: (request: RequestContext, about: readonly PersonInIndex[] | 'anybody') =>
      decideSystem(deps, request, about),
    decideSearch: (request: RequestContext, persons: readonly PersonInIndex[]) => decideSearch(deps, request, persons),
    decideIdentifiersOnly: (request: RequestContext, person: PersonInIndex) =>
      decideIdentifiersOnly(deps, request, person),
    decideWithoutPatient: (request: RequestContext) => decideWithoutPatient(deps, request),
    checkClaim,
    claimAccess: (request: RequestContext & { readonly caller: StaffCaller }, claim: ClaimRequest) =>
      claimAccess(deps, request, claim),
    async agreeToShare(organisation: string, purpose: string, startsMs: number): Promise<void> {
      await deps.database.sql`insert into privacy.sharing_agreement (organisation, purpose, starts_ms)
        values (${organisation}, ${purpose}, ${startsMs}) on conflict do nothing`;
    },
  };
}

export type Privacy = ReturnType<typeof createPrivacy>;
