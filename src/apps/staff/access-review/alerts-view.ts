/** The queue as the page shows it, and what its address asks for. Pure. */
import type { FhirDate } from '#kit';
import type { AlertLine, AlertPage } from '#privacy';
import { alertHref, alertOf, reviewHome } from './alert-reference.ts';
import { type AlertGroup, alertGroups, alertWords, kindsOf } from './alert-words-table.ts';
import type { ElsewhereOf } from './elsewhere.ts';
import type { AlertsView } from './pages/alerts/view.ts';
import { reviewDueMs } from './review-due.ts';
import { alertReason, stateTag } from './say-alert.ts';
import { words } from './words.en.ts';

const alertsOnAPage = 50;

export interface AlertsAsked {
  readonly isClosed: boolean;
  readonly group: AlertGroup | undefined;
  readonly page: AlertPage;
}

/** `before` is the time of the last alert and its reference: `1795000000000.PO-ABC`. Anything else shows the newest. */
function beforeOf(text: unknown): Pick<AlertPage, 'before'> {
  const [, raised = '', reference = ''] = /^(\d{1,15})\.(PO-\w+)$/.exec(String(text)) ?? [];
  const alert = alertOf(reference);
  return alert === undefined ? {} : { before: { raisedMs: Number(raised), alert } };
}

export function alertsPageOf(query: Readonly<Record<string, unknown>>): AlertsAsked {
  const isClosed = query['state'] === 'closed';
  const group = Object.keys(alertGroups).find((one): one is AlertGroup => one === query['about']);
  return {
    isClosed,
    group,
    page: {
      limit: alertsOnAPage,
      isClosed,
      ...(group === undefined ? {} : { kinds: kindsOf(group) }),
      ...beforeOf(query['before']),
    },
  };
}

function addressOf(asked: Pick<AlertsAsked, 'isClosed' | 'group'>, before?: AlertLine): string {
  const query = new URLSearchParams();
  if (asked.isClosed) query.set('state', 'closed');
  if (asked.group !== undefined) query.set('about', asked.group);
  if (before !== undefined) query.set('before', `${before.raisedMs}.${before.reference}`);
  return query.size === 0 ? reviewHome : `${reviewHome}?${query}`;
}

function alertShown(alert: AlertLine, nowMs: number, elsewhereOf: ElsewhereOf): AlertsView['alerts'][number] {
  const dueMs = reviewDueMs(alert.raisedMs);
  const isClosed = alert.state === 'closed';
  return {
    reference: alert.reference,
    href: alertHref(alert.reference),
    title: alertWords[alert.kind].title,
    reason: alertReason(alert),
    ...elsewhereOf(alert),
    raised: new Date(alert.raisedMs).toISOString(),
    state: stateTag(alert.state),
    ...(isClosed ? {} : { due: new Date(dueMs).toISOString() }),
    isOverdue: !isClosed && dueMs < nowMs,
  };
}

export function alertsView(
  alerts: readonly AlertLine[],
  {
    asked,
    compromisedDays,
    nowMs,
    elsewhereOf,
  }: { asked: AlertsAsked; compromisedDays: readonly FhirDate[]; nowMs: number; elsewhereOf: ElsewhereOf },
): AlertsView {
  const last = alerts.length < alertsOnAPage ? undefined : alerts.at(-1);
  const { isClosed, group } = asked;
  return {
    compromisedDays,
    states: [
      { text: words.open, href: addressOf({ isClosed: false, group }), isCurrent: !isClosed },
      { text: words.closed, href: addressOf({ isClosed: true, group }), isCurrent: isClosed },
    ],
    groups: [
      { text: words.all, href: addressOf({ isClosed, group: undefined }), isCurrent: group === undefined },
      ...Object.entries(alertGroups).map(([key, text]) => ({
        text,
        href: addressOf({ isClosed, group: key as AlertGroup }),
        isCurrent: key === group,
      })),
    ],
    alerts: alerts.map((alert) => alertShown(alert, nowMs, elsewhereOf)),
    ...(last === undefined ? {} : { older: { text: words.older, href: addressOf(asked, last) } }),
  };
}
