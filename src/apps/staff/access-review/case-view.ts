/** One alert as its page shows it. Pure. */
import type { OdsCode } from '#kernel/ods-code.ts';
import { bannerName, type FieldError } from '#kit';
import { type AlertStep, findings, staffConnections } from '#privacy';
import type { AlertForReview } from '#record';
import { reasonText } from '../reason-form.ts';
import { alertHref } from './alert-reference.ts';
import { alertWords } from './alert-words-table.ts';
import { lookShown } from './look-view.ts';
import type { CaseView } from './pages/case/view.ts';
import { reviewDueMs } from './review-due.ts';
import { alertReason, decisionSaid, stateTag } from './say-alert.ts';
import { connectionWords, findingWords, notedWords } from './words.en.ts';

export interface CaseForm {
  readonly formToken: string;
  /** Of the officer. */
  readonly organisation: OdsCode;
  readonly form: URLSearchParams;
  readonly errors: readonly FieldError[];
  readonly done?: string;
}

const instant = (timeMs: number): string => new Date(timeMs).toISOString();

const stepWords: Readonly<Record<AlertStep['step'], string>> = {
  opened: 'opened this alert',
  asked: 'asked for an explanation',
  answered: 'gave an explanation',
  finding: 'found',
  connection: 'noted how they are connected',
  place: 'ended that places are kept back in doubt',
};

function stepWhat({ step, finding, connection }: AlertStep): string {
  if (connection !== undefined) return notedWords[connection];
  return finding === undefined ? stepWords[step] : `${stepWords[step]}: ${findingWords[finding].toLowerCase()}`;
}

function stepShown(step: AlertStep): CaseView['steps'][number] {
  const { words } = step;
  return { at: instant(step.atMs), by: step.by, what: stepWhat(step), ...(words === undefined ? {} : { words }) };
}

/** Every look at the page is a step: only the first of each reviewer says something. */
function stepsShown(steps: readonly AlertStep[]): CaseView['steps'] {
  const openers = new Set<string>();
  return steps
    .filter(({ step, by }) => {
      if (step !== 'opened') return true;
      const isFirst = !openers.has(by);
      openers.add(by);
      return isFirst;
    })
    .map(stepShown);
}

function personShown({ person }: AlertForReview): Pick<CaseView, 'person'> {
  if (person === undefined) return {};
  const { birthDate: born, nhsNumber } = person;
  const name = bannerName(person);
  return {
    person: { name, ...(born === undefined ? {} : { born }), ...(nhsNumber === undefined ? {} : { nhsNumber }) },
  };
}

function staffShown({ alert, looks }: AlertForReview): Pick<CaseView, 'staff'> {
  if (alert.staff === undefined) return {};
  const identifier = alert.staff.staffId;
  const known = looks.find((look) => look.staffId === identifier);
  return { staff: { identifier, name: known?.staffName || identifier, role: known?.roleName ?? '' } };
}

function claimShown({ alert: { claim } }: AlertForReview): Pick<CaseView, 'claim'> {
  if (claim === undefined) return {};
  return {
    claim: {
      reason: reasonText(claim.reasonCode),
      words: claim.reason,
      from: instant(claim.startsMs),
      until: instant(claim.endsMs),
      ...(claim.confirmedMs === null ? {} : { confirmed: instant(claim.confirmedMs) }),
    },
  };
}

/** Of the own organisation's alert that names both. */
function connectionShown(
  { alert }: AlertForReview,
  { form, organisation }: Pick<CaseForm, 'form' | 'organisation'>,
): Pick<CaseView, 'connection'> {
  if (alert.person === undefined || alert.staff === undefined || alert.organisation !== organisation) return {};
  const noted = alert.connection;
  const chosen = form.get('connection') ?? noted?.kind;
  // Where nothing is noted, nothing can be taken back.
  const offered = staffConnections.filter((value) => value !== 'neither' || noted !== undefined);
  return {
    connection: {
      ...(noted && { noted: { text: connectionWords[noted.kind], by: noted.by, since: instant(noted.sinceMs) } }),
      choices: offered.map((value) => ({ value, text: connectionWords[value], isChosen: value === chosen })),
    },
  };
}

export function caseView(found: AlertForReview, given: CaseForm): CaseView {
  const { formToken, form, errors, done } = given;
  const { alert, looks } = found;
  const isClosed = alert.state === 'closed';
  // A search rests on the role alone: its row would explain nothing of the record.
  const decided = looks.filter((look) => look.kind !== 'search' || look.isStopped);
  const rows = [...alert.reasons, ...decided.flatMap((look) => look.decidedBy)];
  return {
    home: alertHref(alert.reference),
    forgeryToken: formToken,
    errors,
    ...(done === undefined ? {} : { done }),
    title: alertWords[alert.kind].title,
    why: alertWords[alert.kind].why,
    reason: alertReason(alert),
    reference: alert.reference,
    state: stateTag(alert.state),
    raised: instant(alert.raisedMs),
    ...(isClosed ? {} : { due: instant(reviewDueMs(alert.raisedMs)) }),
    ...personShown(found),
    ...staffShown(found),
    ...claimShown(found),
    ...connectionShown(found, given),
    isPlaceInDoubt: found.isPlaceInDoubt,
    decisions: decisionSaid(rows),
    looks: looks.map((look) => {
      const { reason, ...shown } = lookShown(look);
      // What was stated with this very claim stands at the top already.
      return reason === undefined || reason === alert.claim?.reason ? shown : { ...shown, reason };
    }),
    steps: stepsShown(alert.steps),
    mayAsk: alert.staff !== undefined && !isClosed,
    isClosed,
    findings: findings.map((value) => ({ value, text: findingWords[value], isChosen: form.get('finding') === value })),
    typed: {
      question: form.get('question') ?? '',
      words: form.get('words') ?? '',
      foundOut: form.get('foundOut') ?? '',
    },
    hasProofs: alert.person !== undefined,
  };
}
