/**
 * Alerts that no privacy officer of their own organisation opens: it may have none. After a day the privacy officers of the
 * organisation that the region names for it read them too. Such alerts are that nobody can open a record any more, and that
 * places are kept back in doubt: somebody has to speak with the person, and no look by staff is in question.
 */
import type { StaffCaller } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { AlertKind } from './raise-alert.ts';

const unreadMs = 86_400_000;
const kinds: readonly AlertKind[] = ['open-to-nobody', 'place-in-doubt'];

interface AlertsOf {
  readonly text: string;
  readonly values: readonly number[];
}

/**
 * Which alerts are this caller's: `$1` is their organisation, `$next` the first parameter that is free. Once an alert was left
 * alone for its first day, it stays with both: what an officer reads today is not gone tomorrow.
 */
export function alertsOf(
  { privacyOrganisation, clock }: { readonly privacyOrganisation?: OdsCode; readonly clock: Clock },
  { organisation }: Pick<StaffCaller, 'organisation'>,
  next: number,
): AlertsOf {
  const own = 'organisation = $1';
  if (organisation !== privacyOrganisation) return { text: own, values: [] };
  const text = `(${own} or (kind in (${kinds.map((kind) => `'${kind}'`).join(', ')}) and raised_ms <= $${next}::bigint and not exists (select 1
    from privacy.alert_step as early where early.alert = alert.alert and early.at_ms < raised_ms + ${unreadMs})))`;
  return { text, values: [clock.now() - unreadMs] };
}
