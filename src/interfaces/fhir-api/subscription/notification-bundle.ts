/** A notification of the R5 Backport (1.1) for R4: a history Bundle that begins with its status as Parameters. */

import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, Parameters, ParametersParameter } from 'fhir/r4.js';
import { parseExactJson } from '#fhir/written-digits.ts';
import type { StoredSubscription, ToldEvent } from '#record';
import { idOf, typeOf } from '../assemble-bundle.ts';

export type NotificationType = 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';

export interface Notification {
  readonly subscription: StoredSubscription;
  readonly type: NotificationType;
  readonly events: readonly ToldEvent[];
  readonly baseUrl: string;
  readonly nowMs: number;
}

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

function referenceOf({ focus }: ToldEvent): string {
  return `${typeOf(focus)}/${idOf(focus)}`;
}

function eventParameter({ subscription, baseUrl }: Notification, told: ToldEvent): ParametersParameter {
  const focus: ParametersParameter[] =
    // "empty": that something happened, and not to what.
    subscription.payload === 'empty'
      ? []
      : [{ name: 'focus', valueReference: { reference: `${baseUrl}/${referenceOf(told)}` } }];
  return {
    name: 'notification-event',
    part: [
      { name: 'event-number', valueString: String(told.event) },
      { name: 'timestamp', valueInstant: new Date(told.atMs).toISOString() },
      ...focus,
    ],
  };
}

export function statusParameters(notification: Notification): Parameters {
  const { subscription, type, events, baseUrl } = notification;
  const counted = Math.max(subscription.events, ...events.map(({ event }) => event));
  return {
    resourceType: 'Parameters',
    id: randomUUID(),
    meta: { profile: [`${backport}/backport-subscription-status-r4`] },
    parameter: [
      { name: 'subscription', valueReference: { reference: `${baseUrl}/Subscription/${subscription.id}` } },
      { name: 'topic', valueCanonical: subscription.topic },
      { name: 'status', valueCode: type === 'handshake' ? 'requested' : subscription.status },
      { name: 'type', valueCode: type },
      { name: 'events-since-subscription-start', valueString: String(counted) },
      ...(subscription.error === undefined
        ? []
        : [{ name: 'error', valueCodeableConcept: { text: subscription.error } }]),
      ...events.map((told) => eventParameter(notification, told)),
    ],
  };
}

function focusEntry({ subscription, baseUrl }: Notification, told: ToldEvent): BundleEntry {
  const url = referenceOf(told);
  const { isDeleted, body } = told.focus;
  const isWhole = subscription.payload === 'full-resource' && !isDeleted;
  return {
    fullUrl: `${baseUrl}/${url}`,
    ...(isWhole ? { resource: parseExactJson(body) as NonNullable<BundleEntry['resource']> } : {}),
    request: { method: isDeleted ? 'DELETE' : 'GET', url },
    response: { status: isDeleted ? '204' : '200' },
  };
}

export function notificationBundle(notification: Notification): Bundle {
  const { subscription, events, nowMs } = notification;
  const status = statusParameters(notification);
  // A resource of two events is in the Bundle once.
  const focused = new Map(events.map((told) => [referenceOf(told), told]));
  const withFocus = subscription.payload === 'empty' ? [] : [...focused.values()];
  return {
    resourceType: 'Bundle',
    meta: { profile: [`${backport}/backport-subscription-notification-r4`] },
    type: 'history',
    timestamp: new Date(nowMs).toISOString(),
    entry: [
      {
        fullUrl: `urn:uuid:${status.id}`,
        resource: status,
        request: { method: 'GET', url: `Subscription/${subscription.id}/$status` },
        response: { status: '200' },
      },
      ...withFocus.map((told) => focusEntry(notification, told)),
    ],
  };
}

export function notificationBytes(notification: Notification): Buffer {
  return Buffer.from(JSON.stringify(notificationBundle(notification)));
}
