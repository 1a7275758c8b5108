/** The Subscription resource of the R5 Backport (1.1) for R4: read from what a client posts, and shown back without its secrets. */
import type { Extension, Subscription } from 'fhir/r4.js';
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import {
  findTopic,
  type ReadSearch,
  type SearchReader,
  type StoredSubscription,
  type SubscriptionPayload,
  type SubscriptionTerms,
} from '#record';
import { readTypeFilter } from '../bulk/read-export-parameters.ts';
import { fhirApiFault } from '../faults.ts';
import { type HookPolicy, hookAddressFlaw } from './hook-address.ts';
import { hookHeaderFlaw } from './rest-hook.ts';

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
const payloads: ReadonlySet<string> = new Set(['empty', 'id-only', 'full-resource']);

function extensionsOf(
  element: { readonly extension?: readonly Extension[] | undefined } | undefined,
  name: string,
): readonly Extension[] {
  return element?.extension?.filter(({ url }) => url === `${backport}/${name}`) ?? [];
}

interface Reading {
  readonly flaws: Flaw[];
  readonly subscription: Subscription;
  readonly reader: SearchReader;
  readonly policy: HookPolicy;
}

function numberOf(reading: Reading, name: string, range: { least: number; most: number }): number | undefined {
  const [extension] = extensionsOf(reading.subscription.channel, name);
  const value = extension?.valueUnsignedInt ?? extension?.valuePositiveInt;
  if (extension === undefined) return undefined;
  if (value === undefined || value < range.least || value > range.most) {
    const rule = `${name} must be from ${range.least} to ${range.most}`;
    reading.flaws.push({ place: 'Subscription.channel.extension', rule });
  }
  return value;
}

function channelFlaws({ subscription, flaws, policy }: Reading): void {
  const { channel } = subscription;
  const place = 'Subscription.channel';
  if (channel.type !== 'rest-hook' && channel.type !== 'websocket')
    flaws.push({ place: `${place}.type`, rule: 'must be rest-hook or websocket' });
  if (channel.type === 'rest-hook') {
    const rule =
      channel.endpoint === undefined ? 'is required for a rest-hook' : hookAddressFlaw(policy, channel.endpoint);
    if (rule !== undefined) flaws.push({ place: `${place}.endpoint`, rule });
  }
  if (channel.payload !== undefined && !/^application\/(?:fhir\+)?json$/.test(channel.payload))
    flaws.push({ place: `${place}.payload`, rule: 'must be application/fhir+json' });
  for (const header of channel.header ?? []) {
    const rule = hookHeaderFlaw(header);
    if (rule !== undefined) flaws.push({ place: `${place}.header`, rule });
  }
}

/** Filters, each a search of one type that the topic has. */
function readFilters({ subscription, flaws, reader }: Reading): ReadSearch[] {
  const topic = findTopic(subscription.criteria);
  const place = 'Subscription.criteria';
  if (topic === undefined) flaws.push({ place, rule: 'must be the canonical address of a topic that is offered' });
  const extensions = extensionsOf(subscription._criteria, 'backport-filter-criteria');
  if (topic?.needsFilter === true && extensions.length === 0)
    flaws.push({ place, rule: 'this topic needs a filter (backport-filter-criteria) that names the type' });
  return extensions.flatMap(({ valueString = '' }) => {
    const read = readTypeFilter(reader, valueString);
    if (!read.ok) {
      flaws.push({ place: `${place}.extension`, rule: read.fault.flaws?.[0]?.rule ?? 'must be Type?parameter=value' });
      return [];
    }
    if (topic?.types.includes(read.value.type) === false)
      flaws.push({ place: `${place}.extension`, rule: `the topic is not about ${read.value.type}` });
    return [read.value];
  });
}

/** The one patient whom every filter names; `none` where a filter names nobody, or they name several. */
export function patientOfFilters(filters: readonly string[]): string | undefined {
  const named = filters.map((filter) => {
    const [type = '', query = ''] = filter.split(/\?(.*)/s);
    const parameters = new URLSearchParams(query);
    const names = type === 'Patient' ? ['_id'] : ['patient', 'subject', 'subject:Patient'];
    const values = names.flatMap((name) => parameters.getAll(name));
    const id = /^(?:Patient\/)?([A-Za-z0-9\-.]{1,64})$/.exec(values[0] ?? '')?.[1];
    return values.length === 1 ? id : undefined;
  });
  return named.every((one) => one !== undefined && one === named[0]) ? named[0] : undefined;
}

/** A valid Subscription as terms. Faults FHIR-API-012 with every flaw. */
export function readSubscription(
  subscription: Subscription,
  deps: Pick<Reading, 'reader' | 'policy'>,
): Outcome<Omit<SubscriptionTerms, 'anchor'>> {
  const reading: Reading = { ...deps, subscription, flaws: [] };
  const { flaws } = reading;
  if (subscription.status !== 'requested' && subscription.status !== 'active')
    flaws.push({ place: 'Subscription.status', rule: 'must be requested: the server says what follows' });
  channelFlaws(reading);
  const filters = readFilters(reading);
  const [content] = extensionsOf(subscription.channel._payload, 'backport-payload-content');
  const payload = content?.valueCode ?? 'empty';
  if (!payloads.has(payload))
    flaws.push({ place: 'Subscription.channel.payload.extension', rule: 'must be empty, id-only or full-resource' });
  const end = subscription.end === undefined ? undefined : parseFhirDate(subscription.end)?.lowMs;
  const heartbeatSeconds = numberOf(reading, 'backport-heartbeat-period', { least: 10, most: 86_400 });
  const timeoutSeconds = numberOf(reading, 'backport-timeout', { least: 1, most: 30 }) ?? 10;
  const maxCount = numberOf(reading, 'backport-max-count', { least: 1, most: 100 }) ?? 20;
  if (flaws.length > 0) return failed(fhirApiFault('FHIR-API-012', flaws));
  const types = filters.length > 0 ? filters.map(({ type }) => type) : findTopic(subscription.criteria)!.types;
  return ok({
    topic: subscription.criteria,
    filters: extensionsOf(subscription._criteria, 'backport-filter-criteria').map(({ valueString }) => valueString!),
    types: [...new Set(types)].map(resourceTypeNumber),
    channel: subscription.channel.type as SubscriptionTerms['channel'],
    endpoint: subscription.channel.endpoint,
    headers: subscription.channel.header ?? [],
    payload: payload as SubscriptionPayload,
    heartbeatSeconds,
    timeoutSeconds,
    maxCount,
    reason: subscription.reason,
    endMs: end,
  });
}

/** As it is kept. Headers are for the hook alone and are never shown again. */
export function subscriptionResource(stored: StoredSubscription): Subscription {
  const extension = (name: string, value: Omit<Extension, 'url'>): Extension => ({
    url: `${backport}/${name}`,
    ...value,
  });
  const filters = stored.filters.map((valueString) => extension('backport-filter-criteria', { valueString }));
  const { endpoint } = stored;
  return {
    resourceType: 'Subscription',
    id: stored.id,
    meta: { profile: [`${backport}/backport-subscription`], lastUpdated: new Date(stored.createdMs).toISOString() },
    status: stored.status,
    reason: stored.reason,
    criteria: stored.topic,
    ...(filters.length === 0 ? {} : { _criteria: { extension: filters } }),
    ...(stored.error === undefined ? {} : { error: stored.error }),
    ...(stored.endMs === undefined ? {} : { end: new Date(stored.endMs).toISOString() }),
    channel: {
      extension: [
        ...(stored.heartbeatSeconds === undefined
          ? []
          : [extension('backport-heartbeat-period', { valueUnsignedInt: stored.heartbeatSeconds })]),
        extension('backport-timeout', { valueUnsignedInt: stored.timeoutSeconds }),
        extension('backport-max-count', { valuePositiveInt: stored.maxCount }),
      ],
      type: stored.channel,
      ...(endpoint === undefined ? {} : { endpoint }),
      payload: 'application/fhir+json',
      _payload: { extension: [extension('backport-payload-content', { valueCode: stored.payload })] },
    },
  };
}
