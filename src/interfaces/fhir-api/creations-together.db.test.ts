/** Single creations and conditional updates that come at once share a transaction; nobody may notice but by the speed. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let patient = '';
let stranger = '';

before(async () => {
  region = await regionForApi(file);
  practice = representing(asker(region, await region.clientToken('practice')));
  hospital = representing(asker(region, await region.clientToken('hospital')));
  patient = (await fileRecord(practice))[0]!;
  stranger = (await fileRecord(hospital))[0]!;
});

function representing(ask: Ask): Ask {
  return (path, question = {}) =>
    ask(path, { ...question, headers: { prefer: 'return=representation', ...question.headers } });
}

async function entriesOf(kind: string): Promise<number> {
  const [row] = await region.database.owner<{ count: number }[]>`
    select count(*)::int as count from audit.entry where kind = ${kind}`;
  return row?.count ?? 0;
}

describe('creations that come at once', () => {
  it('are each answered with their own resource and logged each for itself', async () => {
    const before = await entriesOf('write');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        practice('/Observation', { body: anObservation(patient, { valueQuantity: { value: number } }) }),
      ),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    const shown = answers.map(({ json }) => (json as { valueQuantity: { value: number } }).valueQuantity.value);
    assert.deepEqual(shown, [...shown.keys()]);
    assert.equal(new Set(answers.map(({ json }) => (json as { id: string }).id)).size, 40);
    assert.equal((await entriesOf('write')) - before, 40);
  });

  it('one that cannot be filed takes nobody with it', async () => {
    const wrong = practice('/Observation', { body: { ...anObservation(patient), status: 'perhaps' } });
    const strange = practice('/Observation', { body: anObservation(stranger) });
    const good = Array.from({ length: 20 }, () => practice('/Observation', { body: anObservation(patient) }));
    const [refused, alien, ...filed] = await Promise.all([wrong, strange, ...good]);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /status/);
    assert.equal(alien.status, 422);
    assert.deepEqual(new Set(filed.map(({ status }) => status)), new Set([201]));
  });

  it('of two sources stay apart', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        number % 2 === 0
          ? practice('/Observation', { body: anObservation(patient) })
          : hospital('/Observation', { body: anObservation(stranger) }),
      ),
    );
    const sources = answers.map(({ json }) => (json as { meta: { source: string } }).meta.source);
    assert.equal(new Set(sources.filter((_, number) => number % 2 === 0)).size, 1);
    assert.equal(new Set(sources).size, 2);
  });

  it('200 conditional creates of one identifier make one resource (R4 3.1.0.8.1)', async () => {
    const body = anObservation(patient, { identifier: [{ system: 'urn:example:once', value: '1' }] });
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        practice('/Observation', { body, headers: { 'if-none-exist': 'identifier=urn:example:once|1' } }),
      ),
    );
    assert.equal(new Set(answers.map(({ json }) => (json as { id: string }).id)).size, 1);
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(answers.filter(({ status }) => status === 200).length, 199);
  });
});

describe('conditional updates that come at once (R4 3.1.0.4.3)', () => {
  const identified = (value: string, number: number) =>
    anObservation(patient, { identifier: [{ system: 'urn:example:kept', value }], valueQuantity: { value: number } });
  const put = (value: string, number: number) =>
    practice(`/Observation?identifier=urn:example:kept|${value}`, { method: 'PUT', body: identified(value, number) });

  it('each create or change their own, and are logged each for itself', async () => {
    const before = await entriesOf('write');
    const made = await Promise.all(Array.from({ length: 20 }, (_, number) => put(`own-${number}`, number)));
    assert.deepEqual(new Set(made.map(({ status }) => status)), new Set([201]));
    const changed = await Promise.all(Array.from({ length: 20 }, (_, number) => put(`own-${number}`, 100 + number)));
    assert.deepEqual(new Set(changed.map(({ status }) => status)), new Set([200]));
    const idsOf = (answers: typeof made) => answers.map(({ json }) => (json as { id: string }).id);
    assert.deepEqual(idsOf(changed), idsOf(made));
    assert.equal(new Set(idsOf(made)).size, 20);
    const shown = changed.map(({ json }) => (json as { valueQuantity: { value: number } }).valueQuantity.value);
    assert.deepEqual(
      shown,
      Array.from({ length: 20 }, (_, number) => 100 + number),
    );
    assert.equal((await entriesOf('write')) - before, 40);
  });

  it('of one thing come one after the other, each with a version of its own; creations of it find it', async () => {
    const creation = () =>
      practice('/Observation', {
        body: identified('shared', 0),
        headers: { 'if-none-exist': 'identifier=urn:example:kept|shared' },
      });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, number) => (number % 3 === 0 ? creation() : put('shared', number))),
    );
    assert.equal(new Set(answers.map(({ json }) => (json as { id: string }).id)).size, 1);
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(answers.filter(({ status }) => status === 200).length, 29);
    const id = (answers[0]!.json as { id: string }).id;
    const history = (await practice(`/Observation/${id}/_history?_count=100`)).json as { total: number };
    const wasMadeByCreation = answers.some(({ status }, number) => status === 201 && number % 3 === 0);
    assert.equal(history.total, 20 + (wasMadeByCreation ? 1 : 0));
  });

  it('a creation and an update of one new thing make one', async () => {
    const things = Array.from({ length: 10 }, (_, number) => `both-${number}`);
    const answers = await Promise.all(
      things.flatMap((value) => [
        practice('/Observation', {
          body: identified(value, 0),
          headers: { 'if-none-exist': `identifier=urn:example:kept|${value}` },
        }),
        put(value, 1),
      ]),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, things.length);
    assert.equal(answers.filter(({ status }) => status === 200).length, things.length);
    assert.equal(new Set(answers.map(({ json }) => (json as { id: string }).id)).size, things.length);
  });

  it('of one thing by two names of it are two changes', async () => {
    const names = ['one-name', 'other-name'];
    const body = anObservation(patient, { identifier: names.map((value) => ({ system: 'urn:example:kept', value })) });
    await practice('/Observation', { body });
    const changed = await Promise.all(
      names.map((name) => practice(`/Observation?identifier=urn:example:kept|${name}`, { method: 'PUT', body })),
    );
    assert.deepEqual(
      changed.map(({ status }) => status),
      [200, 200],
    );
    const versions = changed.map(({ json }) => (json as { meta: { versionId: string } }).meta.versionId);
    assert.equal(new Set(versions).size, 2);
  });
});
