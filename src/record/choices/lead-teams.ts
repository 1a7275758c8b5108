/**
 * Teams of an organisation, formed by whoever leads there. A team is what people name when they close their record to all
 * others (D18): each change of it stands in the log of everybody who named it, in the transaction in which it counts.
 */
import type { PersonNumber, RequestContext, StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import {
  isSignInNotEnough,
  type NamedTeam,
  privacyFault,
  type TeamChange,
  type TeamWithMembers,
  teamName,
} from '#privacy';
import type { ChooseDependencies } from './choose.ts';
import { logWhatCame } from './log-what-came.ts';

type StaffRequest = RequestContext & { readonly caller: StaffCaller };

type Detail = Readonly<Record<string, string | number>>;

const entry = { kind: 'administration', outcome: 'done', persons: [], decidedBy: ['D18'] } as const;

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
  const done = await deps.audit.recordEvent(request, { ...entry, detail: { shown: 'teams' } });
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
  const { choices } = deps.privacy;
  if (name === undefined) return failed(privacyFault('PRIVACY-007'));
  return logWhatCame(deps, request, { ...entry, detail: { formed: 'team' } }, async (transaction) => {
    if (!(await choices.holdTeamName(transaction, { organisation, name }))) return failed(privacyFault('PRIVACY-007'));
    const team = await choices.formTeam({ organisation, name }, transaction);
    if (wanted.isMember) await choices.joinTeam(team, request.caller, transaction);
    return ok(true);
  });
}

export interface MembershipWanted {
  readonly team: number;
  readonly change: 'join' | 'leave';
  /** Of the organisation of the one who asks: whoever its issuer signs in by this name. */
  readonly staffId: string;
  /** Whom colleagues and the log call them; only for `join`. */
  readonly name?: string;
}

interface ChangeOfTeam {
  readonly detail: Detail;
  /** Beside it, in the entry about nobody. */
  readonly more: (named: NamedTeam) => Detail;
  readonly act: (transaction: DatabaseTransaction) => Promise<Outcome<NamedTeam>>;
}

/**
 * The act and its entries, in one transaction. Whom and what it was called stands in the entry about nobody: what people download of
 * their log names no staff unless they ask for names, and is no list of teams. Who named the team has an entry beside it, once it
 * was done; a refusal is nobody's. Gives them, with their pages told.
 */
async function logTeamChange(
  deps: ChooseDependencies,
  request: StaffRequest,
  { detail, more, act }: ChangeOfTeam,
): Promise<Outcome<true>> {
  const committed = await deps.audit.commitLogged<Outcome<NamedTeam>>(request, deps.store, async (transaction) => {
    const value = await act(transaction);
    if (!value.ok) return ok({ value, event: { ...entry, outcome: 'refused' as const, detail }, sealed: [] });
    const { persons } = value.value;
    const event = { ...entry, detail: { ...detail, ...more(value.value) } };
    return ok({ value, event, beside: persons.length > 0 ? [{ ...entry, persons, detail }] : [], sealed: [] });
  });
  if (!committed.ok) return committed;
  const { value } = committed.value;
  if (value.ok) await announce(deps, value.value.persons);
  return value.ok ? ok(true) : value;
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
  if (isJoining && staff.staffId === own) return refuseChange(deps, request);
  const { team, change } = wanted;
  if (!Number.isSafeInteger(team)) return refuseChange(deps, request);
  return logTeamChange(deps, request, {
    detail: { team, membership: change },
    more: () => ({ member: staff.staffId }),
    act: (transaction) => choices.changeMembership(transaction, { team, organisation, change, staff }),
  });
}

const teamChangeOf = (to: TeamChange['to']) => (to === 'ended' ? 'end' : 'rename');

async function changeTeam(
  deps: ChooseDependencies,
  request: StaffRequest,
  { team, to }: Pick<TeamChange, 'team' | 'to'>,
): Promise<Outcome<true>> {
  const { organisation } = request.caller;
  if (!Number.isSafeInteger(team)) return refuseChange(deps, request);
  return logTeamChange(deps, request, {
    detail: { team, teamChange: teamChangeOf(to) },
    more: ({ name }) => (to === 'ended' ? { name } : { before: name, name: to.name }),
    act: (transaction) => deps.privacy.choices.changeTeam(transaction, { team, organisation, to }),
  });
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
