/** Alerts that no claim and no answer raises by itself: somebody was stopped, or the log is not what was signed. */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import { raiseAlert } from './raise-alert.ts';
import type { ReviewDependencies } from './review-alerts.ts';

type Numbering = ReviewDependencies & { readonly nextNumber: () => number };

const dayMs = 86_400_000;
/** Members of staff, of whatever organisations, who were stopped at one record within a day. */
const manyStopped = 3;

async function isProtected(deps: ReviewDependencies, person: PersonNumber, nowMs: number): Promise<boolean> {
  const rows = await deps.database.sql`select 1 from privacy.choice where person = ${person} and kind = 'protection'
    and starts_ms <= ${nowMs} and (ends_ms is null or ends_ms > ${nowMs}) limit 1`;
  return rows.length > 0;
}

/** The organisations of those who were stopped at this record in the last day; empty below the threshold. */
async function manyStoppedAt(deps: ReviewDependencies, person: PersonNumber, nowMs: number) {
  const rows = await deps.database.sql<{ organisation: OdsCode; issuer: string; staff_id: string }[]>`
    select distinct organisation, issuer, staff_id from privacy.alert join privacy.alert_subject using (alert)
    where person = ${person} and kind = 'stopped' and raised_ms > ${nowMs - dayMs}`;
  if (rows.length < manyStopped) return [];
  return [...new Set(rows.map((row) => row.organisation))];
}

/**
 * Somebody was refused the record of a person under full protection: told at once, to the officer of their organisation.
 * Where several were, of whatever organisations, each of those officers is told that too, and of nobody else's staff.
 */
export async function noteStopped(
  deps: Numbering,
  caller: StaffCaller,
  person: PersonNumber,
  decidedBy: readonly string[],
): Promise<void> {
  const nowMs = deps.clock.now();
  if (!(await isProtected(deps, person, nowMs))) return;
  const { sql } = deps.database;
  const { organisation } = caller;
  const about = { person, nowMs };
  await raiseAlert(sql, {
    ...about,
    alert: deps.nextNumber(),
    organisation,
    kind: 'stopped',
    staff: caller,
    reasons: decidedBy,
  });
  for (const each of await manyStoppedAt(deps, person, nowMs))
    await raiseAlert(sql, {
      ...about,
      alert: deps.nextNumber(),
      organisation: each,
      kind: 'many-stopped',
      staff: undefined,
      reasons: [`${manyStopped} or more members of staff were stopped at one record within a day`],
    });
}

/** Every officer is told, since every organisation's looks stand in the one log. `day` is YYYY-MM-DD. */
export async function noteBrokenLog(deps: Numbering, organisations: readonly OdsCode[], day: string): Promise<void> {
  for (const organisation of organisations)
    await raiseAlert(deps.database.sql, {
      alert: deps.nextNumber(),
      organisation,
      kind: 'log-broken',
      person: undefined,
      staff: undefined,
      reasons: [`the access log of ${day} is not what was signed`],
      nowMs: deps.clock.now(),
      happenedMs: Date.parse(day),
    });
}
