/** The door of subscriptions: made and ended by their owner, told by whoever delivers. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { RequestContext } from '#disclosure';
import { isShelf, parseResourceId } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { decideForCompartment, decideForNamed, refuseForApi } from '../answer-api.ts';
import { recordFault } from '../faults.ts';
import { findThemself } from '../find-themself.ts';
import { forgetEvents } from './event-rows.ts';
import { subscriptionFault } from './faults.ts';
import { matchChanges } from './match-changes.ts';
import {
  earlierEvents,
  judgeEvents,
  type NotifyDependencies,
  nextNotification,
  type SubscriberReading,
  settleEvents,
} from './notify.ts';
import { believedMs } from './outbox.ts';
import type { StoredSubscription, SubscriptionTerms } from './subscription.ts';
import * as rows from './subscription-rows.ts';

const perOwnerMax = 50;
const timerEarlyMs = 10;
/** The first pause before writers are asked for again; each is twice the one before, up to a second. */
const writersAskedMs = 20;
const writersWaitMs = 30_000;
const leaseMs = 90_000;
const keptMs = 7 * 86_400_000;

export interface SubscriptionToMake {
  readonly owner: string;
  readonly scopes: readonly string[];
  readonly terms: Omit<SubscriptionTerms, 'anchor'>;
  /** Id of the one patient whom the filters name; none for a client, which hears of its own contributions. */
  readonly patient: string | undefined;
}

/** Whom it is about. Somebody whose record does not open can't be subscribed to; that is answered as "not there". */
async function anchorFor(
  deps: NotifyDependencies,
  request: RequestContext,
  patient: string | undefined,
): Promise<Outcome<SubscriptionTerms['anchor']>> {
  const { caller } = request;
  if (caller.kind === 'system') return ok(undefined);
  const own = caller.kind === 'patient' ? (await findThemself(deps, caller))?.records[0]?.compartment : undefined;
  const named = patient === undefined ? own : parseResourceId(patient)?.compartment;
  if (named === undefined || isShelf(named)) return failed(recordFault('RECORD-002'));
  // Who names no record is told of theirs, whatever their first one shows.
  const decide = patient === undefined ? decideForCompartment : decideForNamed;
  const decided = await decide(deps, request, named);
  return decided.decision.isGranted ? ok(named) : refuseForApi(deps, request, decided);
}

/**
 * Whoever wrote without a look at a new subscription has ended: what they wrote can be read. No writer waits for this. False where one
 * has not ended in half a minute.
 */
async function outliveWriters({ store }: Pick<NotifyDependencies, 'store'>): Promise<boolean> {
  const untilMs = performance.now() + writersWaitMs;
  let before = await store.writersUnderWay();
  for (let askedMs = writersAskedMs; before.length > 0; askedMs = Math.min(2 * askedMs, 1_000)) {
    if (performance.now() > untilMs) return false;
    await pause(askedMs);
    const now = new Set(await store.writersUnderWay());
    before = before.filter((writer) => now.has(writer));
  }
  return true;
}

/**
 * Whatever cannot be read yet when this is answered, they hear of, though they are told it only when the subscription is active: no
 * change is in neither. Faults: RECORD-002 when the person is not there for the caller, SUBSCRIPTION-001 when they have too many, SUBSCRIPTION-002
 * when somebody writes for long; those of the log.
 */
async function makeSubscription(
  deps: NotifyDependencies,
  request: RequestContext,
  made: SubscriptionToMake,
): Promise<Outcome<StoredSubscription>> {
  const anchor = await anchorFor(deps, request, made.patient);
  if (!anchor.ok) return anchor;
  const id = randomBytes(16).toString('hex');
  const logged = await deps.audit.recordEvent(request, {
    kind: 'administration',
    outcome: 'done',
    detail: { subscription: id, topic: made.terms.topic, payload: made.terms.payload },
  });
  if (!logged.ok) return logged;
  const isMade = await rows.insertSubscription(
    deps.database,
    {
      ...made.terms,
      anchor: anchor.value,
      id,
      owner: made.owner,
      caller: request.caller,
      scopes: made.scopes,
      createdMs: deps.clock.now(),
    },
    perOwnerMax,
  );
  if (!isMade) return failed(subscriptionFault('SUBSCRIPTION-001'));
  // Some process may still believe that nobody subscribes: what it wrote after this answer would be lost to them.
  if (!(await rows.isEverybodyLooking(deps.database))) await pause(believedMs + timerEarlyMs);
  if (!(await outliveWriters(deps))) {
    await rows.deleteOwn(deps.database, made.owner, id);
    return failed(subscriptionFault('SUBSCRIPTION-002'));
  }
  const [stored] = await rows.selectOwn(deps.database, made.owner, id);
  return stored === undefined ? failed(recordFault('RECORD-002')) : ok(stored);
}

export function createSubscriptions(deps: NotifyDependencies) {
  const database = deps.database;
  return {
    make: (request: RequestContext, made: SubscriptionToMake) => makeSubscription(deps, request, made),
    ownedBy: (owner: string, id?: string) => rows.selectOwn(database, owner, id),
    remove: (owner: string, id: string) => rows.deleteOwn(database, owner, id),
    /** Moves what changed to the queues of those who may want to hear. Gives how many changes were taken. */
    async takeChanges(): Promise<number> {
      await rows.markSettled(database, deps.clock.now());
      return matchChanges(deps, deps.clock.now());
    },
    /** The next that has something to be told; nobody else takes it for a minute and a half. */
    takeDue: (asked: rows.DueQuery) => rows.takeDue(database, { nowMs: deps.clock.now(), leaseMs, ...asked }),
    judge: (reading: SubscriberReading) => judgeEvents(deps, reading),
    next: (reading: SubscriberReading) => nextNotification(deps, reading),
    earlier: (reading: SubscriberReading, range: { readonly from: number; readonly until: number }) =>
      earlierEvents(deps, reading, range),
    /** Told: by the number of each event. */
    async sent(subscription: StoredSubscription, events: readonly number[]): Promise<void> {
      await settleEvents(deps, subscription, events);
      await rows.settleSent(database, subscription.id, deps.clock.now());
    },
    nothingToSend: (subscription: StoredSubscription) => rows.settleNothing(database, subscription.id),
    failed: (subscription: StoredSubscription, failure: { readonly nextAttemptMs: number; readonly error: string }) =>
      rows.settleFailed(database, subscription.id, { ...failure, nowMs: deps.clock.now() }),
    switchOff: (subscription: StoredSubscription, error: string) => rows.switchOff(database, subscription.id, error),
    forget: () => forgetEvents(database, deps.clock.now() - keptMs),
    figures: () => rows.readFigures(database),
  };
}

export type Subscriptions = ReturnType<typeof createSubscriptions>;
