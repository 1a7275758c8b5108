/** R5 Backport 1.1, at least once: a subscriber hears of what was asked for once they were answered, and of nothing before it. */
import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Ask } from '../testing/ask.ts';
import { anObservation } from '../testing/people.ts';
import type { RegionForApi } from '../testing/region-for-api.ts';
import { fociOf, kindOf, type Listener, numbersOf, until } from './testing/a-listener.ts';
import { anEncounter, eventsIn, file, regionWithSubscribers, statusOf, subscribe } from './testing/a-subscriber.ts';

const wholeFile = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';
let listener: () => Promise<Listener>;

before(async () => {
  const made = await regionWithSubscribers(wholeFile);
  ({ region, practice, patient, listener } = made);
});

const wanted = (heard: Listener) => ({
  ...{ topic: 'resource-changed', payload: 'id-only', endpoint: heard.url },
  filters: [`Observation?patient=${patient}`],
});
const fileResult = (value: number) => file(practice, anObservation(patient, { valueQuantity: { value } }));

/** All that they hear, once the last of it was told. */
async function heardBy(heard: Listener, last: string): Promise<readonly (string | undefined)[]> {
  return until(() => {
    const foci = eventsIn(heard).flatMap(fociOf);
    return foci.includes(last) ? foci : undefined;
  });
}

/** While it runs nobody becomes active: a transaction that was there before them is not over. */
async function whileNobodyIsActive<T>(work: () => Promise<T>): Promise<T> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let hasBegun: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const holding = region.database.owner.begin(async (sql) => {
    await sql`select pg_current_xact_id()`;
    hasBegun();
    await held;
  });
  await begun;
  try {
    return await work();
  } finally {
    release();
    await holding;
  }
}

it('the first subscriber hears of what is filed at once, and the next does while others hear all the while', async () => {
  const [first, second] = [await listener(), await listener()];
  // The region now believes that nobody subscribes.
  await fileResult(1);
  const filed = await whileNobodyIsActive(async () => {
    const askedMs = performance.now();
    const id = await subscribe(practice, wanted(first));
    // As long as any process may believe that nobody subscribes (`believedMs`).
    assert.ok(performance.now() - askedMs >= 250, 'was answered before it could be heard everywhere');
    const all = [await fileResult(2), await fileResult(3)];
    assert.equal(await statusOf(practice, id), 'requested');
    return all;
  });
  assert.deepEqual(await heardBy(first, filed[1]!), filed);
  assert.deepEqual(eventsIn(first).flatMap(numbersOf), [1, 2]);
  assert.equal(kindOf(first.taken[0]!), 'handshake', 'told nothing before the handshake');
  const [earlier = '', later = ''] = await whileNobodyIsActive(async () => {
    // Still to be told to the first; nothing of the second's.
    const before = await fileResult(4);
    const next = await subscribe(practice, wanted(second));
    const both = [before, await fileResult(5)];
    assert.equal(await statusOf(practice, next), 'requested');
    return both;
  });
  assert.deepEqual(await heardBy(second, later), [later]);
  assert.deepEqual(await heardBy(first, later), [...filed, earlier, later]);
});

it('a hook whose handshake failed hears, once it is there, of everything since it subscribed', async () => {
  const heard = await listener();
  heard.answerWith(503);
  await subscribe(practice, wanted(heard));
  const filed = await fileResult(6);
  await until(() => (heard.authorizations.length > 0 ? true : undefined));
  heard.answerWith(200);
  assert.deepEqual(await heardBy(heard, filed), [filed]);
});

/** Every write of a resource comes to its commit, its change noted or not, and goes no further while `work` runs. */
async function whileWritesWaitToCommit(work: (isWaiting: () => Promise<true>) => Promise<void>): Promise<void> {
  const { owner } = region.database;
  await owner.unsafe(`
    create function hold_commit() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(890089); return null; end $$;
    create constraint trigger hold after insert on store.resource deferrable initially deferred
      for each row execute function hold_commit()`);
  await owner.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(890089)`;
    await work(() =>
      until(async () => {
        const rows = await sql`select 1 from pg_locks where locktype = 'advisory' and objid = 890089 and not granted`;
        return rows.length > 0 ? (true as const) : undefined;
      }),
    );
  });
  await owner.unsafe('drop trigger hold on store.resource; drop function hold_commit');
}

it('a write that was under way when somebody subscribed can be read once they are answered, or they hear of it', async () => {
  const heard = await listener();
  let filing: Promise<string> | undefined;
  let answered: Promise<readonly string[]> | undefined;
  const readable = async (): Promise<readonly string[]> => {
    const found = (await practice(`/Encounter?patient=${patient}`)).json as Bundle;
    return (found.entry ?? []).map(({ fullUrl = '' }) => fullUrl);
  };
  await whileWritesWaitToCommit(async (isWaiting) => {
    // Nobody wants an Encounter yet, so its write notes nothing.
    filing = file(practice, anEncounter(patient, 'in-progress'));
    await isWaiting();
    answered = subscribe(practice, {
      ...{ topic: 'resource-changed', payload: 'id-only', endpoint: heard.url },
      filters: [`Encounter?patient=${patient}`],
    }).then(readable);
    await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 1_500))]);
  });
  const filed = await filing!;
  const seen = await answered!;
  const next = await file(practice, anEncounter(patient, 'in-progress'));
  const told = await heardBy(heard, next);
  assert.ok([...seen, ...told].includes(filed), 'neither read nor told');
});
