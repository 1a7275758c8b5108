/**
 * The privacy officer's list: alerts of their own organisation, opened one by one, each to a conclusion. The list names
 * nobody; whom an alert is about is a look of its own, which is kept as a step and logged by whoever calls.
 */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { AnySql } from '#platform';
import { roleProfile } from '../decide/role-table.ts';
import { privacyFault } from '../faults.ts';
import { alertsOf } from './left-unread.ts';
import type { AlertKind } from './raise-alert.ts';
import { type NotedConnection, type StaffConnection, standingConnection } from './standing-connection.ts';

export interface ReviewDependencies {
  readonly database: { readonly sql: AnySql };
  readonly clock: Clock;
  /** Whose privacy officers read what another organisation's leave unread; nobody's unless told. */
  readonly privacyOrganisation?: OdsCode;
}

export const findings = [
  'justified',
  'justified-needs-advice',
  'not-justified',
  'not-justified-reported',
  'cannot-be-decided',
] as const;
export type Finding = (typeof findings)[number];

/** A line of the list, with its reasons: nobody's identity. */
export interface AlertLine {
  readonly alert: number;
  readonly reference: string;
  readonly kind: AlertKind;
  /** Another's than the reader's own where nobody there opened it. */
  readonly organisation: OdsCode;
  readonly raisedMs: number;
  readonly state: 'new' | 'opened' | 'asked' | 'answered' | 'closed';
  readonly finding: Finding | undefined;
  /** Rows of the decision, the code of a claim's reason, or what a pattern was. */
  readonly reasons: readonly string[];
}

export interface AlertStep {
  /** `place`: places that were kept back in doubt are shown again. */
  readonly step: 'opened' | 'asked' | 'answered' | 'finding' | 'connection' | 'place';
  readonly atMs: number;
  readonly finding: Finding | undefined;
  /** What was noted; only of the step of that name. */
  readonly connection: StaffConnection | undefined;
  readonly words: string | undefined;
  readonly by: string;
}

export interface ReviewedClaim {
  readonly reasonCode: string;
  readonly reason: string;
  readonly roleCode: string;
  readonly startsMs: number;
  readonly endsMs: number;
  /** When a second member of staff agreed. */
  readonly confirmedMs: number | null;
}

/** An alert as it is opened: whom it is about, why, and what was done about it. */
export interface OpenedAlert extends AlertLine {
  readonly person: PersonNumber | undefined;
  readonly staff: { readonly issuer: string; readonly staffId: string } | undefined;
  /** The claim that raised it, in the words of who made it. */
  readonly claim: ReviewedClaim | undefined;
  readonly steps: readonly AlertStep[];
  /** How the two are connected, as this organisation noted it. */
  readonly connection: NotedConnection | undefined;
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
  organisation: OdsCode;
  raised_ms: number;
  finding: Finding | null;
  is_opened: boolean;
  last_step: AlertStep['step'] | null;
  reasons: string[];
}

const lineText = `select alert.alert, reference, kind, organisation, raised_ms, subject.reasons,
    (select finding from privacy.alert_step where alert_step.alert = alert.alert and step = 'finding'
       order by at_ms desc limit 1) as finding,
    (select step from privacy.alert_step where alert_step.alert = alert.alert
       and step in ('asked', 'answered', 'finding') order by at_ms desc limit 1) as last_step,
    exists (select 1 from privacy.alert_step where alert_step.alert = alert.alert) as is_opened
  from privacy.alert join privacy.alert_subject as subject on subject.alert = alert.alert`;

function stateOf(row: LineRow): AlertLine['state'] {
  if (row.finding !== null) return 'closed';
  if (row.last_step === 'asked' || row.last_step === 'answered') return row.last_step;
  return row.is_opened ? 'opened' : 'new';
}

function lineOf(row: LineRow): AlertLine {
  return {
    alert: row.alert,
    reference: row.reference,
    kind: row.kind,
    organisation: row.organisation,
    raisedMs: row.raised_ms,
    state: stateOf(row),
    finding: row.finding ?? undefined,
    reasons: row.reasons,
  };
}

export interface AlertPage {
  readonly limit: number;
  /** The last alert of the page before. */
  readonly before?: Pick<AlertLine, 'raisedMs' | 'alert'>;
  /** Those without a finding, or those with one; all when left out. */
  readonly isClosed?: boolean;
  readonly kinds?: readonly AlertKind[];
}

/** Newest first; alerts of the same moment follow each other by their numbers. Fault: PRIVACY-005. */
export async function listAlerts(
  deps: ReviewDependencies,
  caller: StaffCaller,
  page: AlertPage,
): Promise<Outcome<readonly AlertLine[]>> {
  const checked = checkReviewer(caller);
  if (!checked.ok) return checked;
  const own = alertsOf(deps, caller, 7);
  const { raisedMs, alert } = page.before ?? { raisedMs: Number.MAX_SAFE_INTEGER, alert: 0 };
  const rows = await deps.database.sql.unsafe<LineRow[]>(
    `${lineText} where ${own.text} and (raised_ms, alert.alert) < ($2::bigint, $3::bigint)
       and ($4::boolean is null or $4 = exists (select 1 from privacy.alert_step
         where alert_step.alert = alert.alert and step = 'finding'))
       and ($5::text is null or kind = any($5::text::text[]))
     order by raised_ms desc, alert.alert desc limit $6`,
    [
      caller.organisation,
      raisedMs,
      alert,
      page.isClosed ?? null,
      page.kinds === undefined ? null : `{${page.kinds.join(',')}}`,
      page.limit,
      ...own.values,
    ],
    { prepare: true },
  );
  return ok(rows.map(lineOf));
}

interface SubjectRow extends LineRow {
  person: number | null;
  issuer: string | null;
  staff_id: string | null;
  claim: ReviewedClaim | null;
  steps: AlertStep[] | null;
}

export async function addStep(
  deps: ReviewDependencies,
  caller: StaffCaller,
  alert: number,
  step: Pick<AlertStep, 'step'> & Partial<Pick<AlertStep, 'finding' | 'words' | 'connection'>>,
): Promise<void> {
  await deps.database.sql`insert into privacy.alert_step (alert, at_ms, step, finding, words, connection,
      by_issuer, by_id, by_name)
    values (${alert}, ${deps.clock.now()}, ${step.step}, ${step.finding ?? null}, ${step.words ?? null},
      ${step.connection ?? null}, ${caller.issuer}, ${caller.staffId}, ${caller.name})`;
}

export async function readAlert(
  deps: ReviewDependencies,
  caller: StaffCaller,
  alert: number,
): Promise<SubjectRow | undefined> {
  const own = alertsOf(deps, caller, 3);
  const rows = await deps.database.sql.unsafe<SubjectRow[]>(
    `select line.*, subject.person, subject.issuer, subject.staff_id,
       (select json_build_object('reasonCode', reason_code, 'reason', reason, 'roleCode', role_code,
            'startsMs', starts_ms, 'endsMs', ends_ms, 'confirmedMs', confirmed_ms)
          from privacy.claim where claim.claim = subject.claim) as claim,
       (select json_agg(json_build_object('step', step, 'atMs', at_ms, 'finding', finding, 'words', words,
            'connection', connection, 'by', by_name) order by at_ms) from privacy.alert_step where alert_step.alert = line.alert) as steps
     from (${lineText} where ${own.text} and alert.alert = $2) as line
     join privacy.alert_subject as subject on subject.alert = line.alert`,
    [caller.organisation, alert, ...own.values],
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
  const { organisation, issuer, staff_id: staffId } = row;
  const person = (row.person ?? undefined) as PersonNumber | undefined;
  const staff = issuer === null || staffId === null ? undefined : { issuer, staffId };
  const isPair = person !== undefined && staff !== undefined;
  return ok({
    ...lineOf(row),
    person,
    staff,
    connection: isPair ? await standingConnection(deps.database.sql, { ...staff, organisation, person }) : undefined,
    claim: row.claim ?? undefined,
    steps: (row.steps ?? []).map((step) => ({
      ...step,
      finding: step.finding ?? undefined,
      words: step.words ?? undefined,
      connection: step.connection ?? undefined,
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
