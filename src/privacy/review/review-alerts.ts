/**
 * The privacy officer's list: alerts of their own organisation, opened one by one, each to a conclusion. The list names
 * nobody; whom an alert is about is a look of its own, which is kept as a step and logged by whoever calls.
 */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import { roleProfile } from '../decide/role-table.ts';
import { privacyFault } from '../faults.ts';
import type { AlertKind } from './raise-alert.ts';

export interface ReviewDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

export const findings = [
  'justified',
  'justified-needs-advice',
  'not-justified',
  'not-justified-reported',
  'cannot-be-decided',
] as const;
export type Finding = (typeof findings)[number];

/** A line of the list: nobody's identity. */
export interface AlertLine {
  readonly alert: number;
  readonly reference: string;
  readonly kind: AlertKind;
  readonly raisedMs: number;
  readonly state: 'new' | 'opened' | 'closed';
  readonly finding: Finding | undefined;
}

export interface AlertStep {
  readonly step: 'opened' | 'finding';
  readonly atMs: number;
  readonly finding: Finding | undefined;
  readonly words: string | undefined;
  readonly by: string;
}

/** An alert as it is opened: whom it is about, why, and what was done about it. */
export interface OpenedAlert extends AlertLine {
  readonly person: PersonNumber | undefined;
  readonly staff: { readonly issuer: string; readonly staffId: string } | undefined;
  readonly reasons: readonly string[];
  /** The claim that raised it, in the words of who made it. */
  readonly claim: { readonly reasonCode: string; readonly reason: string; readonly roleCode: string } | undefined;
  readonly steps: readonly AlertStep[];
}

/** Only who reviews access, in the organisation whose staff are looked at. Fault: PRIVACY-005. */
export function checkReviewer(caller: StaffCaller): Outcome<true> {
  const isReviewer = roleProfile(caller.roleCode).activities.has('review-access') && caller.vouchedForBy === undefined;
  return isReviewer ? ok(true) : failed(privacyFault('PRIVACY-005'));
}

interface LineRow {
  alert: number;
  reference: string;
  kind: AlertKind;
  raised_ms: number;
  finding: Finding | null;
  is_opened: boolean;
}

const lineText = `select alert, reference, kind, raised_ms,
    (select finding from privacy.alert_step where alert_step.alert = alert.alert and step = 'finding'
       order by at_ms desc limit 1) as finding,
    exists (select 1 from privacy.alert_step where alert_step.alert = alert.alert) as is_opened
  from privacy.alert`;

function lineOf(row: LineRow): AlertLine {
  return {
    alert: row.alert,
    reference: row.reference,
    kind: row.kind,
    raisedMs: row.raised_ms,
    state: row.finding !== null ? 'closed' : row.is_opened ? 'opened' : 'new',
    finding: row.finding ?? undefined,
  };
}

/** Newest first. Fault: PRIVACY-005. */
export async function listAlerts(
  deps: ReviewDependencies,
  caller: StaffCaller,
  page: { readonly limit: number; readonly beforeMs?: number },
): Promise<Outcome<readonly AlertLine[]>> {
  const checked = checkReviewer(caller);
  if (!checked.ok) return checked;
  const rows = await deps.database.sql.unsafe<LineRow[]>(
    `${lineText} where organisation = $1 and raised_ms < $2 order by raised_ms desc, alert desc limit $3`,
    [caller.organisation, page.beforeMs ?? Number.MAX_SAFE_INTEGER, page.limit],
    { prepare: true },
  );
  return ok(rows.map(lineOf));
}

interface SubjectRow extends LineRow {
  person: number | null;
  issuer: string | null;
  staff_id: string | null;
  reasons: string[];
  claim: { reasonCode: string; reason: string; roleCode: string } | null;
  steps: AlertStep[] | null;
}

async function addStep(
  deps: ReviewDependencies,
  caller: StaffCaller,
  alert: number,
  step: { readonly step: AlertStep['step']; readonly finding?: Finding; readonly words?: string },
): Promise<void> {
  await deps.database.sql`insert into privacy.alert_step (alert, at_ms, step, finding, words, by_issuer, by_id, by_name)
    values (${alert}, ${deps.clock.now()}, ${step.step}, ${step.finding ?? null}, ${step.words ?? null},
      ${caller.issuer}, ${caller.staffId}, ${caller.name})`;
}

async function readAlert(
  deps: ReviewDependencies,
  caller: StaffCaller,
  alert: number,
): Promise<SubjectRow | undefined> {
  const rows = await deps.database.sql.unsafe<SubjectRow[]>(
    `select line.*, subject.person, subject.issuer, subject.staff_id, subject.reasons,
       (select json_build_object('reasonCode', reason_code, 'reason', reason, 'roleCode', role_code)
          from privacy.claim where claim.claim = subject.claim) as claim,
       (select json_agg(json_build_object('step', step, 'atMs', at_ms, 'finding', finding, 'words', words, 'by', by_name)
          order by at_ms) from privacy.alert_step where alert_step.alert = line.alert) as steps
     from (${lineText} where alert = $1 and organisation = $2) as line
     join privacy.alert_subject as subject on subject.alert = line.alert`,
    [alert, caller.organisation],
    { prepare: true },
  );
  return rows[0];
}

/** Opening is a step of its own. Faults: PRIVACY-005, PRIVACY-008. */
export async function openAlert(
  deps: ReviewDependencies,
  caller: StaffCaller,
  alert: number,
): Promise<Outcome<OpenedAlert>> {
  const checked = checkReviewer(caller);
  if (!checked.ok) return checked;
  if ((await readAlert(deps, caller, alert)) === undefined) return failed(privacyFault('PRIVACY-008'));
  await addStep(deps, caller, alert, { step: 'opened' });
  const row = await readAlert(deps, caller, alert);
  if (row === undefined) return failed(privacyFault('PRIVACY-008'));
  const isStaffKnown = row.issuer !== null && row.staff_id !== null;
  return ok({
    ...lineOf(row),
    person: (row.person ?? undefined) as PersonNumber | undefined,
    staff: isStaffKnown ? { issuer: row.issuer ?? '', staffId: row.staff_id ?? '' } : undefined,
    reasons: row.reasons,
    claim: row.claim ?? undefined,
    steps: (row.steps ?? []).map((step) => ({
      ...step,
      finding: step.finding ?? undefined,
      words: step.words ?? undefined,
    })),
  });
}

/** A review ends with a finding and why; a later finding stands beside the earlier. Faults: PRIVACY-005, -007, -008. */
export async function closeAlert(
  deps: ReviewDependencies,
  caller: StaffCaller,
  closing: { readonly alert: number; readonly finding: Finding; readonly words: string },
): Promise<Outcome<true>> {
  const checked = checkReviewer(caller);
  if (!checked.ok) return checked;
  if (closing.words.trim() === '' || !findings.includes(closing.finding)) return failed(privacyFault('PRIVACY-007'));
  const row = await readAlert(deps, caller, closing.alert);
  if (row === undefined) return failed(privacyFault('PRIVACY-008'));
  // Nobody concludes about themself.
  if (row.issuer === caller.issuer && row.staff_id === caller.staffId) return failed(privacyFault('PRIVACY-005'));
  await addStep(deps, caller, closing.alert, {
    step: 'finding',
    finding: closing.finding,
    words: closing.words.trim(),
  });
  return ok(true);
}
