import type { BindingTokens } from './binding-token.ts';
import type { HookPolicy } from './hook-address.ts';

/** What a region says of the delivery. */
export interface SubscriptionOptions {
  readonly policy: HookPolicy;
  /** Half a second when left out. */
  readonly everyMs?: number;
  /** A hook that has not taken anything for so long is given up; a day when left out. */
  readonly giveUpMs?: number;
  /** The wait after the first failure; a second when left out. It doubles, to five minutes. */
  readonly firstWaitMs?: number;
}

/** What interactions need of the delivery. */
export interface SubscriptionDelivery {
  readonly policy: HookPolicy;
  readonly bindingTokens: BindingTokens;
  wake(): void;
  closeSockets(subscription: string): void;
}
