/** A topic-based subscription (Subscriptions R5 Backport 1.1) as this record keeps it. */
import type { Caller } from '#disclosure';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';

export type SubscriptionPayload = 'empty' | 'id-only' | 'full-resource';
export type SubscriptionStatus = 'requested' | 'active' | 'error' | 'off';

export interface SubscriptionTerms {
  readonly topic: string;
  /** `Type?query`, each. */
  readonly filters: readonly string[];
  /** Numbers of the resource types that can matter. */
  readonly types: readonly number[];
  /** A record of the one person whom it is about; none for a system. */
  readonly anchor: Compartment | undefined;
  readonly channel: 'rest-hook' | 'websocket';
  readonly endpoint: string | undefined;
  /** `Name: value`, sent with each notification; never shown again. */
  readonly headers: readonly string[];
  readonly payload: SubscriptionPayload;
  readonly heartbeatSeconds: number | undefined;
  readonly timeoutSeconds: number;
  /** The most events in one notification. */
  readonly maxCount: number;
  readonly reason: string;
  readonly endMs: number | undefined;
}

export interface StoredSubscription extends SubscriptionTerms {
  readonly id: string;
  readonly owner: string;
  readonly caller: Caller;
  readonly scopes: readonly string[];
  readonly status: SubscriptionStatus;
  readonly error: string | undefined;
  readonly createdMs: number;
  /** Events since it began. */
  readonly events: number;
  readonly failures: number;
  readonly failingSinceMs: number | undefined;
  readonly lastSentMs: number | undefined;
}

export interface SubscriptionEvent {
  readonly position: number;
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
  readonly type: number;
  readonly version: VersionNumber;
  readonly source: number;
  readonly atMs: number;
  readonly event: number | undefined;
}
