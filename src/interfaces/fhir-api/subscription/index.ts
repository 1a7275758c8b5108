/** Topic-based subscriptions (R5 Backport 1.1): put together, started with the server and stopped with it. */
import type { FastifyInstance } from 'fastify';
import type { InteractionDependencies } from '../api-call.ts';
import { type BindingTokens, createBindingTokens } from './binding-token.ts';
import { createDelivery } from './deliver.ts';
import { notificationBytes } from './notification-bundle.ts';
import type { SubscriptionDelivery, SubscriptionOptions } from './subscription-delivery.ts';
import { openSubscriptionSockets } from './subscription-sockets.ts';

export {
  answerBindingToken,
  answerSubscriptionCreate,
  answerSubscriptionDelete,
  answerSubscriptionEvents,
  answerSubscriptionRead,
  answerSubscriptionSearch,
  answerSubscriptionStatus,
} from './answer-subscription.ts';

type Deps = Omit<InteractionDependencies, 'subscriptions'>;

async function shakeHands(deps: Deps, tokens: BindingTokens, token: string) {
  const named = tokens.take(token);
  const [own] = named === undefined ? [] : await deps.record.subscriptions.ownedBy(named.owner, named.id);
  if (own === undefined || own.status === 'off' || own.channel !== 'websocket') return undefined;
  const baseUrl = `${deps.publicUrl}/fhir`;
  const bytes = notificationBytes({
    subscription: own,
    type: 'handshake',
    events: [],
    baseUrl,
    nowMs: deps.clock.now(),
  });
  return { id: own.id, text: bytes.toString('utf8') };
}

/** Delivers from when the server listens until it closes. */
export function registerSubscriptions(
  app: FastifyInstance,
  deps: Deps,
  options: SubscriptionOptions,
): SubscriptionDelivery {
  const bindingTokens = createBindingTokens(deps.accessTokenKeys, deps.clock);
  const sockets = openSubscriptionSockets(app.server, {
    bind: (token) => shakeHands(deps, bindingTokens, token),
    onBound: () => delivery.wake(),
    isOrigin: async (origin) => origin === new URL(deps.publicUrl).origin || deps.signIn.apps.isOrigin(origin),
  });
  const delivery = createDelivery(deps, { ...options, sockets });
  app.addHook('onReady', async () => delivery.start());
  app.addHook('preClose', async () => {
    sockets.stop();
    await delivery.stop();
  });
  return { policy: options.policy, bindingTokens, wake: () => delivery.wake(), closeSockets: sockets.close };
}
