/**
 * Choices of a person about their record, made by themself or by staff on their behalf: in the log before they count, and
 * open pages look again at once.
 */
import type { AccessGrant, PatientCaller, RequestContext, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import { type Choice, type ChoiceToMake, type KeptChoice, mayWiden, privacyFault, sealLevelRow } from '#privacy';
import { recordFault } from '../faults.ts';
import { findThemself, refuseUnfound } from '../find-themself.ts';
import type { ReadDependencies } from '../open-record.ts';
import type { RecordChanges } from '../record-changes.ts';
import { logWhatCame, refusedBy } from './log-what-came.ts';
import { withPlacesShown } from './places-in-choices.ts';
import { checkWidening } from './widen-for-somebody.ts';

export interface ChooseDependencies extends ReadDependencies {
  readonly changes: RecordChanges;
}

export type ChoosingRequest = RequestContext & { readonly caller: PatientCaller | StaffCaller };

/** Staff name the record; the person is whom sign-in proved. */
export interface AboutRecord {
  readonly compartment?: Compartment;
}

/** The person themself; or for staff the person of that record, whose record opens to them. Logged where it does not. */
async function decideChoosing(
  deps: ChooseDependencies,
  request: ChoosingRequest,
  about: AboutRecord,
): Promise<Outcome<{ readonly person: PersonInIndex; readonly grant: AccessGrant }>> {
  const { caller } = request;
  const person =
    caller.kind === 'patient'
      ? await findThemself(deps, caller)
      : about.compartment === undefined
        ? undefined
        : await deps.patientIndex.personOfCompartment(about.compartment);
  if (person === undefined && caller.kind === 'patient') return refuseUnfound(deps, { ...request, caller });
  if (person === undefined) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D4'] });
    return logged.ok ? failed(recordFault('RECORD-002')) : logged;
  }
  const decision =
    caller.kind === 'patient'
      ? await deps.privacy.decidePatient(request, person, true)
      : await deps.privacy.decideStaff(request, caller, person);
  if (decision.isGranted) return ok({ person, grant: decision.grant });
  const logged = await deps.audit.recordRefusal(request, { persons: [person.person], decidedBy: decision.decidedBy });
  return logged.ok ? failed(recordFault('RECORD-002')) : logged;
}

async function personToChooseFor(
  deps: ChooseDependencies,
  request: ChoosingRequest,
  about: AboutRecord,
): Promise<Outcome<PersonInIndex>> {
  const decided = await decideChoosing(deps, request, about);
  return decided.ok ? ok(decided.value.person) : decided;
}

function choiceEvent(
  { caller }: ChoosingRequest,
  { person }: PersonInIndex,
  detail: Readonly<Record<string, string | number>>,
) {
  const decidedBy = [caller.kind === 'patient' ? 'D15' : 'D23'];
  return { kind: 'choice', persons: [person], decidedBy, detail } as const;
}

/** The person reads their log on the screen that somebody else looks at: there it reads like any other upkeep. */
function withholdingEvent({ person }: PersonInIndex) {
  return { kind: 'administration', persons: [person], decidedBy: ['D23'] } as const;
}

export function announce(deps: Pick<ChooseDependencies, 'changes'>, person: PersonInIndex): void {
  deps.changes.announce(person.records.map((record) => record.compartment));
}

export interface ChoiceWanted extends AboutRecord {
  readonly choice: Choice;
  readonly evidence: string;
}

/** Entries of other people are nobody's to seal. */
function isAboutPerson(choice: Choice, person: PersonInIndex): boolean {
  if (choice.kind !== 'seal' || choice.scope !== 'entry') return true;
  const own = new Set(person.records.map((record) => record.compartment));
  return choice.entries.every((entry) => own.has(entry.compartment));
}

/** Why it was refused, once the refusal is in the log. */
async function refuse(
  deps: ChooseDependencies,
  request: ChoosingRequest,
  person: PersonInIndex,
  refusal: Outcome<never> & { readonly ok: false },
): Promise<Outcome<never>> {
  const decidedBy = refusedBy(refusal.fault) ?? ['D3'];
  const logged = await deps.audit.recordRefusal(request, { persons: [person.person], decidedBy });
  return logged.ok ? refusal : logged;
}

async function checkChoice(
  deps: ChooseDependencies,
  request: ChoosingRequest,
  person: PersonInIndex,
  making: ChoiceToMake,
): Promise<Outcome<true>> {
  const checked = isAboutPerson(making.choice, person)
    ? await deps.privacy.choices.check(request, making)
    : failed(privacyFault('PRIVACY-007'));
  const allowed =
    checked.ok && mayWiden(making.choice.kind, 'made') ? await checkWidening(deps, request.caller, person) : checked;
  return allowed.ok ? allowed : refuse(deps, request, person, allowed);
}

/** Faults: RECORD-002, PRIVACY-005, PRIVACY-007, PRIVACY-014 to PRIVACY-016, those of the log. */
export async function makeChoice(
  deps: ChooseDependencies,
  request: ChoosingRequest,
  wanted: ChoiceWanted,
): Promise<Outcome<{ readonly choice: number }>> {
  const person = await personToChooseFor(deps, request, wanted);
  if (!person.ok) return person;
  const { choice, evidence } = wanted;
  const making = { person: person.value.person, choice, evidence };
  const checked = await checkChoice(deps, request, person.value, making);
  if (!checked.ok) return checked;
  const entries = choice.kind === 'seal' && choice.scope === 'entry' ? choice.entries : [];
  const compartments = person.value.records.map((record) => record.compartment);
  const linked = entries.length === 0 ? [] : await deps.store.numbersLinkedTo(compartments, entries);
  const isKeptFromPerson = choice.kind === 'seal' && !sealLevelRow(choice.level).toldTo.includes('person');
  const event = isKeptFromPerson
    ? withholdingEvent(person.value)
    : choiceEvent(request, person.value, { choice: choice.kind });
  const made = await logWhatCame(deps, request, event, (transaction) =>
    deps.privacy.choices.make(transaction, request, { ...making, linked }),
  );
  if (made.ok) announce(deps, person.value);
  return made;
}

/** Faults: RECORD-002, PRIVACY-005, PRIVACY-008, PRIVACY-014 to PRIVACY-016, those of the log. */
export async function takeBackChoice(
  deps: ChooseDependencies,
  request: ChoosingRequest,
  wanted: AboutRecord & { readonly choice: number; readonly evidence: string },
): Promise<Outcome<true>> {
  const person = await personToChooseFor(deps, request, wanted);
  if (!person.ok) return person;
  const { choice, evidence } = wanted;
  const kept = (await deps.privacy.choices.list(person.value.person)).find((one) => one.choice === choice);
  // A role that may not is told so, and what is not theirs to end answers like what is not there, whenever they signed in.
  const isTheirs = kept !== undefined && deps.privacy.choices.mayTakeBack(request.caller, kept);
  const isWidening = isTheirs && mayWiden(kept.kind, 'taken-back');
  const allowed = isWidening ? await checkWidening(deps, request.caller, person.value) : ok(true as const);
  if (!allowed.ok) return refuse(deps, request, person.value, allowed);
  const event =
    kept !== undefined && !isToldTo(kept, 'person')
      ? withholdingEvent(person.value)
      : choiceEvent(request, person.value, { takesBack: choice });
  const ending = { person: person.value.person, choice, evidence };
  const ended = await logWhatCame(deps, request, event, (transaction) =>
    deps.privacy.choices.takeBack(transaction, request, ending),
  );
  if (ended.ok) announce(deps, person.value);
  return ended;
}

function isToldTo(kept: KeptChoice, whom: 'person' | 'staff'): boolean {
  if (kept.kind === 'seal') return kept.level !== undefined && sealLevelRow(kept.level).toldTo.includes(whom);
  // Full protection is between the person and the team; discreet mode protects from who stands beside them.
  return (
    whom === 'person' || kept.kind === 'objection' || kept.kind === 'safe-contact' || kept.kind === 'share-sensitive'
  );
}

/**
 * Every choice that the person made, newest first: for themself, and for staff who write choices down. In discreet mode the
 * person's own list reads as for somebody who made none. A place stands in a choice only where its reader is shown something of it.
 */
export async function listChoices(
  deps: ChooseDependencies,
  request: ChoosingRequest,
  about: AboutRecord,
): Promise<Outcome<readonly KeptChoice[]>> {
  const decided = await decideChoosing(deps, request, about);
  if (!decided.ok) return decided;
  const { person, grant } = decided.value;
  const { caller } = request;
  const isTheirs = caller.kind === 'patient';
  const mayWithhold = caller.kind === 'staff' && deps.privacy.choices.mayWithhold(caller);
  const mayWriteDown = caller.kind === 'staff' && deps.privacy.choices.mayRecord(caller);
  const mayList = isTheirs ? caller.onBehalfOf === undefined : mayWriteDown || mayWithhold;
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: mayList ? 'done' : 'refused',
    persons: [person.person],
    decidedBy: [isTheirs ? 'D15' : 'D3'],
    detail: { shown: 'choices' },
  });
  if (!logged.ok) return logged;
  if (!mayList) return failed(privacyFault('PRIVACY-005'));
  const choices = await deps.privacy.choices.list(person.person);
  if (isTheirs && isDiscreet(choices)) return ok([]);
  const isListed = isTheirs
    ? (kept: KeptChoice) => isToldTo(kept, 'person')
    : // That something is sealed is itself kept from staff (D14).
      (kept: KeptChoice) => isToldTo(kept, 'staff') && (isToldTo(kept, 'person') ? mayWriteDown : mayWithhold);
  return ok(await withPlacesShown(deps, { caller, grant, person }, choices.filter(isListed)));
}

function isDiscreet(choices: readonly KeptChoice[]): boolean {
  return choices.some(({ kind, ended }) => kind === 'discreet-mode' && ended === undefined);
}

/**
 * Ends discreet mode, whether or not it is on: the answer does not tell. The page asks for a fresh sign-in first. Faults:
 * RECORD-002, those of the log.
 */
export async function endDiscreetMode(deps: ChooseDependencies, request: ChoosingRequest): Promise<Outcome<true>> {
  const person = await personToChooseFor(deps, request, {});
  if (!person.ok) return person;
  const about = { person: person.value.person, evidence: '' };
  const kept = await deps.privacy.choices.list(about.person);
  const event = choiceEvent(request, person.value, { choice: 'discreet-mode' });
  return logWhatCame(deps, request, event, async (transaction) => {
    for (const { choice, kind, ended } of kept)
      if (kind === 'discreet-mode' && ended === undefined)
        await deps.privacy.choices.takeBack(transaction, request, { ...about, choice });
    return ok(true);
  });
}
