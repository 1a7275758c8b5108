/**
 * The privacy officer's services: alerts, look-ups, evidence, explanations. Each is a look of its own and stands in the log
 * before it is answered. No clinical content is within its reach: it reads the log and the index, never the store's bodies.
 */
import type { LoggedLook, LogLine } from '#audit';
import { openSealed, type RequestContext, type StaffCaller } from '#disclosure';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex, TracedPerson } from '#patient-index';
import { type AlertLine, type Finding, type OpenedAlert, privacyFault } from '#privacy';
import { recordFault } from '../faults.ts';
import type { ReadDependencies } from '../open-record.ts';

export type ReviewRequest = RequestContext & { readonly caller: StaffCaller };

/** Only who reviews access; a refusal is logged. Faults: PRIVACY-005, those of the log. */
async function enter(
  deps: ReadDependencies,
  request: ReviewRequest,
  detail: Readonly<Record<string, string | number>>,
): Promise<Outcome<void>> {
  const checked = deps.privacy.review.check(request.caller);
  const event = { kind: 'administration', persons: [], decidedBy: ['D3'], detail } as const;
  const logged = await deps.audit.recordEvent(request, { ...event, outcome: checked.ok ? 'done' : 'refused' });
  if (!logged.ok) return logged;
  return checked.ok ? ok(undefined) : checked;
}

export async function listAlerts(
  deps: ReadDependencies,
  request: ReviewRequest,
  page: { readonly limit: number; readonly beforeMs?: number },
): Promise<Outcome<readonly AlertLine[]>> {
  const entered = await enter(deps, request, { shown: 'alerts' });
  return entered.ok ? deps.privacy.review.list(request.caller, page) : entered;
}

/** Who somebody is, under a grant and in the log of that person. */
async function identify(
  deps: ReadDependencies,
  request: ReviewRequest,
  persons: readonly PersonInIndex[],
  shown: string,
): Promise<Outcome<readonly TracedPerson[]>> {
  const decision = deps.privacy.decideReview(request, persons);
  if (!decision.isGranted) return failed(privacyFault('PRIVACY-005'));
  const sealed = await deps.patientIndex.readTrace(decision.grant);
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search', detail: { shown } });
  return receipt.ok ? ok(openSealed(sealed, receipt.value)) : receipt;
}

export interface AlertForReview {
  readonly alert: OpenedAlert;
  readonly person: TracedPerson | undefined;
}

/** Faults: PRIVACY-005, PRIVACY-008, those of the log. */
export async function openAlert(
  deps: ReadDependencies,
  request: ReviewRequest,
  alert: number,
): Promise<Outcome<AlertForReview>> {
  const checked = deps.privacy.review.check(request.caller);
  const opened = checked.ok ? await deps.privacy.review.open(request.caller, alert) : checked;
  if (!opened.ok) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D3'] });
    return logged.ok ? opened : logged;
  }
  const number = opened.value.person;
  const person = number === undefined ? undefined : await deps.patientIndex.personByNumber(number);
  const named = await identify(deps, request, person === undefined ? [] : [person], 'alert');
  return named.ok ? ok({ alert: opened.value, person: named.value[0] }) : named;
}

/** Faults: PRIVACY-005, -007, -008, those of the log. */
export async function closeAlert(
  deps: ReadDependencies,
  request: ReviewRequest,
  closing: { readonly alert: number; readonly finding: Finding; readonly words: string },
): Promise<Outcome<true>> {
  const entered = await enter(deps, request, { finding: closing.finding, alert: closing.alert });
  return entered.ok ? deps.privacy.review.close(request.caller, closing) : entered;
}

export interface LooksAtPerson {
  readonly person: TracedPerson | undefined;
  /** By staff of the reviewer's own organisation only: others answer for theirs. */
  readonly lines: readonly LogLine[];
  readonly nextBeforeLeaf: number | undefined;
}

/** Who of the own organisation looked at this person. Faults: PRIVACY-005, RECORD-002, those of the log. */
export async function lookUpByPerson(
  deps: ReadDependencies,
  request: ReviewRequest,
  asked: { readonly nhsNumber: NhsNumber; readonly limit: number; readonly beforeLeaf?: number },
): Promise<Outcome<LooksAtPerson>> {
  const persons = deps.privacy.review.check(request.caller).ok
    ? await deps.patientIndex.personsByNhsNumber(asked.nhsNumber)
    : [];
  const named = await identify(deps, request, persons, 'look-up by person');
  if (!named.ok) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: ['D3'] });
    return logged.ok ? named : logged;
  }
  if (persons.length === 0) return failed(recordFault('RECORD-002'));
  const { nhsNumber: _, ...page } = asked;
  const listed = await deps.audit.listForPersons(
    persons.map((one) => one.person),
    page,
  );
  if (!listed.ok) return listed;
  const own = listed.value.lines.filter((line) => line.organisation?.code === request.caller.organisation);
  return ok({ person: named.value[0], lines: own, nextBeforeLeaf: listed.value.nextBeforeLeaf });
}

export interface LooksOfStaff {
  readonly looks: readonly LoggedLook[];
  readonly nextAfterEntry: number | undefined;
}

/** What one member of staff of the own organisation looked at; people as numbers. Faults: PRIVACY-005, those of the log. */
export async function lookUpByStaff(
  deps: ReadDependencies,
  request: ReviewRequest,
  asked: {
    readonly staffId: string;
    readonly issuer: string;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly afterEntry?: number;
  },
): Promise<Outcome<LooksOfStaff>> {
  const entered = await enter(deps, request, { shown: 'look-up by member of staff' });
  if (!entered.ok) return entered;
  const { staffId, issuer, ...period } = asked;
  const page = await deps.audit.listLooks({ ...period, identifier: staffId, limit: 500 });
  if (!page.ok) return page;
  const looks = page.value.looks.filter(
    (look) => look.staff.issuer === issuer && look.organisation.code === request.caller.organisation,
  );
  return ok({ looks, nextAfterEntry: page.value.nextAfterEntry });
}

/** Everything about one alert in one piece, for an investigation; logged as an export. */
export interface Evidence extends AlertForReview {
  readonly looks: readonly LoggedLook[];
  readonly takenAtMs: number;
  readonly takenBy: { readonly name: string; readonly organisation: string };
}

const evidenceDays = 30;
const dayMs = 86_400_000;

/** Faults: as `openAlert`. */
export async function exportEvidence(
  deps: ReadDependencies,
  request: ReviewRequest,
  alert: number,
): Promise<Outcome<Evidence>> {
  const opened = await openAlert(deps, request, alert);
  if (!opened.ok) return opened;
  const { staff, person, raisedMs } = opened.value.alert;
  const logged = await deps.audit.recordEvent(request, {
    kind: 'export',
    outcome: 'done',
    persons: person === undefined ? [] : [person],
    decidedBy: ['D3'],
    detail: { shown: 'evidence', alert },
  });
  if (!logged.ok) return logged;
  const looks =
    staff === undefined
      ? ok({ looks: [] as readonly LoggedLook[] })
      : await deps.audit.listLooks({
          identifier: staff.staffId,
          fromMs: raisedMs - evidenceDays * dayMs,
          untilMs: raisedMs + evidenceDays * dayMs,
          limit: 5_000,
        });
  if (!looks.ok) return looks;
  const about = looks.value.looks.filter((look) => look.staff.issuer === staff?.issuer && look.person === person);
  const { name, organisation } = request.caller;
  return ok({ ...opened.value, looks: about, takenAtMs: deps.clock.now(), takenBy: { name, organisation } });
}
