/**
 * Who acts for whom, as those see it who act and the practice that decides. Of a request that was not approved nothing is
 * listed for who made it: it would tell whether such a person is known here (attack 53).
 */
import { openSealed, type PatientCaller, type RequestContext } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex, TracedPerson } from '#patient-index';
import { type ProxyAuthority, privacyFault, standingOfAuthority } from '#privacy';
import { type ActingAuthority, actingEvent, withStanding } from './act-for.ts';
import { checkDecider, openToStaff, type StaffRequest } from './check-decider.ts';
import { announce, type ChooseDependencies } from './choose.ts';
import { logWhatCame } from './log-what-came.ts';

type PersonRequest = RequestContext & { readonly caller: PatientCaller };

/** Everybody for whom a practice once let this person act. Nothing of their records: names are as who asked wrote them. */
export async function listActedFor(
  deps: ChooseDependencies,
  request: PersonRequest,
): Promise<Outcome<readonly ActingAuthority[]>> {
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: 'done',
    persons: [],
    decidedBy: ['D16'],
    detail: { shown: 'whom they act for' },
  });
  if (!logged.ok) return logged;
  return ok(await actedFor(deps, request.caller));
}

async function actedFor(deps: ChooseDependencies, caller: PatientCaller): Promise<ActingAuthority[]> {
  const approved = (await deps.privacy.proxies.forCaller(caller)).filter(({ startsMs }) => startsMs !== undefined);
  const persons = await Promise.all(approved.map(({ person }) => deps.patientIndex.personByNumber(person)));
  const nowMs = deps.clock.now();
  return approved.flatMap((one, index) => withStanding([one], persons[index]?.birthDate, nowMs));
}

/** One authority of the person who asks, by its number. Reads nothing of a record: what opens is decided at each look. */
export async function findActedFor(
  deps: ChooseDependencies,
  caller: PatientCaller,
  authority: number,
): Promise<ActingAuthority | undefined> {
  return (await actedFor(deps, caller)).find((one) => one.authority === authority);
}

export interface ActingToDecide {
  readonly authority: ActingAuthority;
  readonly person: TracedPerson | undefined;
}

function personsOf(deps: ChooseDependencies, authorities: readonly ProxyAuthority[]): Promise<PersonInIndex[]> {
  return deps.patientIndex.personsByNumber([...new Set(authorities.map(({ person }) => person))]);
}

/** Requests, reviews that fall due by their date, and those of children whose birthday paused what was agreed (UK-19). */
async function waitingFor(deps: ChooseDependencies, organisation: OdsCode): Promise<readonly ProxyAuthority[]> {
  const byDate = await deps.privacy.proxies.toDecide(organisation);
  const byAge = await deps.privacy.proxies.byAge(organisation);
  const children = await personsOf(deps, byAge);
  const nowMs = deps.clock.now();
  const paused = byAge.filter((one) => {
    const birthDate = children.find(({ person }) => person === one.person)?.birthDate;
    return standingOfAuthority(one, birthDate, nowMs) === 'to-review';
  });
  const listed = new Set(byDate.map(({ authority }) => authority));
  return [...byDate, ...paused.filter(({ authority }) => !listed.has(authority))];
}

/** What waits for the practice of this member of staff, with the identifiers of whom it is about, each in the log. */
export async function listActingToDecide(
  deps: ChooseDependencies,
  request: StaffRequest,
): Promise<Outcome<readonly ActingToDecide[]>> {
  const checked = await checkDecider(deps, request);
  if (!checked.ok) return checked;
  const waiting = await waitingFor(deps, request.caller.organisation);
  const persons = await personsOf(deps, waiting);
  const decision = await deps.privacy.decideSearch(request, persons);
  if (!decision.isGranted) return failed(privacyFault('PRIVACY-005'));
  const sealed = await deps.patientIndex.readTrace(decision.grant);
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search' });
  if (!receipt.ok) return receipt;
  const traced = new Map(openSealed(sealed, receipt.value).map((person) => [person.person, person]));
  const nowMs = deps.clock.now();
  return ok(
    waiting.flatMap((one) => {
      const birthDate = persons.find(({ person }) => person === one.person)?.birthDate;
      const person = traced.get(one.person);
      return withStanding([one], birthDate, nowMs).map((authority) => ({ authority, person }));
    }),
  );
}

/** Everybody who acts, acted or asked to act for the person of this record, for a practice that decides about it. */
export async function listActingOfRecord(
  deps: ChooseDependencies,
  request: StaffRequest,
  compartment: Compartment,
): Promise<Outcome<readonly ActingAuthority[]>> {
  const checked = await checkDecider(deps, request);
  if (!checked.ok) return checked;
  const person = await openToStaff(deps, request, compartment);
  if (!person.ok) return person;
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: 'done',
    persons: [person.value.person],
    decidedBy: ['D23'],
    detail: { shown: 'who acts for them' },
  });
  if (!logged.ok) return logged;
  const known = await deps.privacy.proxies.ofPerson(person.value.person);
  const own = known.filter(({ organisation }) => organisation === request.caller.organisation);
  return ok(withStanding(own, person.value.birthDate, deps.clock.now()));
}

/** The practice ends what it approved. Faults: RECORD-002, PRIVACY-005, PRIVACY-007, PRIVACY-008, those of the log. */
export async function stopActing(
  deps: ChooseDependencies,
  request: StaffRequest,
  ending: { readonly authority: number; readonly compartment: Compartment; readonly evidence: string },
): Promise<Outcome<true>> {
  const checked = await checkDecider(deps, request);
  if (!checked.ok) return checked;
  if (ending.evidence.trim() === '') return failed(privacyFault('PRIVACY-007'));
  const person = await openToStaff(deps, request, ending.compartment);
  if (!person.ok) return person;
  const { authority, evidence } = ending;
  const ended = await logWhatCame(deps, request, actingEvent(person.value, 'ended'), (transaction) =>
    deps.privacy.proxies.end(transaction, request.caller, { authority, evidence, person: person.value.person }),
  );
  if (ended.ok) announce(deps, person.value);
  return ended;
}
