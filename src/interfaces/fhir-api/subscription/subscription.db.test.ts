/** Subscriptions (R5 Backport 1.1) by hook, over real sockets, and attack 51: nothing is told that its subscriber may not see. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Encounter } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker } from '../testing/ask.ts';
import { anObservation } from '../testing/people.ts';
import type { RegionForApi } from '../testing/region-for-api.ts';
import { fociOf, kindOf, type Listener, numbersOf, until } from './testing/a-listener.ts';
import {
  active,
  anEncounter,
  eventsIn,
  file,
  regionWithSubscribers,
  statusOf,
  subscribe,
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

describe('a subscription', () => {
  it('is told by hook, after a handshake: in order, each once when all goes well, logged before it is sent', async () => {
    const heard = await listener();
    const id = await subscribe(practice, {
      topic: 'resource-changed',
      filters: [`Observation?patient=${patient}`],
      endpoint: heard.url,
      channel: { header: ['Authorization: Bearer hook-secret'] },
    });
    await active(practice, id);
    assert.deepEqual(heard.taken.map(kindOf), ['handshake']);
    assert.equal(heard.authorizations[0], 'Bearer hook-secret');
    const filed: string[] = [];
    for (let value = 1; value <= 3; value++)
      filed.push(await file(practice, anObservation(patient, { valueQuantity: { value } })));
    await file(hospital, { resourceType: 'Organization', name: 'Not the practice’s' } as never);
    const told = await until(() => {
      const foci = eventsIn(heard).flatMap(fociOf);
      return foci.length >= 3 ? foci : undefined;
    });
    assert.deepEqual(told, filed);
    assert.deepEqual(eventsIn(heard).flatMap(numbersOf), [1, 2, 3]);
    const [bundle] = eventsIn(heard);
    assert.deepEqual(createResourceValidator(loadFhirDefinitions())(bundle), []);
    assert.equal(bundle!.type, 'history');
    const entries = await region.database.owner<{ persons: number[] }[]>`
      select persons from audit.entry where body like ${`%${id}%`} and kind = 'disclosure'`;
    assert.ok(entries.length >= 1 && entries.every(({ persons }) => persons.length === 1));
    const shown = JSON.stringify((await practice(`/Subscription/${id}`)).json);
    assert.doesNotMatch(shown, /hook-secret/);
  });

  it('hears of the topic only: an encounter begins once and ends once', async () => {
    const heard = await listener();
    const starts = await subscribe(practice, { topic: 'encounter-start', endpoint: heard.url, payload: 'id-only' });
    const ended = await listener();
    const ends = await subscribe(practice, { topic: 'encounter-end', endpoint: ended.url, payload: 'empty' });
    await Promise.all([active(practice, starts), active(practice, ends)]);
    const planned = await file(practice, anEncounter(patient, 'planned'));
    const path = planned.slice(region.base.length);
    for (const status of ['in-progress', 'in-progress', 'finished'] as const) {
      const now = await practice(path);
      const body = { ...(now.json as Encounter), status, period: { start: `2026-01-0${heard.taken.length + 1}` } };
      const done = await practice(path, {
        method: 'PUT',
        body,
        headers: { 'if-match': now.headers.get('etag') ?? '' },
      });
      assert.equal(done.status, 200, done.text);
    }
    const end = await until(() => eventsIn(ended)[0]);
    assert.deepEqual([end.entry!.length, fociOf(end), numbersOf(end)], [1, [], [1]]);
    const start = await until(() => eventsIn(heard)[0]);
    assert.deepEqual(fociOf(start), [planned]);
    assert.equal(start.entry![1]!.resource, undefined);
    assert.deepEqual(eventsIn(heard).flatMap(numbersOf), [1]);
  });

  it('waits for a hook that fails, is told everything when it is back, and is given up in the end', async () => {
    const heard = await listener();
    const id = await subscribe(practice, { topic: 'document-added', endpoint: heard.url, payload: 'id-only' });
    await active(practice, id);
    heard.answerWith(503);
    const document = {
      resourceType: 'DocumentReference',
      status: 'current',
      subject: { reference: patient },
      content: [{ attachment: { contentType: 'text/plain', data: 'aGVsbG8=' } }],
    };
    const filed = [await file(practice, document)];
    await until(async () => ((await statusOf(practice, id)) === 'error' ? true : undefined));
    filed.push(await file(practice, { ...document }));
    heard.answerWith(200);
    const foci = await until(() => {
      const all = eventsIn(heard).flatMap(fociOf);
      return all.length >= 2 ? all : undefined;
    });
    assert.deepEqual(foci, filed);
    await active(practice, id);
    heard.answerWith(500);
    filed.push(await file(practice, document));
    await until(async () => ((await statusOf(practice, id)) === 'off' ? true : undefined));
    const dead = await region.database.owner`
      select event from record.subscription_event where subscription = ${id} and state = 'dead'`;
    assert.deepEqual(
      dead.map((row) => Number(row['event'])),
      [3],
    );
    // What was missed can still be asked for.
    const missed = await practice(`/Subscription/${id}/$events?eventsSinceNumber=3`);
    assert.deepEqual(fociOf(missed.json as Bundle), [filed[2]]);
  });

  it('hears nothing of what is hidden, not even a number, and nothing when its rights are lost (attack 51)', async () => {
    const heard = await listener();
    const filters = [`Observation?patient=${patient}`];
    const id = await subscribe(staff, { topic: 'resource-changed', filters, endpoint: heard.url, payload: 'id-only' });
    await active(staff, id);
    const restricted = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' }];
    await file(hospital, {
      resourceType: 'Patient',
      ...{
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
        name: [{ family: 'Finch', given: ['Ada'] }],
        birthDate: '1950-03-04',
      },
    } as never);
    const own = ((await hospital('/Patient?identifier=9990000018')).json as Bundle).entry![0]!.resource!.id;
    await file(hospital, anObservation(`Patient/${own}`, { meta: { security: restricted }, status: 'amended' }));
    const shown = await file(practice, anObservation(patient, { status: 'amended' }));
    const told = await until(() => eventsIn(heard)[0]);
    assert.deepEqual([fociOf(told), numbersOf(told)], [[shown], [1]]);
    await region.database.owner`update privacy.sharing_agreement set ends_ms = 1 where organisation = 'ZXG01'`;
    await file(practice, anObservation(patient, { status: 'corrected' }));
    await until(async () => {
      const refusals = await region.database.owner`
        select 1 from audit.entry where kind = 'refusal' and request_id like ${`subscription-${id}%`}`;
      return refusals.length >= 1 ? true : undefined;
    });
    await region.database.owner`update privacy.sharing_agreement set ends_ms = null where organisation = 'ZXG01'`;
    assert.equal(eventsIn(heard).length, 1);
  });

  it('ends when its client is registered no more', async () => {
    const heard = await listener();
    const second = asker(region, await region.clientToken('second'));
    const id = await subscribe(second, { topic: 'encounter-start', endpoint: heard.url });
    await active(second, id);
    await region.database.owner`update sign_in.client set disabled_at = now() where client_id = 'second'`;
    await file(practice, anEncounter(patient, 'in-progress'));
    await until(async () => {
      const [row] = await region.database.owner`select status from record.subscription where id = ${id}`;
      return row!['status'] === 'off' ? true : undefined;
    });
    assert.deepEqual(eventsIn(heard), []);
  });
});
