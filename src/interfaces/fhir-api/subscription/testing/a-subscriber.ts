/** Subscriptions over real sockets: a region, its callers, and what they ask for. */
import assert from 'node:assert/strict';
import type { Encounter, Subscription } from 'fhir/r4.js';
import { type Ask, asker, fileRecord } from '../../testing/ask.ts';
import { type RegionForApi, regionForApi } from '../../testing/region-for-api.ts';
import { aListener, kindOf, type Listener, until } from './a-listener.ts';

export const topic = 'https://goldthread.example/SubscriptionTopic';
const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

export interface Wanted {
  readonly topic: string;
  readonly filters?: readonly string[];
  readonly endpoint?: string;
  readonly payload?: string;
  readonly channel?: Partial<Subscription['channel']>;
}

export function aSubscription(wanted: Wanted): Subscription {
  const filters = wanted.filters ?? [];
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'a test',
    criteria: `${topic}/${wanted.topic}`,
    ...(filters.length === 0
      ? {}
      : {
          _criteria: {
            extension: filters.map((valueString) => ({ url: `${backport}/backport-filter-criteria`, valueString })),
          },
        }),
    channel: {
      type: wanted.endpoint === undefined ? 'websocket' : 'rest-hook',
      ...(wanted.endpoint === undefined ? {} : { endpoint: wanted.endpoint }),
      payload: 'application/fhir+json',
      _payload: {
        extension: [{ url: `${backport}/backport-payload-content`, valueCode: wanted.payload ?? 'full-resource' }],
      },
      ...wanted.channel,
    },
  };
}

export async function subscribe(ask: Ask, wanted: Wanted): Promise<string> {
  const made = await ask('/Subscription', { body: aSubscription(wanted) });
  assert.equal(made.status, 201, made.text);
  return (made.json as Subscription).id!;
}

export async function statusOf(ask: Ask, id: string): Promise<string> {
  return ((await ask(`/Subscription/${id}`)).json as Subscription).status;
}

export const active = (ask: Ask, id: string) =>
  until(async () => ((await statusOf(ask, id)) === 'active' ? true : undefined));

export const eventsIn = (heard: Listener) => heard.taken.filter((one) => kindOf(one) === 'event-notification');

/** Gives the address of what was filed. */
export async function file(ask: Ask, body: { readonly resourceType: string }): Promise<string> {
  const made = await ask(`/${body.resourceType}`, { body });
  assert.equal(made.status, 201, made.text);
  return (made.headers.get('location') ?? '').split('/_history')[0]!;
}

export const anEncounter = (patient: string, status: Encounter['status']): Encounter => ({
  resourceType: 'Encounter',
  status,
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  subject: { reference: patient },
});

export interface SubscribersRegion {
  readonly region: RegionForApi;
  readonly practice: Ask;
  readonly hospital: Ask;
  readonly staff: Ask;
  readonly patient: string;
  listener(): Promise<Listener>;
}

/** Gives up on a hook after 700 ms, and looks every 30. */
export async function regionWithSubscribers(t: {
  after(close: () => Promise<void>): void;
}): Promise<SubscribersRegion> {
  const policy = { allowedHosts: [], allowsLoopback: true };
  const region = await regionForApi(t, { hooks: { policy, everyMs: 30, firstWaitMs: 30, giveUpMs: 700 } });
  const practice = asker(region, await region.clientToken('practice'));
  const hospital = asker(region, await region.clientToken('hospital'));
  const staff = asker(region, await region.staffToken());
  const [patient = ''] = await fileRecord(practice, { observations: 1 });
  const listener = async (): Promise<Listener> => {
    const made = await aListener();
    t.after(made.close);
    return made;
  };
  return { region, practice, hospital, staff, patient, listener };
}
