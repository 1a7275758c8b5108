/**
 * Tells subscribers: at least once, in the order of the events, one notification of a subscription at a time. Whether they
 * may hear is asked again each time, and each notification is in the log before it is sent (decision 21).
 */
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import { errorFields } from '#platform';
import type { ReadSearch, StoredSubscription, SubscriberReading } from '#record';
import { allowsInteraction } from '#sign-in';
import type { InteractionDependencies } from '../api-call.ts';
import { readTypeFilter } from '../bulk/read-export-parameters.ts';
import { type NotificationType, notificationBytes } from './notification-bundle.ts';
import { type HookOutcome, sendToHook } from './rest-hook.ts';
import type { SubscriptionOptions } from './subscription-delivery.ts';
import type { SubscriptionSockets } from './subscription-sockets.ts';

export interface DeliveryOptions extends SubscriptionOptions {
  readonly sockets: SubscriptionSockets;
}

export interface Delivery {
  wake(): void;
  start(): void;
  stop(): Promise<void>;
}

const atOnce = 16;
/** A hook may take half a minute to answer: whoever has many that do must not hold up everybody else. */
const atOnceOfOwner = 2;
const dayMs = 86_400_000;
const longestWaitMs = 300_000;
const forgetEveryMs = 600_000;

type Deps = Pick<InteractionDependencies, 'record' | 'signIn' | 'clock' | 'log' | 'publicUrl' | 'readSearch'>;

/** A scope that lets only some resources of its type through is not asked of each notification, so it lets none through. */
function isWhole(scope: string): boolean {
  return !scope.includes('?');
}

/** A subscription is made by a whole token (answer-subscription.ts), whose context is its caller's own. */
const contexts = { system: 'system', staff: 'user', patient: 'patient' } as const;

/** Undefined when the subscriber is no longer who may hold a subscription. */
export async function readingFor(deps: Deps, subscription: StoredSubscription): Promise<SubscriberReading | undefined> {
  const { caller, scopes } = subscription;
  const client = caller.kind === 'system' ? await deps.signIn.findClient(caller.clientId) : undefined;
  if (caller.kind === 'system' && client?.organisation !== caller.organisation) return undefined;
  const filters: ReadSearch[] = [];
  for (const text of subscription.filters) {
    const read = readTypeFilter(deps.readSearch, text);
    // A filter that is not understood any more must not widen what is told.
    if (!read.ok) return undefined;
    filters.push(read.value);
  }
  const context = contexts[caller.kind];
  const mayRead = (type: ResourceType): boolean =>
    isResourceType(type) &&
    allowsInteraction(scopes, context, type, 'r') &&
    (client === undefined || allowsInteraction(client.scopes.filter(isWhole), context, type, 'r'));
  return { subscription, filters, mayRead };
}

class Deliverer {
  readonly #deps: Deps;
  readonly #options: DeliveryOptions;
  /** With the owner of each. */
  readonly #running = new Map<Promise<void>, string>();
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #isAskedAgain = false;
  #isStopping = false;
  #forgottenMs = 0;

  constructor(deps: Deps, options: DeliveryOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#options.everyMs ?? 500);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#turn;
    await Promise.all(this.#running.keys());
  }

  wake(): void {
    if (this.#isStopping) return;
    if (this.#turn !== undefined) {
      this.#isAskedAgain = true;
      return;
    }
    this.#turn = this.#takeTurn().finally(() => {
      this.#turn = undefined;
      if (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        this.wake();
      }
    });
  }

  async #takeTurn(): Promise<void> {
    const { record, clock, log } = this.#deps;
    try {
      while ((await record.subscriptions.takeChanges()) > 0 && !this.#isStopping);
      while (!this.#isStopping && this.#running.size < atOnce) {
        const bound = this.#options.sockets.bound();
        const due = await record.subscriptions.takeDue({ bound, busyOwners: this.#busyOwners() });
        if (due === undefined) break;
        const work: Promise<void> = this.#deliver(due)
          .catch((error: unknown) => log.error('a subscription could not be served', errorFields(error)))
          .finally(() => {
            this.#running.delete(work);
            this.wake();
          });
        this.#running.set(work, due.owner);
      }
      if (clock.now() - this.#forgottenMs > forgetEveryMs) {
        this.#forgottenMs = clock.now();
        await record.subscriptions.forget();
      }
    } catch (error) {
      log.warn('subscriptions could not be looked after', errorFields(error));
    }
  }

  #busyOwners(): string[] {
    const owners = [...this.#running.values()];
    return owners.filter((owner, at) => owners.slice(0, at).filter((one) => one === owner).length >= atOnceOfOwner - 1);
  }

  async #deliver(subscription: StoredSubscription): Promise<void> {
    const { record, clock } = this.#deps;
    const { subscriptions } = record;
    if (subscription.endMs !== undefined && subscription.endMs <= clock.now())
      return this.#end(subscription, 'it has come to its end');
    const reading = await readingFor(this.#deps, subscription);
    if (reading === undefined) return this.#end(subscription, 'the subscriber may not hold it any more');
    if (subscription.status === 'requested') return this.#shakeHands(subscription);
    const judged = await subscriptions.judge(reading);
    // The log does not answer: nothing is told; it is tried again.
    if (!judged.ok) return this.#failed(subscription, 'the access log cannot be written');
    if (subscription.channel === 'websocket' && !this.#options.sockets.bound().includes(subscription.id))
      return subscriptions.nothingToSend(subscription);
    const told = await subscriptions.next(reading);
    if (!told.ok) return this.#failed(subscription, 'the access log cannot be written');
    const { events, settles } = told.value;
    if (settles.length > 0 && events.length === 0) return subscriptions.sent(subscription, settles);
    if (settles.length === 0 && !this.#isHeartbeatDue(subscription)) return subscriptions.nothingToSend(subscription);
    const outcome = await this.#send(subscription, settles.length === 0 ? 'heartbeat' : 'event-notification', events);
    return outcome.isTaken ? subscriptions.sent(subscription, settles) : this.#failed(subscription, outcome.error);
  }

  #isHeartbeatDue({ heartbeatSeconds, lastSentMs, createdMs }: StoredSubscription): boolean {
    return (
      heartbeatSeconds !== undefined && (lastSentMs ?? createdMs) + heartbeatSeconds * 1_000 <= this.#deps.clock.now()
    );
  }

  async #shakeHands(subscription: StoredSubscription): Promise<void> {
    const { subscriptions } = this.#deps.record;
    // A websocket shakes hands when it is bound.
    if (subscription.channel === 'websocket') return subscriptions.sent(subscription, []);
    const outcome = await this.#send(subscription, 'handshake', []);
    return outcome.isTaken ? subscriptions.sent(subscription, []) : this.#failed(subscription, outcome.error);
  }

  async #send(
    subscription: StoredSubscription,
    type: NotificationType,
    events: Parameters<typeof notificationBytes>[0]['events'],
  ): Promise<HookOutcome> {
    const { record, publicUrl, clock } = this.#deps;
    const [current = subscription] = await record.subscriptions.ownedBy(subscription.owner, subscription.id);
    const body = notificationBytes({
      // Who is told by this is well: the error of before is over with it.
      subscription: type === 'handshake' ? current : { ...current, status: 'active', error: undefined },
      type,
      events,
      baseUrl: `${publicUrl}/fhir`,
      nowMs: clock.now(),
    });
    if (subscription.channel === 'websocket') {
      const isTaken = await this.#options.sockets.send(subscription.id, body.toString('utf8'));
      return isTaken ? { isTaken } : { isTaken, error: 'no socket took it' };
    }
    const { endpoint = '', headers, timeoutSeconds } = subscription;
    return sendToHook(this.#options.policy, { endpoint, headers, timeoutMs: timeoutSeconds * 1_000 }, body);
  }

  async #failed(subscription: StoredSubscription, error: string): Promise<void> {
    const nowMs = this.#deps.clock.now();
    const sinceMs = subscription.failingSinceMs ?? nowMs;
    if (nowMs - sinceMs > (this.#options.giveUpMs ?? dayMs)) return this.#end(subscription, `given up: ${error}`);
    const waitMs = Math.min(
      longestWaitMs,
      (this.#options.firstWaitMs ?? 1_000) * 2 ** Math.min(subscription.failures, 20),
    );
    await this.#deps.record.subscriptions.failed(subscription, { nextAttemptMs: nowMs + waitMs, error });
  }

  async #end(subscription: StoredSubscription, error: string): Promise<void> {
    this.#deps.log.warn('a subscription was switched off', { reason: error.split(':')[0], name: subscription.id });
    await this.#deps.record.subscriptions.switchOff(subscription, error);
    this.#options.sockets.close(subscription.id);
  }
}

export function createDelivery(deps: Deps, options: DeliveryOptions): Delivery {
  return new Deliverer(deps, options);
}
