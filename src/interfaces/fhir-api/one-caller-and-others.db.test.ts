/** ASVS 5.0, 2.4.1 and 15.2.2; attack 74: what one caller sends, or how often, does not hold up the others. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createTurns } from '#platform';
import { type Ask, asker, issuesOf } from './testing/ask.ts';
import { aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let practiceToken: string;

let asked = 0;

async function untilAsked(count: number): Promise<void> {
  while (asked < count) await setImmediate();
}

before(async () => {
  const real = createTurns({ atOnce: 2, waitingMax: 1, waitsMs: 60_000, inAll: 3, inAllWaitingMax: 0 });
  const turns = {
    ...real,
    ask(caller: string) {
      asked += 1;
      return real.ask(caller);
    },
  };
  region = await regionForApi(file, { turns });
  practiceToken = await region.clientToken('practice');
  practice = asker(region, practiceToken);
});

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const ofBytes = (bytes: number): string => JSON.stringify({ resourceType: 'Basic', id: 'x'.repeat(bytes) });

describe('attack 74: the size of a body', () => {
  it('a form of more than 256 kB is refused before it is read, whoever sends it', async () => {
    const staff = asker(region, await region.staffToken());
    for (const ask of [practice, staff])
      for (const path of ['/Observation/_search', '/_search', '/Observation']) {
        const asked = await ask(path, { body: 'code=a&'.repeat(40_000), headers: form });
        assert.equal(asked.status, 413, path);
        assert.match(issuesOf(asked)[0]!.text, /256 kB/);
      }
    const asked = await practice('/Patient/_search', { body: `_id=${'a,'.repeat(2_000)}a`, headers: form });
    assert.notEqual(asked.status, 413);
  });

  it('people and their apps, who file nothing, send at most 1 MB; a registered service may send the largest Bundle', async () => {
    const patient = await region.patientToken('9990000018', '1950-03-04');
    for (const token of [patient, await region.staffToken()])
      for (const path of ['', '/Basic', '/Basic/$validate', '/ValueSet/$expand']) {
        const asked = await asker(region, token)(path, { body: ofBytes(1024 * 1024) });
        assert.equal(asked.status, 413, path);
        assert.match(issuesOf(asked)[0]!.text, /1 MB of staff, patients/);
      }
    assert.equal((await practice('/Basic/$validate', { body: ofBytes(2 * 1024 * 1024) })).status, 200);
  });

  it('a body that comes in pieces, and names no length, is left as soon as it is too large', async () => {
    const staff = await region.staffToken();
    const sending = httpRequest(`${region.base}/Basic/$validate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${staff}`, 'content-type': 'application/fhir+json' },
    });
    sending.on('error', () => undefined);
    const answered = once(sending, 'response');
    for (let piece = 0; piece < 5; piece++) sending.write('x'.repeat(256 * 1024));
    const [answer] = await answered;
    assert.equal(answer.statusCode, 413);
    assert.equal(answer.headers.connection, 'close');
    sending.destroy();
  });
});

/** A request of which the end does not come: it has its turn until `end`. */
function begin(token: string): () => Promise<void> {
  const sending = httpRequest(`${region.base}/Patient`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
  });
  sending.flushHeaders();
  return async () => {
    sending.end(JSON.stringify(aPatient()));
    const [answer] = await once(sending, 'response');
    answer.resume();
    assert.equal(answer.statusCode, 201);
    await once(answer, 'end');
  };
}

describe('ASVS 15.2.2: requests of one caller', () => {
  it('are worked on so many at a time; the next waits, one more is told to come later, and others are answered', async () => {
    const before = asked;
    const held = [begin(practiceToken), begin(practiceToken)] as const;
    await untilAsked(before + 2);
    let isAnswered = false;
    const waiting = practice('/Patient?identifier=nobody').finally(() => {
      isAnswered = true;
    });
    await untilAsked(before + 3);
    const again = asker(region, await region.clientToken('practice'));
    const refused = await again('/Patient?identifier=nobody');
    assert.equal(refused.status, 429, 'by another token of the same client too');
    assert.equal(issuesOf(refused)[0]?.code, 'throttled');
    assert.match(issuesOf(refused)[0]!.text, /2 at a time/);
    assert.equal(refused.headers.get('retry-after'), '5');
    const other = asker(region, await region.clientToken('hospital'));
    assert.equal((await other('/Patient?identifier=nobody')).status, 200, 'another caller');
    assert.equal(isAnswered, false);
    await held[0]();
    assert.equal((await waiting).status, 200);
    await held[1]();
    assert.equal((await again('/Patient?identifier=nobody')).status, 200, 'with all places free again');
  });

  it('that are given up leave their places', async () => {
    const before = asked;
    const giveUp = new AbortController();
    const headers = { authorization: `Bearer ${practiceToken}`, 'content-type': 'application/fhir+json' };
    const sending = [1, 2].map(() =>
      httpRequest(`${region.base}/Patient`, { method: 'POST', headers, signal: giveUp.signal }),
    );
    for (const one of sending) {
      one.on('error', () => undefined);
      one.flushHeaders();
    }
    await untilAsked(before + 2);
    const waiting = practice('/Patient?identifier=nobody');
    await untilAsked(before + 3);
    giveUp.abort();
    assert.equal((await waiting).status, 200);
  });

  it('whose caller has hung up keep their places for as long as the database works for them', async () => {
    const release = Promise.withResolvers<void>();
    const isHeld = Promise.withResolvers<void>();
    const holding = region.database.owner.begin(async (sql) => {
      await sql`lock table store.resource in access exclusive mode`;
      isHeld.resolve();
      await release.promise;
    });
    await isHeld.promise;
    const giveUp = new AbortController();
    const headers = { authorization: `Bearer ${practiceToken}` };
    const ask = (signal: AbortSignal) => fetch(`${region.base}/Patient?identifier=nobody`, { headers, signal });
    const before = asked;
    const given = [ask(giveUp.signal), ask(giveUp.signal)];
    await untilAsked(before + 2);
    giveUp.abort();
    await Promise.allSettled(given);
    const never = new AbortController();
    const waiting = ask(never.signal);
    await untilAsked(before + 3);
    assert.equal((await practice('/Patient?identifier=nobody')).status, 429, 'two are worked on, one waits');
    release.resolve();
    await holding;
    assert.equal((await waiting).status, 200);
  });
});

describe('decision 103: requests of all callers together', () => {
  it('are worked on so many at a time; beyond it the answer is 503 and says when to ask again', async () => {
    const before = asked;
    const hospital = await region.clientToken('hospital');
    const staff = await region.staffToken();
    const held = [begin(practiceToken), begin(practiceToken), begin(hospital)];
    await untilAsked(before + 3);
    const refused = await asker(region, staff)('/Patient?identifier=nobody');
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '5');
    assert.match(issuesOf(refused)[0]!.text, /Nothing was done/);
    const withBody = await asker(region, staff)('/Basic/$validate', { body: ofBytes(100) });
    assert.equal(withBody.status, 503, 'when its body has come');
    for (const end of held) await end();
    assert.equal((await asker(region, staff)('/Basic/$validate', { body: ofBytes(100) })).status, 200);
  });

  it('people whose bodies come slowly take no place before they have come', async () => {
    const before = asked;
    const people = await Promise.all(
      ['A', 'B', 'C', 'D'].map((staffId) => region.staffToken({ staffId: `slow-${staffId}` } as never)),
    );
    const sending = people.map((token) =>
      httpRequest(`${region.base}/Basic/$validate`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      }),
    );
    for (const one of sending) {
      one.on('error', () => undefined);
      one.write('{');
    }
    await untilAsked(before + 4);
    assert.equal((await practice('/Patient?identifier=nobody')).status, 200);
    for (const one of sending) one.destroy();
  });
});
