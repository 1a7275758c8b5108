/** Searches over the region: whom a caller may search about, the order that pages keep, what is counted, what is logged. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bundle, Observation, Patient, Resource } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { adasBirthDate, adasNumber, anObservation, aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let staff: Ask;
let ada = '';
let zoe = '';

const zoes = (change: Partial<Patient> = {}): Patient =>
  aPatient({
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }],
    name: [{ family: 'Ōtara-Finchley', given: ['Zoë'] }],
    birthDate: '1980-05-06',
    telecom: [{ system: 'phone', value: '01632 960001' }],
    address: [{ city: 'Leeds', postalCode: 'ZZ1 1ZZ' }],
    ...change,
  });

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  staff = asker(region, await region.staffToken());
  [ada = ''] = await fileRecord(practice);
  [zoe = ''] = await fileRecord(practice, { patient: zoes(), observations: 2 });
  await fileRecord(hospital, { observations: 3 });
});

const count = async (ask: Ask, query: string): Promise<number> => entriesOf(await ask(query)).length;

describe('a back-end service', () => {
  for (const [query, expected] of [
    ['/Patient?name=finc', 2],
    ['/Patient?name=finch', 2],
    ['/Patient?name=finchl', 1],
    ['/Patient?family=otara', 1],
    ['/Patient?family=otara%20finchley', 1],
    ['/Patient?family:exact=Finchley', 0],
    ['/Patient?family=%C5%8Ct', 1],
    ['/Patient?family:exact=Finch', 1],
    ['/Patient?family:contains=finch', 2],
    ['/Patient?family=finch&birthdate=1950-03-04', 1],
    ['/Patient?birthdate=1980-05-06', 1],
    ['/Patient?phone=01632%20960001', 1],
    ['/Patient?address-city=leed', 1],
    ['/Patient?identifier=9990000026', 1],
    ['/Observation?code=365755003', 7],
    ['/Observation?code=365755003&date=ge2026-03-03', 3],
    ['/Observation?code=365755003&category=laboratory', 4],
    ['/Observation?code:not=365755003', 0],
    ['/Observation?value-quantity=gt102', 2],
    ['/Observation', 7],
    ['/Practitioner?name=okaf', 3],
    ['/Condition?code:text=asthma', 2],
  ] as const)
    it(`finds over all that its organisation contributed by "${query}"`, async () => {
      assert.equal(await count(practice, query), expected);
    });

  it('finds nothing that another organisation contributed', async () => {
    assert.equal(await count(hospital, '/Observation?code=365755003'), 3);
    assert.equal(await count(hospital, '/Patient?name=otara'), 0);
    assert.equal(await count(hospital, '/Patient?family=otara&birthdate=1980-05-06'), 0);
    assert.equal(await count(hospital, '/Patient?identifier=9990000026'), 0);
    assert.equal(await count(hospital, `/Patient?_id=${zoe.split('/')[1]}`), 0);
  });

  it('is told how many only when it asks (R4 3.1.1.5.2), and then exactly', async () => {
    const totalOf = async (query: string) => ((await practice(query)).json as Bundle).total;
    assert.equal(await totalOf('/Observation?code=365755003'), undefined);
    assert.equal(await totalOf('/Observation?code=365755003&_count=2&_total=accurate'), 7);
    assert.equal(await totalOf('/Observation?value-quantity=gt102&_total=accurate'), 2);
    assert.equal(await totalOf('/Observation?_summary=count'), 7);
    assert.equal(await totalOf('/Observation?value-quantity=gt102&_count=0'), 2);
    assert.equal(await totalOf(`/Observation?patient=${ada}`), 5);
  });

  it('gets them sorted when something narrows the search', async () => {
    const values = async (query: string) =>
      entriesOf<Observation>(await practice(query)).map((one) => one.valueQuantity?.value);
    assert.deepEqual(await values('/Observation?code=365755003&_sort=-date&_count=3'), [104, 103, 102]);
    assert.deepEqual(await values('/Observation?code=365755003&_sort=value-quantity&_count=3'), [100, 100, 101]);
    assert.equal((await practice('/Observation?value-quantity=gt1&_sort=date')).status, 400);
  });

  it('has every person whom it was shown named in the log, and only those', async () => {
    const asked = await practice('/Observation?code=365755003&_count=100');
    const requestId = asked.headers.get('x-request-id');
    const [row] = await region.database.owner<{ body: { persons: { items: number }[] } }[]>`
      select body::jsonb as body from audit.entry where body::jsonb ->> 'requestId' = ${requestId}`;
    assert.deepEqual(row?.body.persons.map(({ items }) => items).sort(), [2, 5]);
    const one = await practice('/Observation?code=365755003&_count=1');
    const [entry] = await region.database.owner<{ persons: number }[]>`
      select jsonb_array_length(body::jsonb -> 'persons') as persons from audit.entry
      where body::jsonb ->> 'requestId' = ${one.headers.get('x-request-id')}`;
    assert.equal(entry?.persons, 1);
  });

  it('has includes over the region', async () => {
    const asked = await practice(
      '/Observation?code=365755003&_include=Observation:encounter&_include=Observation:subject',
    );
    const types = entriesOf<Resource>(asked, 'include').map((one) => one.resourceType);
    assert.deepEqual(types.sort(), ['Encounter', 'Encounter', 'Patient', 'Patient']);
  });
});

describe('staff', () => {
  it('search about whom the search names, and over what is about nobody', async () => {
    assert.equal(await count(staff, `/Observation?patient=${ada}`), 8);
    assert.equal(await count(staff, '/Patient?family=finch&birthdate=1950-03-04'), 2);
    assert.equal(await count(staff, '/Practitioner?name=okaf'), 3);
  });

  it('are refused a search without a person, the same whether there is something to find or not', async () => {
    const answers: Asked[] = [];
    for (const query of ['code=365755003', 'code=nothing', 'value-quantity=gt1'])
      answers.push(await staff(`/Observation?${query}`));
    for (const answer of answers) {
      assert.equal(answer.status, 400);
      assert.equal(answer.text, answers[0]!.text);
      assert.equal(issuesOf(answer)[0]?.code, 'too-costly');
    }
  });
});

describe('a patient', () => {
  it('searches their own record without naming it', async () => {
    const patient = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    assert.equal(await count(patient, '/Condition'), 4);
    assert.equal(await count(patient, '/Patient'), 2);
    assert.equal(await count(patient, '/Patient?name=otara'), 0);
    assert.equal(await count(patient, `/Condition?patient=${zoe}`), 0);
  });
});

describe('pages of a search over the region', () => {
  const pageRows = 250;
  const rowsInAll = 10_000;
  const perBundle = 500;
  const bundleOf = (first: number, rows: number) => ({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: Array.from({ length: rows }, (_, index) => ({
      resource: anObservation(zoe, {
        identifier: [{ system: 'https://tests.example/paged', value: `P${first + index}` }],
        code: { coding: [{ system: 'https://tests.example/codes', code: 'paged' }] },
      }),
      request: { method: 'POST', url: 'Observation' },
    })),
  });

  it('neither miss nor repeat one of 10,000 rows while another client creates, updates and deletes', async () => {
    for (let first = 0; first < rowsInAll; first += perBundle) {
      const filed = await practice('', { body: bundleOf(first, perBundle) });
      assert.equal(filed.status, 200, filed.text.slice(0, 300));
    }
    const stood = await region.database.owner<{ number: number }[]>`
      select number from store.resource where body like '%tests.example/paged%' order by number`;
    assert.equal(stood.length, rowsInAll);
    const seen = new Map<string, number>();
    let isOver = false;
    let writes = 0;
    const write = async (): Promise<void> => {
      while (!isOver) {
        const found = entriesOf<Observation>(
          await practice(`/Observation?identifier=P${Math.floor((writes * 7919) % rowsInAll)}`),
        )[0];
        if (found?.id === undefined) continue;
        const path = `/Observation/${found.id}`;
        if (writes % 3 === 0) {
          await practice(path, { method: 'DELETE' });
        } else if (writes % 3 === 1) {
          const body = { ...found, effectiveDateTime: '2001-01-01T00:00:00Z' };
          await practice(path, { method: 'PUT', body, headers: { 'if-match': '*' } });
        } else await practice('/Observation', { body: bundleOf(rowsInAll + writes, 1).entry[0]!.resource });
        writes++;
      }
    };
    const writing = write();
    let pages = 0;
    let path = `/Observation?code=paged&_count=${pageRows}`;
    while (path !== '') {
      // Something is written between any two pages, however fast they come.
      for (const from = pages++; writes < from; ) await pause(1);
      const asked = await practice(path);
      for (const { id } of entriesOf<Observation>(asked)) seen.set(id!, (seen.get(id!) ?? 0) + 1);
      path = (asked.json as Bundle).link?.find((link) => link.relation === 'next')?.url.slice(region.base.length) ?? '';
    }
    isOver = true;
    await writing;
    assert.ok(writes >= rowsInAll / pageRows - 1, String(writes));
    assert.deepEqual(
      [...seen].filter(([, times]) => times > 1),
      [],
    );
    const missed = await region.database.owner<{ number: number; id: string }[]>`
      select number, body::jsonb ->> 'id' as id from store.resource
      where number = any(${stood.map(({ number }) => number)}::bigint[]) and state = 0`;
    assert.deepEqual(
      missed.filter(({ id }) => !seen.has(id)),
      [],
    );
  });

  it('find one old row among thousands of the same code, whichever way served that code before', async () => {
    // Nothing can be filed behind what is there, so the oldest of all is made old.
    const [oldest] = await region.database.owner<{ id: string }[]>`
      select body::jsonb ->> 'id' as id from store.resource
      where body like '%tests.example/paged%' and state = 0 order by number limit 1`;
    const old = (await practice(`/Observation/${oldest!.id}`)).json as Observation;
    const body = { ...old, effectiveDateTime: '1961-02-03T04:05:06Z' };
    const changed = await practice(`/Observation/${old.id}`, { method: 'PUT', body, headers: { 'if-match': '*' } });
    assert.equal(changed.status, 200);
    const idsOf = async (query: string) => entriesOf<Observation>(await practice(query)).map(({ id }) => id);
    const newest = await idsOf('/Observation?code=paged&_count=3');
    for (let turn = 0; turn < 2; turn++) {
      assert.deepEqual(await idsOf('/Observation?code=paged&date=lt1970'), [old.id]);
      assert.deepEqual(await idsOf('/Observation?code=paged&_count=3'), newest);
    }
  });

  it('have what names the code beside another in its place, and nothing twice (R4 3.1.1.4.10)', async () => {
    const local = { system: 'https://tests.example/codes', code: 'paged' };
    const snomed = { system: 'http://snomed.info/sct', code: '27113001' };
    const filed: string[] = [];
    for (const coding of [[local, snomed], [local], [snomed, local], [snomed], [local]])
      filed.unshift(
        (await practice('/Observation', { body: anObservation(zoe, { code: { coding } }) })).headers
          .get('location')!
          .split('/')
          .at(-3)!,
      );
    const [e, d, c, b, a] = filed;
    const idsOf = async (query: string) => entriesOf<Observation>(await practice(query)).map(({ id }) => id);
    assert.deepEqual(await idsOf('/Observation?code=paged&_count=4'), [e, c, b, a]);
    assert.deepEqual(await idsOf('/Observation?code=https://tests.example/codes|paged&_count=4'), [e, c, b, a]);
    assert.deepEqual(await idsOf('/Observation?code=http://snomed.info/sct|paged&_count=4'), []);
    assert.deepEqual(await idsOf('/Observation?code=paged,27113001&_count=5'), [e, d, c, b, a]);
    assert.deepEqual(await idsOf('/Observation?code=27113001'), [d, c, a]);
    assert.deepEqual(await idsOf(`/Observation?patient=${zoe}&code=paged&_count=4`), [e, c, b, a]);
    assert.deepEqual(await idsOf(`/Observation?patient=${zoe}&code=27113001`), [d, c, a]);
  });
});
