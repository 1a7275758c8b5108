/** From the outbox to the queues of those who may want to hear: by type, person and source only. No resource is read. */
import type { Compartment } from '#kernel/identity-number.ts';
import { isShelf } from '#kernel/identity-number.ts';
import type { Database } from '#platform';
import type { ReadDependencies } from '../open-record.ts';
import { lockOutbox, queueEvents, takeChanges } from './event-rows.ts';
import type { StoredSubscription, SubscriptionEvent } from './subscription.ts';
import { selectHearing } from './subscription-rows.ts';

export interface MatchDependencies extends Pick<ReadDependencies, 'patientIndex' | 'directory'> {
  readonly database: Database;
}

/** Of each subscription about a person: that person's records, as they are linked now. */
async function recordsByAnchor(
  deps: MatchDependencies,
  subscriptions: readonly StoredSubscription[],
): Promise<ReadonlyMap<Compartment, ReadonlySet<Compartment>>> {
  const anchors = subscriptions.flatMap(({ anchor }) => anchor ?? []);
  const persons = await deps.patientIndex.personsOfCompartments(anchors);
  const byAnchor = new Map<Compartment, ReadonlySet<Compartment>>();
  for (const { records } of persons) {
    const all = new Set(records.map(({ compartment }) => compartment));
    for (const anchor of anchors) if (all.has(anchor)) byAnchor.set(anchor, all);
  }
  return byAnchor;
}

function mayConcern(
  deps: MatchDependencies,
  subscription: StoredSubscription,
  event: SubscriptionEvent,
  records: ReadonlySet<Compartment> | undefined,
): boolean {
  if (!subscription.types.includes(event.type)) return false;
  const { caller, anchor } = subscription;
  if (anchor !== undefined) return !isShelf(event.compartment) && records?.has(event.compartment) === true;
  return (
    caller.kind === 'system' && deps.directory.source(event.source as never)?.organisation.code === caller.organisation
  );
}

/**
 * Gives how many changes were taken; none when another process is at it. Who subscribes is asked after the changes were taken:
 * whoever was there when one of them was made is seen then.
 */
export async function matchChanges(deps: MatchDependencies, nowMs: number): Promise<number> {
  return deps.database.transaction(async (transaction) => {
    if (!(await lockOutbox(transaction))) return 0;
    const changes = await takeChanges(transaction, nowMs);
    if (changes.length === 0) return 0;
    const subscriptions = await selectHearing(transaction);
    const byAnchor = await recordsByAnchor(deps, subscriptions);
    const queued = changes.flatMap(({ event, before }) =>
      subscriptions
        .filter(({ id }) => !before.includes(id))
        .filter((one) => mayConcern(deps, one, event, one.anchor === undefined ? undefined : byAnchor.get(one.anchor)))
        .map(({ id }) => ({ subscription: id, event })),
    );
    // Eight columns a row, and a statement takes 65,534 parameters.
    for (let at = 0; at < queued.length; at += 5_000) await queueEvents(transaction, queued.slice(at, at + 5_000));
    return changes.length;
  });
}
