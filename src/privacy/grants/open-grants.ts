/** Grants that open one person's record: to staff, to the person and who acts for them, to a source's own system. */
import { allContentClasses, type RequestContext, type SourceNumber, type StaffCaller } from '#disclosure';
import type { PersonInIndex } from '#patient-index';
import type { AccessFacts } from '../decide/access-facts.ts';
import { type AccessDecision, decideForStaff } from '../decide/decide-access.ts';
import { decideForPeople, decideForSystem } from '../decide/decide-people.ts';
import { tailBeginsMs } from '../decide/relationship.ts';
import { roleProfile } from '../decide/role-table.ts';
import type { SituationValue } from '../decide/situation.ts';
import { activeAuthority } from '../proxies/list-authorities.ts';
import { raiseAlert } from '../review/raise-alert.ts';
import { type Decision, grantFor, type OpeningDependencies, type PrivacyDependencies, refused } from './press.ts';

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
  return facts.agreedWith.flatMap((code) => deps.directory.sourceNumbersOf(code));
}

/** What the table says of this reader and this person at a moment, present or past. */
async function judgeStaff(
  deps: OpeningDependencies,
  asked: {
    readonly caller: StaffCaller;
    readonly person: PersonInIndex;
    readonly purpose: SituationValue<'purpose'>;
    readonly atMs: number;
    readonly knownAtMs?: number;
  },
): Promise<AccessDecision> {
  const { caller, person, atMs } = asked;
  const facts = await deps.readAccessFacts({
    person,
    organisation: caller.organisation,
    staff: caller,
    purpose: 'TREAT',
    atMs,
    endedSinceMs: tailBeginsMs(atMs, deps.relationshipTailDays),
    ...(asked.knownAtMs === undefined ? {} : { knownAtMs: asked.knownAtMs }),
  });
  const ownSources = deps.directory.sourceNumbersOf(caller.organisation);
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

export async function decideStaff(
  deps: OpeningDependencies,
  request: RequestContext,
  caller: StaffCaller,
  person: PersonInIndex,
): Promise<Decision> {
  const asked = { caller, person, purpose: purposeOf(request), atMs: deps.clock.now() };
  const decision = await judgeStaff(deps, asked);
  if (!decision.isAllowed) return { isGranted: false, decidedBy: decision.decidedBy, offers: decision.offers };
  // No look without its alert: where the alert cannot be kept, this throws and nothing opens.
  if (decision.isAlerting)
    await raiseAlert(deps.database.sql, {
      alert: deps.nextNumber(),
      organisation: caller.organisation,
      kind: decision.decidedBy.includes('D18') ? 'full-protection' : 'colleague-or-relative',
      person: person.person,
      staff: caller,
      reasons: decision.decidedBy,
      nowMs: asked.atMs,
    });
  return grantFor(deps, request, [person], decision);
}

/** The person asks for their own record, or somebody who acts for them: `isThemself` says that sign-in proved which. */
export async function decidePatient(
  deps: OpeningDependencies,
  request: RequestContext,
  person: PersonInIndex,
  isThemself: boolean,
): Promise<Decision> {
  const { caller } = request;
  if (caller.kind !== 'patient') return refused('D4');
  const isProxy = caller.onBehalfOf !== undefined;
  const isAsked = isProxy ? caller.onBehalfOf === person.person : isThemself;
  const [authority, choices] = await Promise.all([
    isProxy && isAsked ? activeAuthority(deps, caller, person) : undefined,
    isAsked ? deps.readChoiceFacts({ person, atMs: deps.clock.now() }) : noChoices,
  ]);
  const decision = decideForPeople({
    caller: isProxy ? 'proxy' : 'patient',
    isAssured: caller.identityProofing === 'P9',
    isThisPerson: isAsked,
    isDeceased: person.isDeceased,
    isRestricted: person.isRestricted,
    purpose: purposeOf(request),
    authority,
    compartments: person.records.map((record) => record.compartment),
    choices,
  });
  return decision.isAllowed ? grantFor(deps, request, [person], decision) : refused(...decision.decidedBy);
}

const noChoices = { seals: [], consentedLabels: 0 };

/**
 * A back-end service reads what its own organisation contributed, of these persons and of resources about nobody. Over
 * 'anybody' it may look for whom a search finds; what is found goes out under a second decision, which names them.
 */
export function decideSystem(
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
    ownSources: deps.directory.sourceNumbersOf(caller.organisation),
  });
  return decision.isAllowed ? grantFor(deps, request, persons, decision) : refused(...decision.decidedBy);
}

/**
 * What somebody could see of a person at a moment, and by which rows: from what was known then (relationships, claims,
 * choices, agreements with their times). The tables of roles are those of today.
 */
export async function explainAccess(
  deps: OpeningDependencies,
  asked: { readonly caller: StaffCaller; readonly person: PersonInIndex; readonly atMs: number },
): Promise<AccessDecision> {
  return judgeStaff(deps, { ...asked, purpose: 'treatment', knownAtMs: asked.atMs });
}
