/**
 * What a subscriber is told, decided and logged at the moment of telling: what they lost the right to since is not told
 * (attack 51). Numbers are given only to what is for them, so that a gap or a count says nothing of the rest.
 */
import { openSealed, type Sealed } from '#disclosure';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { SealedRows } from '#store';
import { type ApiDependencies, type ApiResource, apiResource } from '../answer-api.ts';
import { markSent, numberEvents, selectNumbered, selectUnjudged, selectUnsent } from './event-rows.ts';
import type { MatchDependencies } from './match-changes.ts';
import { type EventReading, readEvent, requestOf } from './read-event.ts';
import type { StoredSubscription, SubscriptionEvent } from './subscription.ts';

export type NotifyDependencies = ApiDependencies & MatchDependencies;

/** How an event stands to its subscriber's filters and scopes. */
export type SubscriberReading = Pick<EventReading, 'subscription' | 'filters' | 'mayRead'>;

export interface ToldEvent {
  readonly event: number;
  readonly atMs: number;
  readonly focus: ApiResource;
}

/** Events to judge in one go; the rest follow. */
const judgedAtOnce = 200;

/** Gives how many were judged. Logs who was refused: a loss of rights shows on the person's own page. */
export async function judgeEvents(deps: NotifyDependencies, reading: SubscriberReading): Promise<Outcome<number>> {
  const { subscription } = reading;
  const waiting = await selectUnjudged(deps.database, subscription.id, judgedAtOnce);
  const mine: number[] = [];
  const others: number[] = [];
  for (const event of waiting) {
    const request = requestOf(subscription, `judge-${event.position}`, deps.clock.now());
    const read = await readEvent(deps, { ...reading, request }, event);
    if (read.refused !== undefined && subscription.anchor !== undefined) {
      const logged = await deps.audit.recordRefusal(request, read.refused);
      if (!logged.ok) return logged;
    }
    (read.rows === undefined ? others : mine).push(event.position);
  }
  if (waiting.length > 0) await numberEvents(deps.database, subscription.id, { mine, others });
  return ok(waiting.length);
}

async function tell(
  deps: NotifyDependencies,
  reading: SubscriberReading,
  events: readonly SubscriptionEvent[],
): Promise<Outcome<readonly ToldEvent[]>> {
  const { subscription } = reading;
  const request = requestOf(subscription, `${events[0]?.event ?? 0}-${deps.clock.now()}`, deps.clock.now());
  const read: { readonly event: SubscriptionEvent; readonly rows: SealedRows }[] = [];
  for (const event of events) {
    const one = await readEvent(deps, { ...reading, request }, event);
    if (one.rows !== undefined) read.push({ event, rows: one.rows });
  }
  if (read.length === 0) return ok([]);
  const sealed: Sealed<readonly ToldEvent[]>[] = read.map(({ event, rows }) =>
    rows.sealAs((all) =>
      all.map((row) => ({ event: event.event!, atMs: event.atMs, focus: apiResource(rows.grant, row) })),
    ),
  );
  const receipt = await deps.audit.recordDisclosure(request, sealed, {
    detail: { subscription: subscription.id, payload: subscription.payload, topic: subscription.topic },
  });
  return receipt.ok ? ok(sealed.flatMap((one) => openSealed(one, receipt.value))) : receipt;
}

export interface Told {
  readonly events: readonly ToldEvent[];
  /** Numbers that this notification settles, those that may not be told any more included. */
  readonly settles: readonly number[];
}

/** The next notification, in the order of the events; empty when there is nothing to tell. Faults of the log. */
export async function nextNotification(deps: NotifyDependencies, reading: SubscriberReading): Promise<Outcome<Told>> {
  const { subscription } = reading;
  const unsent = await selectUnsent(deps.database, subscription.id, subscription.maxCount);
  const told = await tell(deps, reading, unsent);
  return told.ok ? ok({ events: told.value, settles: unsent.map(({ event }) => event!) }) : told;
}

export async function settleEvents(
  deps: NotifyDependencies,
  subscription: StoredSubscription,
  events: readonly number[],
): Promise<void> {
  await markSent(deps.database, subscription.id, events);
}

/** `$events`: what was told before, or should have been, asked for again; as it may be seen now. */
export async function earlierEvents(
  deps: NotifyDependencies,
  reading: SubscriberReading,
  range: { readonly from: number; readonly until: number },
): Promise<Outcome<readonly ToldEvent[]>> {
  const limit = reading.subscription.maxCount;
  const events = await selectNumbered(deps.database, reading.subscription.id, { ...range, limit });
  return tell(deps, reading, events);
}
