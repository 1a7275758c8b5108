/**
 * A privacy officer asks a member of staff why they looked, and they answer: in words that both sides may read, and that
 * name the alert and never the person it is about.
 */
import type { StaffCaller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { privacyFault } from '../faults.ts';
import type { AlertKind } from './raise-alert.ts';
import { addStep, checkReviewer, type ReviewDependencies, readAlert } from './review-alerts.ts';

const longestWords = 2_000;

function isWords(words: string): boolean {
  return words.trim() !== '' && words.length <= longestWords;
}

/** Faults: PRIVACY-005, -007 without words, -008 where the alert is about nobody of the staff, or is the asker's own. */
export async function askStaff(
  deps: ReviewDependencies,
  caller: StaffCaller,
  asking: { readonly alert: number; readonly words: string },
): Promise<Outcome<true>> {
  const checked = checkReviewer(caller);
  if (!checked.ok) return checked;
  if (!isWords(asking.words)) return failed(privacyFault('PRIVACY-007'));
  const row = await readAlert(deps, caller, asking.alert);
  const isAboutSomebody = row?.staff_id !== undefined && row.staff_id !== null;
  const isOwn = row?.issuer === caller.issuer && row.staff_id === caller.staffId;
  if (row === undefined || !isAboutSomebody || isOwn) return failed(privacyFault('PRIVACY-008'));
  await addStep(deps, caller, asking.alert, { step: 'asked', words: asking.words.trim() });
  return ok(true);
}

/** A question that waits for the member of staff whom it was asked of. */
export interface Question {
  readonly alert: number;
  readonly reference: string;
  readonly kind: AlertKind;
  readonly raisedMs: number;
  readonly askedMs: number;
  readonly askedBy: string;
  readonly words: string;
  /** What they wrote themself at the time. */
  readonly ownReason: string | undefined;
}

type QuestionRow = Omit<Question, 'ownReason'> & { readonly ownReason: string | null };

const openQuestionsText = `select alert.alert, reference, kind, raised_ms as "raisedMs", asked.at_ms as "askedMs",
    asked.by_name as "askedBy", asked.words,
    (select reason from privacy.claim where claim.claim = subject.claim) as "ownReason"
  from privacy.alert_subject as subject join privacy.alert on alert.alert = subject.alert
  cross join lateral (select at_ms, step, by_name, words from privacy.alert_step
    where alert_step.alert = subject.alert and step in ('asked', 'answered', 'finding') order by at_ms desc limit 1) as asked
  where subject.issuer = $1 and subject.staff_id = $2 and alert.organisation = $3 and asked.step = 'asked'
  order by asked.at_ms`;

/** Those to this member of staff in this organisation that nobody has answered or closed, the oldest first. */
export async function questionsTo(deps: ReviewDependencies, caller: StaffCaller): Promise<readonly Question[]> {
  const rows = await deps.database.sql.unsafe<QuestionRow[]>(
    openQuestionsText,
    [caller.issuer, caller.staffId, caller.organisation],
    { prepare: true },
  );
  return rows.map((row) => ({ ...row, ownReason: row.ownReason ?? undefined }));
}

/** Only whom it was asked of, while it waits. Faults: PRIVACY-007, PRIVACY-008. */
export async function answerQuestion(
  deps: ReviewDependencies,
  caller: StaffCaller,
  answering: { readonly alert: number; readonly words: string },
): Promise<Outcome<true>> {
  if (!isWords(answering.words)) return failed(privacyFault('PRIVACY-007'));
  const waiting = await questionsTo(deps, caller);
  if (!waiting.some(({ alert }) => alert === answering.alert)) return failed(privacyFault('PRIVACY-008'));
  await addStep(deps, caller, answering.alert, { step: 'answered', words: answering.words.trim() });
  return ok(true);
}
