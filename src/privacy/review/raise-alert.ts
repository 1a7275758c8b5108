/** Tells the privacy officer of an organisation that there is something to look at: a reference, and nobody's identity (UK-12). */
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { AnySql } from '#platform';

export const alertKinds = [
  'self-claimed',
  'break-glass',
  'seal-override',
  'break-glass-burst',
  'colleague-or-relative',
  'full-protection',
  'many-viewers',
  'volume',
  'odd-hours',
  'no-encounter',
  'same-surname',
  'same-address',
  'stopped',
  'many-stopped',
  'open-to-nobody',
  'place-in-doubt',
  'log-broken',
] as const;
export type AlertKind = (typeof alertKinds)[number];

export interface AlertToRaise {
  readonly alert: number;
  readonly organisation: OdsCode;
  readonly kind: AlertKind;
  readonly person: PersonNumber | undefined;
  readonly staff: Pick<StaffCaller, 'issuer' | 'staffId'> | undefined;
  readonly claim?: number;
  readonly reasons: readonly string[];
  readonly nowMs: number;
  /** When what it is about happened, where that is not now: the day of it tells one concern from the next. */
  readonly happenedMs?: number;
  /** From when what it is about stands, where it can end and begin again within a day: each time somebody has to look. */
  readonly sinceMs?: number;
}

const dayMs = 86_400_000;

/** What is written on an e-mail or a list: it says nothing about anybody. */
export function alertReference(alert: number): string {
  return `PO-${alert.toString(36).toUpperCase()}`;
}

/** The same concern about the same people on one day is one alert; each claim, and each time that it begins, is one of its own. */
function dayKey(alert: AlertToRaise): string {
  const about = [
    alert.kind,
    alert.organisation,
    alert.person ?? '',
    alert.staff?.issuer ?? '',
    alert.staff?.staffId ?? '',
  ];
  const day = Math.floor((alert.happenedMs ?? alert.nowMs) / dayMs);
  const since = alert.sinceMs === undefined ? [] : [alert.sinceMs];
  return JSON.stringify([...about, alert.claim ?? '', day, ...since]);
}

/** Gives whether it was news. */
export async function raiseAlert(sql: AnySql, alert: AlertToRaise): Promise<boolean> {
  const rows = await sql`with subject as (
      insert into privacy.alert_subject (alert, person, issuer, staff_id, claim, reasons, day_key)
      values (${alert.alert}, ${alert.person ?? null}, ${alert.staff?.issuer ?? null}, ${alert.staff?.staffId ?? null},
        ${alert.claim ?? null}, ${alert.reasons as string[]}, ${dayKey(alert)})
      on conflict (day_key) do nothing returning alert)
    insert into privacy.alert (alert, reference, organisation, kind, raised_ms)
    select alert, ${alertReference(alert.alert)}, ${alert.organisation}, ${alert.kind}, ${alert.nowMs}::bigint from subject
    returning alert`;
  return rows.length === 1;
}
