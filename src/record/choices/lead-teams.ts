/**
 * Teams of an organisation, formed by whoever leads there. A team is what people name when they close their record to all
 * others (D18): each change of it stands in the log of everybody who named it, before it counts.
 */
import type { PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import {
  isSignInNotEnough,
  type NamedTeam,
  privacyFault,
  type TeamChange,
  type TeamWithMembers,
  teamName,
  teamNameKey,
} from '#privacy';
import type { ChooseDependencies } from './choose.ts';

type StaffRequest = RequestContext & { readonly caller: StaffCaller };

interface Change {
  readonly persons?: readonly PersonNumber[];
  readonly detail: Readonly<Record<string, string | number>>;
}

const log = (deps: ChooseDependencies, request: StaffRequest, { persons = [], detail }: Change) =>
  deps.audit.recordEvent(request, { kind: 'administration', outcome: 'done', persons, decidedBy: ['D18'], detail });

async function checkLead(deps: ChooseDependencies, request: StaffRequest): Promise<Outcome<true>> {
  if (deps.privacy.choices.mayLeadTeams(request.caller)) return ok(true);
  const refused = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D3'] });
  return refused.ok ? failed(privacyFault('PRIVACY-005')) : refused;
}

/** Faults: PRIVACY-005, those of the log. */
export async function listLedTeams(
  deps: ChooseDependencies,
  request: StaffRequest,
): Promise<Outcome<readonly TeamWithMembers[]>> {
  const checked = await checkLead(deps, request);
  if (!checked.ok) return checked;
  const done = await log(deps, request, { detail: { shown: 'teams' } });
  return done.ok ? ok(await deps.privacy.choices.listTeamsWithMembers(request.caller.organisation)) : done;
}

export interface TeamWanted {
  readonly name: string;
  /** Whoever forms a team is in it from the start or is named by a colleague later. */
  readonly isMember: boolean;
}

/** Faults: PRIVACY-005; PRIVACY-007 for no name or one that the organisation has; those of the log. */
export async function formTeam(
  deps: ChooseDependencies,
  request: StaffRequest,
  wanted: TeamWanted,
): Promise<Outcome<true>> {
  const checked = await checkLead(deps, request);
  if (!checked.ok) return checked;
  const { organisation } = request.caller;
  const name = teamName(wanted.name);
  const known = await deps.privacy.choices.listTeams([organisation]);
  if (name === undefined || known.some((team) => teamNameKey(team.name) === teamNameKey(name)))
    return failed(privacyFault('PRIVACY-007'));
  const done = await log(deps, request, { detail: { formed: 'team' } });
  if (!done.ok) return done;
  const team = await deps.privacy.choices.formTeam({ organisation, name });
  if (wanted.isMember) await deps.privacy.choices.joinTeam(team, request.caller);
  return ok(true);
}

export interface MembershipWanted {
  readonly team: number;
  readonly change: 'join' | 'leave';
  /** Of the organisation of the one who asks: whoever its issuer signs in by this name. */
  readonly staffId: string;
  /** Whom colleagues and the log call them; only for `join`. */
  readonly name?: string;
}

interface NamedTeamChange {
  readonly persons: readonly PersonNumber[];
  readonly detail: Change['detail'];
  /** Beside it, in the entry about nobody. */
  readonly more: Change['detail'];
}

/**
 * Whom and what it was called stands in an entry about nobody: what people download of their log names no staff unless they
 * ask for names, and is no list of teams.
 */
async function logChange(
  deps: ChooseDependencies,
  request: StaffRequest,
  { persons, detail, more }: NamedTeamChange,
): Promise<Outcome<void>> {
  const logged = await log(deps, request, { detail: { ...detail, ...more } });
  return logged.ok && persons.length > 0 ? log(deps, request, { persons, detail }) : logged;
}

async function refuseChange(deps: ChooseDependencies, request: StaffRequest, fault = privacyFault('PRIVACY-008')) {
  const decidedBy = [isSignInNotEnough(fault) ? 'D1' : 'D18'];
  const refused = await deps.audit.recordRefusal(request, { persons: [], decidedBy });
  return refused.ok ? failed(fault) : refused;
}

/**
 * Nobody names themself: who could, would open what was closed to them. Faults: PRIVACY-005; PRIVACY-007 for an empty name;
 * PRIVACY-008 for oneself, another organisation's team, or somebody who is (not) in it; those of the log.
 */
export async function changeMembership(
  deps: ChooseDependencies,
  request: StaffRequest,
  wanted: MembershipWanted,
): Promise<Outcome<true>> {
  const checked = await checkLead(deps, request);
  if (!checked.ok) return checked;
  const { choices } = deps.privacy;
  const { issuer, organisation, staffId: own } = request.caller;
  const staff = { issuer, staffId: wanted.staffId.trim(), name: (wanted.name ?? '').trim() };
  const isJoining = wanted.change === 'join';
  if (staff.staffId === '' || (isJoining && staff.name === '')) return failed(privacyFault('PRIVACY-007'));
  const team = (await choices.listTeamsWithMembers(organisation)).find((one) => one.team === wanted.team);
  const member = team?.members.find((one) => one.staffId === staff.staffId);
  const isPossible = team !== undefined && (isJoining ? member === undefined : member !== undefined);
  if (!isPossible || (isJoining && staff.staffId === own)) return refuseChange(deps, request);
  const persons = await choices.personsNaming(team.team);
  const detail = { team: team.team, membership: wanted.change };
  const done = await logChange(deps, request, { persons, detail, more: { member: staff.staffId } });
  if (!done.ok) return done;
  await (isJoining ? choices.joinTeam(team.team, staff) : choices.leaveTeam(team.team, staff));
  await announce(deps, persons);
  return ok(true);
}

const teamChangeOf = (to: TeamChange['to']) => (to === 'ended' ? 'end' : 'rename');

async function changeTeam(
  deps: ChooseDependencies,
  request: StaffRequest,
  { team, to }: Pick<TeamChange, 'team' | 'to'>,
): Promise<Outcome<true>> {
  const { organisation } = request.caller;
  if (!Number.isSafeInteger(team)) return refuseChange(deps, request);
  const detail = { team, teamChange: teamChangeOf(to) };
  const more = ({ name }: NamedTeam) => (to === 'ended' ? { name } : { before: name, name: to.name });
  const changed = await deps.privacy.choices.changeTeam({ team, organisation, to }, (named) =>
    logChange(deps, request, { persons: named.persons, detail, more: more(named) }),
  );
  if (!changed.ok) return changed.fault.code === 'PRIVACY-008' ? refuseChange(deps, request) : changed;
  await announce(deps, changed.value);
  return ok(true);
}

/**
 * It stays the team that people named, and they are told. Faults: PRIVACY-005; PRIVACY-007 for no name or one that the
 * organisation has; PRIVACY-008 for another organisation's team, or one that has ended; those of the log.
 */
export async function renameTeam(
  deps: ChooseDependencies,
  request: StaffRequest,
  wanted: { readonly team: number; readonly name: string },
): Promise<Outcome<true>> {
  const checked = await checkLead(deps, request);
  if (!checked.ok) return checked;
  const name = teamName(wanted.name);
  return name === undefined
    ? failed(privacyFault('PRIVACY-007'))
    : changeTeam(deps, request, { team: wanted.team, to: { name } });
}

/**
 * For good: it opens nothing from then on, and full protection that names it stays. Faults: PRIVACY-005; PRIVACY-008 for
 * another organisation's team, one that has ended, or one that a feed seals for; PRIVACY-014, -015; those of the log.
 */
export async function endTeam(deps: ChooseDependencies, request: StaffRequest, team: number): Promise<Outcome<true>> {
  const checked = await checkLead(deps, request);
  if (!checked.ok) return checked;
  const fresh = deps.privacy.checkFreshSignIn(request.caller);
  return fresh.ok ? changeTeam(deps, request, { team, to: 'ended' }) : refuseChange(deps, request, fresh.fault);
}

/** Pages that are open on their records look again at once: whoever left must not read on. */
async function announce(deps: ChooseDependencies, persons: readonly PersonNumber[]): Promise<void> {
  const found = await deps.patientIndex.personsByNumber(persons);
  deps.changes.announce(found.flatMap(({ records }) => records.map(({ compartment }) => compartment)));
}
