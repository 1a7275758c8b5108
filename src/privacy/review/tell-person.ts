/** What a person is told of the reviews of looks at their record. Nothing in discreet mode (A8). */
import type { PersonNumber } from '#disclosure';
import type { ReviewDependencies } from './review-alerts.ts';

/** The review of one claim about a person. Findings in an officer's words stay with the officer. */
export interface ToldReview {
  readonly issuer: string;
  readonly staffId: string;
  readonly raisedMs: number;
  readonly state: 'waiting' | 'justified' | 'not-justified' | 'undecided';
  readonly closedMs: number | undefined;
}

interface Row {
  issuer: string;
  staff_id: string;
  raised_ms: number;
  finding: string | null;
  closed_ms: number | null;
}

const states: Readonly<Record<string, ToldReview['state']>> = {
  justified: 'justified',
  'justified-needs-advice': 'justified',
  'not-justified': 'not-justified',
  'not-justified-reported': 'not-justified',
};

const isDiscreetText = `exists (select 1 from privacy.choice where choice.person = $1 and choice.kind = 'discreet-mode'
  and choice.starts_ms <= $2 and (choice.ends_ms is null or choice.ends_ms > $2))`;

export async function reviewsToldTo(deps: ReviewDependencies, person: PersonNumber): Promise<readonly ToldReview[]> {
  const rows = await deps.database.sql.unsafe<Row[]>(
    `select subject.issuer, subject.staff_id, alert.raised_ms, concluded.finding, concluded.at_ms as closed_ms
     from privacy.alert_subject as subject join privacy.alert on alert.alert = subject.alert
     left join lateral (select finding, at_ms from privacy.alert_step
       where alert_step.alert = subject.alert and step = 'finding' order by at_ms desc limit 1) as concluded on true
     where subject.person = $1 and subject.claim is not null and not ${isDiscreetText} order by alert.raised_ms`,
    [person, deps.clock.now()],
    { prepare: true },
  );
  return rows.map((row) => ({
    issuer: row.issuer,
    staffId: row.staff_id,
    raisedMs: row.raised_ms,
    state: row.finding === null ? 'waiting' : (states[row.finding] ?? 'undecided'),
    closedMs: row.closed_ms ?? undefined,
  }));
}

/** When somebody was stopped at the record of this person under full protection, newest first. */
export async function stopsToldTo(
  deps: ReviewDependencies,
  person: PersonNumber,
  sinceMs: number,
): Promise<readonly number[]> {
  const rows = await deps.database.sql.unsafe<{ raised_ms: number }[]>(
    `select raised_ms from privacy.alert join privacy.alert_subject using (alert)
     where person = $1 and kind = 'stopped' and raised_ms >= $3 and not ${isDiscreetText} order by raised_ms desc`,
    [person, deps.clock.now(), sinceMs],
    { prepare: true },
  );
  return rows.map((row) => row.raised_ms);
}
