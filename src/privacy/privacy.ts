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
  type StaffCaller,
} from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { Clock } from '#kernel/clock.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { PersonInIndex } from '#patient-index';
import type { Database } from '#platform';
import { readAccessFacts } from './access-facts.ts';
import { type ClaimRequest, checkClaim, claimAccess } from './claim-access.ts';
import { type AccessOffers, decideForStaff, rulesForPatient } from './decide-access.ts';
import { roleProfile } from './role-table.ts';

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

async function decideStaff(
  deps: PrivacyDependencies,
  request: RequestContext,
  caller: StaffCaller,
  person: PersonInIndex,
): Promise<Decision> {
  const nowMs = deps.clock.now();
  const facts = await readAccessFacts(deps.database, {
    person,
    organisation: caller.organisation,
    staff: caller,
    purpose: 'TREAT',
    nowMs,
  });
  const decision = decideForStaff({
    profile: roleProfile(caller.roleCode),
    facts,
    compartments: person.records.map((record) => record.compartment),
    ownSources: deps.directory.sourcesOf(caller.organisation).map((source) => source.number),
    isRestricted: person.isRestricted,
    nowMs,
    tailDays: deps.relationshipTailDays,
  });
  if (!decision.isAllowed) return { isGranted: false, decidedBy: decision.decidedBy, offers: decision.offers };
  const ground: GrantGround = {
    decidedBy: decision.decidedBy,
    relationship: decision.relationship,
    ...(decision.reason === undefined ? {} : { reason: decision.reason }),
    lawfulBasis,
  };
  const grant = pressGrant({
    kind: 'person',
    request,
    rules: decision.rules,
    ground,
    personByCompartment: compartmentMap([person]),
    stripLocation: decision.stripLocation,
    expiresAtMs: nowMs + grantLifeMs,
  });
  return { isGranted: true, grant };
}

/** The person asks for their own record: `isThemself` says that sign-in proved them to be this person. */
function decidePatient(
  deps: PrivacyDependencies,
  request: RequestContext,
  person: PersonInIndex,
  isThemself: boolean,
): Decision {
  if (request.caller.kind !== 'patient' || !isThemself) return refused('D4');
  if (request.caller.identityProofing !== 'P9') return refused('D1');
  if (person.isDeceased) return refused('D19');
  const grant = pressGrant({
    kind: 'person',
    request,
    rules: rulesForPatient(
      person.records.map((record) => record.compartment),
      allContentClasses,
    ),
    ground: { decidedBy: ['D15'], lawfulBasis: lawfulBasisOfOwnRequest },
    personByCompartment: compartmentMap([person]),
    stripLocation: false,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}

/** A back-end service reads what its own organisation contributed, of these persons and of resources about nobody. */
function decideSystem(deps: PrivacyDependencies, request: RequestContext, persons: readonly PersonInIndex[]): Decision {
  const { caller } = request;
  if (caller.kind !== 'system') return refused('D3');
  const ownSources = deps.directory.sourcesOf(caller.organisation).map((source) => source.number);
  const grant = pressGrant({
    kind: persons.length === 1 ? 'person' : 'persons',
    request,
    rules: [
      {
        compartments: persons.flatMap((person) => person.records.map((record) => record.compartment)),
        contentClasses: 'all',
        forbiddenLabels: 0,
        onlySources: ownSources,
      },
      { compartments: 'shelves', contentClasses: [contentClass.administration], forbiddenLabels: 0 },
    ],
    ground: { decidedBy: ['D23'], relationship: 'own-contribution', lawfulBasis },
    personByCompartment: compartmentMap(persons),
    stripLocation: false,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
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
    decideSystem: (request: RequestContext, persons: readonly PersonInIndex[]) => decideSystem(deps, request, persons),
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
