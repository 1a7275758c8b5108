/** Subscriptions by websocket, whose they are, and what is refused (attacks 72 and 80). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, issuesOf } from '../testing/ask.ts';
import { anObservation } from '../testing/people.ts';
import type { RegionForApi } from '../testing/region-for-api.ts';
import { fociOf, kindOf, type Listener, parametersOf, until } from './testing/a-listener.ts';
import {
  active,
  aSubscription,
  file,
  regionWithSubscribers,
  subscribe,
  topic,
  type Wanted,
} from './testing/a-subscriber.ts';

const wholeFile = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let staff: Ask;
let patient = '';
let listener: () => Promise<Listener>;

before(async () => {
  const made = await regionWithSubscribers(wholeFile);
  ({ region, practice, hospital, staff, patient, listener } = made);
});

describe('by websocket', () => {
  it('is bound by a token that works once, hears its events, and what it missed when it comes back', async () => {
    const filters = [`Observation?patient=${patient}`];
    const id = await subscribe(staff, { topic: 'new-result', filters, payload: 'id-only' });
    await active(staff, id);
    const result = () =>
      anObservation(patient, {
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
        ],
      });
    // Before anybody listens: kept.
    const missed = await file(practice, result());
    const given = (await staff(`/Subscription/${id}/$get-ws-binding-token`)).json as {
      parameter: { name: string; valueString?: string; valueUrl?: string }[];
    };
    const token = given.parameter.find(({ name }) => name === 'token')!.valueString!;
    const url = given.parameter.find(({ name }) => name === 'websocket-url')!.valueUrl!;
    const heard: Bundle[] = [];
    const open = (text: string) => {
      const socket = new WebSocket(url);
      socket.addEventListener('open', () => socket.send(text));
      socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data)) as Bundle));
      const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
      return { socket, closed };
    };
    const first = open(`bind-with-token: ${token}`);
    await until(() => (heard.some((one) => fociOf(one).includes(missed)) ? true : undefined));
    assert.equal(kindOf(heard[0]!), 'handshake');
    const live = await file(practice, result());
    await until(() => (heard.some((one) => fociOf(one).includes(live)) ? true : undefined));
    assert.equal(await open(`bind-with-token: ${token}`).closed, 4401);
    assert.equal(await open('bind-with-token: nonsense.token').closed, 4401);
    assert.equal((await staff(`/Subscription/${id}`, { method: 'DELETE' })).status, 204);
    assert.equal(await first.closed, 4403);
  });
});

describe('of a subscription', () => {
  it('only its owner knows; $status tells where it stands', async () => {
    const heard = await listener();
    const id = await subscribe(practice, { topic: 'encounter-end', endpoint: heard.url });
    for (const other of [hospital, staff])
      for (const path of ['', '/$status', '/$events', '/$get-ws-binding-token'])
        assert.equal((await other(`/Subscription/${id}${path}`)).status, 404, path);
    assert.equal((await hospital(`/Subscription/${id}`, { method: 'DELETE' })).status, 404);
    assert.deepEqual(entriesOf(await hospital('/Subscription')), []);
    const [status] = entriesOf<never>(await practice(`/Subscription/${id}/$status`));
    const parameters = parametersOf({ resourceType: 'Bundle', type: 'searchset', entry: [{ resource: status! }] });
    assert.deepEqual(
      ['topic', 'type', 'events-since-subscription-start'].map((name) => {
        const { name: _name, ...value } = parameters.find((one) => one.name === name)!;
        return Object.values(value)[0] as string;
      }),
      [`${topic}/encounter-end`, 'query-status', '0'],
    );
    assert.equal((await practice(`/Subscription/${id}`, { method: 'DELETE' })).status, 204);
  });

  it('what is not offered is refused by its place, and a foreign address is never asked (attack 72)', async () => {
    const wrong: readonly (readonly [Wanted, string])[] = [
      [{ topic: 'no-such', endpoint: 'http://127.0.0.1:9/' }, 'Subscription.criteria'],
      [{ topic: 'resource-changed', endpoint: 'http://127.0.0.1:9/' }, 'Subscription.criteria'],
      [
        { topic: 'encounter-start', filters: ['Observation?code=1'], endpoint: 'http://127.0.0.1:9/' },
        'Subscription.criteria.extension',
      ],
      [
        { topic: 'encounter-start', filters: ['Encounter?no-such=1'], endpoint: 'http://127.0.0.1:9/' },
        'Subscription.criteria.extension',
      ],
      [{ topic: 'encounter-start', endpoint: 'https://evil.example/' }, 'Subscription.channel.endpoint'],
      [{ topic: 'encounter-start', endpoint: 'http://169.254.169.254/' }, 'Subscription.channel.endpoint'],
      [{ topic: 'encounter-start', channel: { type: 'email' } }, 'Subscription.channel.type'],
      [{ topic: 'encounter-start', payload: 'everything' }, 'Subscription.channel.payload.extension'],
      [{ topic: 'encounter-start', channel: { header: ['Host: evil'] } }, 'Subscription.channel.header'],
    ];
    for (const [wanted, place] of wrong) {
      const answer = await practice('/Subscription', { body: aSubscription(wanted) });
      assert.equal(answer.status, 400, JSON.stringify(wanted));
      assert.ok(
        issuesOf(answer).some((issue) => issue.place === place),
        answer.text,
      );
    }
    const everybody = await staff('/Subscription', { body: aSubscription({ topic: 'encounter-start' }) });
    assert.equal(everybody.status, 400);
    const narrow = asker(region, await region.clientToken('practice', ['system/Subscription.c']));
    const unread = await narrow('/Subscription', { body: aSubscription({ topic: 'encounter-start' }) });
    assert.equal(unread.status, 403);
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { resource: aSubscription({ topic: 'encounter-start' }), request: { method: 'POST', url: 'Subscription' } },
      ],
    };
    assert.equal((await practice('', { body: bundle })).status, 400);
  });
});
