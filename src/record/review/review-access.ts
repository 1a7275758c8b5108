/**
 * The privacy officer's alerts: listed, opened, asked about, exported, closed. Each is a look of its own and stands in the
 * log before it is answered. No clinical content is within reach: the log and the index are read, never the store's bodies.
 */
import type { LogFile, LogLine, OpenedField } from '#audit';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { TracedPerson } from '#patient-index';
import { type AlertLine, type AlertPage, type Finding, type OpenedAlert, privacyFault } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';
import { type CaseLook, isOfCase, looksOfCase } from './case-looks.ts';
import { enter, identify, type ReviewRequest, refuse } from './enter.ts';

/** Faults: PRIVACY-005, those of the log. */
export async function listAlerts(
  deps: ReadDependencies,
  request: ReviewRequest,
  page: AlertPage,
): Promise<Outcome<readonly AlertLine[]>> {
  const entered = await enter(deps, request, { detail: { shown: 'alerts' } });
  return entered.ok ? deps.privacy.review.list(request.caller, page) : entered;
}

export interface AlertForReview {
  readonly alert: OpenedAlert;
  readonly person: TracedPerson | undefined;
  /** Those of the own organisation, newest first. */
  readonly looks: readonly CaseLook[];
  /** Records of the alert's organisation are without a place for what another record says. */
  readonly isPlaceInDoubt: boolean;
}

interface Opened extends AlertForReview {
  /** The entry of this look. */
  readonly entry: number;
}

async function open(
  deps: ReadDependencies,
  request: ReviewRequest,
  alert: number,
  shown: string,
): Promise<Outcome<Opened>> {
  const opened = await deps.privacy.review.open(request.caller, alert);
  if (!opened.ok) return refuse(deps, request, opened);
  const number = opened.value.person;
  const person = number === undefined ? undefined : await deps.patientIndex.personByNumber(number);
  const named = await identify(deps, request, person === undefined ? [] : [person], shown);
  if (!named.ok) return named;
  const looks = await looksOfCase(deps, request, opened.value);
  if (!looks.ok) return looks;
  const { kind, organisation } = opened.value;
  const isAboutPlace = kind === 'place-in-doubt' && person !== undefined;
  return ok({
    alert: opened.value,
    person: named.value.persons[0],
    looks: looks.value,
    isPlaceInDoubt:
      isAboutPlace &&
      (await deps.patientIndex.isPlaceKept({
        person: person.person,
        sources: deps.directory.sourceNumbersOf(organisation),
      })),
    entry: named.value.entry,
  });
}

/** Faults: PRIVACY-005, PRIVACY-008, those of the log. */
export async function openAlert(
  deps: ReadDependencies,
  request: ReviewRequest,
  alert: number,
): Promise<Outcome<AlertForReview>> {
  const opened = await open(deps, request, alert, 'alert');
  if (!opened.ok) return opened;
  const { entry: _, ...shown } = opened.value;
  return ok(shown);
}

/** Asks the member of staff why. Faults: PRIVACY-005, -007, -008, those of the log. */
export async function askStaff(
  deps: ReadDependencies,
  request: ReviewRequest,
  asking: { readonly alert: number; readonly words: string },
): Promise<Outcome<true>> {
  const entered = await enter(deps, request, { detail: { asksAbout: asking.alert } });
  return entered.ok ? deps.privacy.review.ask(request.caller, asking) : entered;
}

/** Faults: PRIVACY-005, -007, -008, those of the log. */
export async function closeAlert(
  deps: ReadDependencies,
  request: ReviewRequest,
  closing: { readonly alert: number; readonly finding: Finding; readonly words: string },
): Promise<Outcome<true>> {
  const entered = await enter(deps, request, { detail: { finding: closing.finding, alert: closing.alert } });
  return entered.ok ? deps.privacy.review.close(request.caller, closing) : entered;
}

/** Everything about one alert in one piece, for an investigation. */
export interface Evidence extends AlertForReview {
  readonly takenAtMs: number;
  readonly takenBy: { readonly name: string; readonly organisation: string };
}

/**
 * What a case rests on. About a person it is at the same time a file that `verify-log` checks: their whole log with its
 * proofs, in which only the entries of this case are opened.
 */
export type EvidenceFile = Partial<LogFile> & { readonly evidence: Evidence };

/** Logged as an export. Faults: as `openAlert`; PRIVACY-014, -015; AUDIT-005 to AUDIT-007 where nothing can be proved. */
export async function exportEvidence(
  deps: ReadDependencies,
  request: ReviewRequest,
  number: number,
): Promise<Outcome<EvidenceFile>> {
  // A role that may not is told so, and not to sign in again.
  const role = deps.privacy.review.check(request.caller);
  const allowed = role.ok ? deps.privacy.checkFreshSignIn(request.caller) : role;
  if (!allowed.ok) return refuse(deps, request, allowed);
  const opened = await open(deps, request, number, 'alert');
  if (!opened.ok) return opened;
  const { entry, ...shown } = opened.value;
  // Whoever reads in another's place takes no evidence of it away.
  if (shown.alert.organisation !== request.caller.organisation)
    return refuse(deps, request, failed(privacyFault('PRIVACY-008')));
  const { person } = shown.alert;
  const about = person === undefined ? undefined : await deps.patientIndex.personByNumber(person);
  const detail = { shown: 'evidence', alert: number };
  const entered = await enter(deps, request, {
    kind: 'export',
    about: about === undefined ? [] : [about.person],
    detail,
  });
  if (!entered.ok) return entered;
  const { name, organisation } = request.caller;
  const evidence = { ...shown, takenAtMs: deps.clock.now(), takenBy: { name, organisation } };
  if (person === undefined) return ok({ evidence });
  const opens = (line: LogLine): readonly OpenedField[] =>
    isOfCase(shown.alert, organisation, line) ? ['body', 'caller', 'content'] : [];
  const { atMs } = request;
  const proved = await deps.audit.provePerson({ person, entry, atMs, opens, isDownload: () => false });
  return proved.ok ? ok({ ...proved.value, evidence }) : proved;
}
