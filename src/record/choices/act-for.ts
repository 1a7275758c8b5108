/**
 * Asking to act for somebody, the practice's decision, the end of it: in the log of the person before it counts. Who asks is
 * answered the same whether or not such a person is known here (attack 53).
 */
import type { ContentClass, PatientCaller, RequestContext } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import {
  type AuthorityDecision,
  type AuthorityStanding,
  type LegalBasis,
  type ProxyAuthority,
  privacyFault,
  standingOfAuthority,
} from '#privacy';
import { recordFault } from '../faults.ts';
import { findThemself, refuseUnfound } from '../find-themself.ts';
import { checkDecider, openToStaff, type StaffRequest } from './check-decider.ts';
import { announce, type ChooseDependencies } from './choose.ts';
import { logWhatCame } from './log-what-came.ts';
import { checkSignInToWiden } from './widen-for-somebody.ts';

export interface ActingWanted {
  readonly nhsNumber: NhsNumber;
  readonly birthDate: string;
  readonly legalBasis: LegalBasis;
  readonly relationship?: string;
  readonly called?: string;
  readonly classes: readonly ContentClass[];
  readonly organisation: OdsCode;
  readonly evidence: string;
}

type PersonRequest = RequestContext & { readonly caller: PatientCaller };

/** Faults: PRIVACY-006, PRIVACY-007, those of the log; nothing that tells whether the person is known. */
export async function askToAct(
  deps: ChooseDependencies,
  request: PersonRequest,
  wanted: ActingWanted,
): Promise<Outcome<true>> {
  const person = await deps.patientIndex.personOfPatient(wanted.nhsNumber, wanted.birthDate);
  const logged = await deps.audit.recordEvent(request, {
    kind: 'choice',
    outcome: person === undefined ? 'refused' : 'done',
    persons: person === undefined ? [] : [person.person],
    decidedBy: ['D16'],
    detail: { asksToAct: wanted.legalBasis },
  });
  if (!logged.ok) return logged;
  if (wanted.classes.length === 0 || wanted.evidence.trim() === '') return failed(privacyFault('PRIVACY-007'));
  if (person === undefined) return ok(true);
  const { nhsNumber, birthDate } = request.caller;
  // All that the index has of them: while it knows them as two persons, either may be noted as a member of staff.
  const askedBy = (await deps.patientIndex.personsOfPatient(nhsNumber, birthDate)).map((one) => one.person);
  const asked = await deps.privacy.proxies.request(request.caller, { ...wanted, person: person.person, askedBy });
  return asked.ok ? ok(true) : asked;
}

export function actingEvent({ person }: PersonInIndex, acting: AuthorityDecision['step'] | 'ended') {
  return { kind: 'choice', persons: [person], decidedBy: ['D16'], detail: { acting } } as const;
}

/**
 * The practice decides about a person whose record opens to it: whether the role may comes first, a role that may not is not
 * asked who it is again, nor is whoever has a part in it. Faults: RECORD-002; PRIVACY-005, -007, -008, -016; PRIVACY-014 and -015
 * where it lets somebody see; those of the log.
 */
export async function decideActing(
  deps: ChooseDependencies,
  request: StaffRequest,
  decision: AuthorityDecision & { readonly compartment: Compartment },
): Promise<Outcome<true>> {
  const checked = await checkDecider(deps, request);
  if (!checked.ok) return checked;
  const person = await openToStaff(deps, request, decision.compartment);
  if (!person.ok) return person;
  const about = { authority: decision.authority, person: person.value.person };
  const isAsked = decision.step !== 'refused' && !(await deps.privacy.proxies.hasOwnInterest(request.caller, about));
  const allowed = isAsked ? checkSignInToWiden(deps, request.caller) : ok(true as const);
  if (!allowed.ok) {
    const logged = await deps.audit.recordRefusal(request, { persons: [person.value.person], decidedBy: ['D1'] });
    return logged.ok ? allowed : logged;
  }
  const decided = await logWhatCame(deps, request, actingEvent(person.value, decision.step), (transaction) =>
    deps.privacy.proxies.decide(transaction, request, person.value, decision),
  );
  // Fewer parts, or an earlier end: what is open shows no more than was agreed to now.
  if (decided.ok) announce(deps, person.value);
  return decided;
}

/** The person ends what they gave, or the one who acts gives it up. Faults: RECORD-002, PRIVACY-008, those of the log. */
export async function endActing(
  deps: ChooseDependencies,
  request: PersonRequest,
  ending: { readonly authority: number; readonly evidence: string },
): Promise<Outcome<true>> {
  const person = await findThemself(deps, request.caller);
  if (person === undefined) return refuseUnfound(deps, request);
  const ended = await logWhatCame(deps, request, actingEvent(person, 'ended'), (transaction) =>
    deps.privacy.proxies.end(transaction, request.caller, { ...ending, person: person.person }),
  );
  if (ended.ok) announce(deps, person);
  return ended;
}

export interface ActingAuthority extends ProxyAuthority {
  readonly standing: AuthorityStanding;
}

/** Everybody who acts for the person who asks; never for who acts for them. Faults: RECORD-002, those of the log. */
export async function listActing(
  deps: ChooseDependencies,
  request: PersonRequest,
): Promise<Outcome<readonly ActingAuthority[]>> {
  const isTheirs = request.caller.onBehalfOf === undefined;
  const person = isTheirs ? await findThemself(deps, request.caller) : undefined;
  if (isTheirs && person === undefined) return refuseUnfound(deps, request);
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: person === undefined ? 'refused' : 'done',
    persons: person === undefined ? [] : [person.person],
    decidedBy: ['D15'],
    detail: { shown: 'who acts for them' },
  });
  if (!logged.ok) return logged;
  if (person === undefined) return failed(recordFault('RECORD-002'));
  const known = await deps.privacy.proxies.ofPerson(person.person);
  return ok(withStanding(known, person.birthDate, deps.clock.now()));
}

export function withStanding(
  authorities: readonly ProxyAuthority[],
  birthDate: string | undefined,
  atMs: number,
): ActingAuthority[] {
  return authorities.map((one) => ({ ...one, standing: standingOfAuthority(one, birthDate, atMs) }));
}
