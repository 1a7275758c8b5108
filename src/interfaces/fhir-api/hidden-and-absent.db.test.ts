/** "Cannot" and "is not" are one answer (D4, D8; attacks 19, 24, 25, 27, 32, 34, 41, 44, 45), and both are logged. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation } from 'fhir/r4.js';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, entriesOf, fileRecord, type Question } from './testing/ask.ts';
import { adasBirthDate, adasNumber, anObservation, aPatient, aRecord } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let filed: string[] = [];
/** Well-formed ids of nothing. */
const absentPatient = '06y0000000z';
const absentResource = `${absentPatient}06y0000000y`;

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  filed = await fileRecord(practice);
});

/** Everything of an answer but what differs between any two: its number, its time, and the id that was asked for. */
function shapeOf(asked: Asked, id: string): unknown {
  const headers = [...asked.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date');
  return { status: asked.status, headers, text: asked.text.replaceAll(id, 'ID') };
}

async function assertSame(
  ask: Ask,
  hiddenId: string,
  absentId: string,
  question: (id: string) => [string, Question?],
): Promise<void> {
  const hidden = await ask(...question(hiddenId));
  const absent = await ask(...question(absentId));
  const padded = { text: hidden.text.replaceAll(hiddenId, absentId) };
  assert.deepEqual(shapeOf({ ...hidden, ...padded }, absentId), shapeOf(absent, absentId));
}

const patientQuestions: readonly (readonly [string, (id: string) => [string, Question?]])[] = [
  ['read', (id) => [`/Patient/${id}`]],
  ['HEAD', (id) => [`/Patient/${id}`, { method: 'HEAD' }]],
  [
    'conditional read',
    (id) => [`/Patient/${id}`, { headers: { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() } }],
  ],
  ['history', (id) => [`/Patient/${id}/_history`]],
  ['vread', (id) => [`/Patient/${id}/_history/06y0000000z`]],
  ['$everything', (id) => [`/Patient/${id}/$everything`]],
  ['$everything of one type', (id) => [`/Patient/${id}/$everything?_type=Observation`]],
  ['search by patient', (id) => [`/Observation?patient=${id}`]],
  ['search by _id', (id) => [`/Patient?_id=${id}&_revinclude=Condition:subject`]],
  ['count', (id) => [`/Observation?patient=${id}&_summary=count`]],
  ['a negative search', (id) => [`/Observation?patient=${id}&code:not=1`]],
  ['an absence', (id) => [`/Observation?patient=${id}&value-quantity:missing=false`]],
  ['an include', (id) => [`/Observation?patient=${id}&_include=*`]],
];

const systemWrites: readonly (readonly [string, (id: string) => [string, Question?]])[] = [
  ['update', (id) => [`/Patient/${id}`, { method: 'PUT', body: aPatient({ id }), headers: { 'if-match': '*' } }]],
  ['update without a version', (id) => [`/Patient/${id}`, { method: 'PUT', body: aPatient({ id }) }]],
  ['delete', (id) => [`/Patient/${id}`, { method: 'DELETE' }]],
  ['a result about them', (id) => ['/Observation', { body: anObservation(`Patient/${id}`) }]],
];

describe('a client of another organisation', () => {
  for (const [name, question] of [...patientQuestions, ...systemWrites])
    it(`gets by ${name} what it gets where nothing is`, async () => {
      await assertSame(hospital, filed[0]!.split('/')[1]!, absentPatient, question);
    });

  it('gets each resource by id as if it were not there', async () => {
    for (const address of filed.filter((one) => !one.startsWith('Practitioner'))) {
      const [type, id] = address.split('/');
      await assertSame(hospital, id!, type === 'Patient' ? absentPatient : absentResource, (asked) => [
        `/${type}/${asked}`,
      ]);
    }
  });

  it('creates conditionally beside what another has', async () => {
    const observed = await fileRecord(hospital, {
      patient: aPatient({ name: [{ family: 'Elsewhere' }], birthDate: '1933-01-01' }),
    });
    const asked = await hospital('/Observation', {
      body: anObservation(observed[0]!, {
        identifier: [{ system: 'https://tests.example/only-practice', value: 'X' }],
      }),
      headers: { 'if-none-exist': 'identifier=https://tests.example/only-practice|X' },
    });
    assert.equal(asked.status, 201);
  });

  it('attack 50: creates a patient with a number that another has, and is answered as for a number that nobody has', async () => {
    const create = async (value: string): Promise<unknown> => {
      const identifier = [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value }];
      const body = aPatient({ identifier, name: [{ family: 'Somebody' }], birthDate: '1941-02-03' });
      const { status, headers, text } = await hospital('/Patient', { body });
      const shown = [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date');
      const shape = JSON.stringify({ status, headers: shown, text }).replaceAll(value, 'NUMBER');
      return shape
        .replaceAll(/\b0[0-9a-hjkmnp-tv-z]{10}\b/g, 'ID')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT/g, 'TIME');
    };
    const known = await create(adasNumber);
    assert.match(String(known), /"status":201/);
    assert.equal(known, await create('9990000115'));
  });

  it('changed nothing by asking', async () => {
    assert.equal((await practice(`/${filed[0]}`)).status, 200);
  });
});

describe('staff without a relationship, and another patient', () => {
  for (const [name, question] of patientQuestions)
    it(`get by ${name} what they get where nothing is`, async () => {
      const nurse = asker(
        region,
        await region.staffToken({ organisation: 'ZXT01' as OdsCode, organisationName: 'Tarn Hospitals' }),
      );
      const stranger = asker(region, await region.patientToken('9990000026', '1980-01-01'));
      const id = filed[0]!.split('/')[1]!;
      await assertSame(nurse, id, absentPatient, question);
      await assertSame(stranger, id, absentPatient, question);
    });

  it('leave a refusal in the log of the person they asked about', async () => {
    const rows = await region.database.owner<{ count: number }[]>`
      select count(*)::int as count from audit.entry where body::jsonb ->> 'kind' = 'refusal'
        and jsonb_array_length(body::jsonb -> 'persons') = 1`;
    assert.ok(rows[0]!.count >= 2 * (patientQuestions.length - 1), String(rows[0]!.count));
  });
});

describe('a search', () => {
  const byNumber = `identifier=https://fhir.nhs.uk/Id/nhs-number|${adasNumber}`;
  const entriesOfRequest = async (who: Ask, path: string): Promise<readonly string[]> => {
    const entries = () =>
      region.database.owner<{ position: number; kind: string; persons: number }[]>`
        select position, kind, cardinality(persons) as persons from audit.entry order by position`;
    const last = (await entries()).at(-1)!.position;
    assert.equal((await who(path)).status, 200);
    return (await entries()).flatMap(({ position, kind, persons }) =>
      position > last ? [persons === 0 ? `${kind} of nobody` : kind] : [],
    );
  };

  it('that is refused its person leaves one entry, however the person is named', async () => {
    const nurse = asker(region, await region.staffToken({ organisation: 'ZXT01' as OdsCode, staffId: 'nurse-9' }));
    for (const path of [
      `/Patient?${byNumber}`,
      `/Patient?_id=${filed[0]!.split('/')[1]}`,
      `/Condition?patient=${filed[0]}`,
      `/Condition?patient.${byNumber}`,
      '/Observation?identifier=https://tests.example/results|R0',
    ])
      assert.deepEqual(await entriesOfRequest(nurse, path), ['refusal'], path);
  });

  it('that finds its person leaves one entry, and so does one that finds nobody', async () => {
    const gp = asker(region, await region.staffToken());
    assert.deepEqual(await entriesOfRequest(gp, `/Condition?patient=${filed[0]}`), ['search']);
    const nobody = '/Patient?identifier=https://tests.example/results|nobody';
    assert.deepEqual(await entriesOfRequest(gp, nobody), ['search of nobody']);
  });
});

describe('who may see', () => {
  it('sees the records of every source as one person: the GP finds the hospital results by the id of the practice', async () => {
    await fileRecord(hospital, { observations: 3 });
    const gp = asker(region, await region.staffToken());
    const found = entriesOf<Observation>(await gp(`/Observation?patient=${filed[0]}&_count=100`));
    assert.equal(found.length, 8);
    const everything = (await gp(`/${filed[0]}/$everything`)).json as Bundle;
    assert.equal(everything.entry?.filter((entry) => entry.resource?.resourceType === 'Patient').length, 2);
  });

  it('is the patient themself', async () => {
    const ada = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    assert.equal((await ada(`/${filed[0]}`)).status, 200);
    assert.ok(entriesOf(await ada(`/Condition?patient=${filed[0]}`)).length >= 2);
  });

  it('attack 75: gets by a page link of somebody else, or a changed one, nothing', async () => {
    const page = (await practice(`/Observation?patient=${filed[0]}&_count=1`)).json as Bundle;
    const next = page.link!.find((link) => link.relation === 'next')!.url.slice(region.base.length);
    assert.equal((await practice(next)).status, 200);
    assert.equal((await hospital(next)).status, 400);
    assert.equal((await practice(`${next.slice(0, -3)}AAA`)).status, 400);
    assert.doesNotMatch(next, /patient/);
  });

  it('does not see in a person under restriction where they are, nor finds them by it', async () => {
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }];
    const patient = aPatient({
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }],
      name: [{ family: 'Hidden', given: ['Ben'] }],
      birthDate: '1980-01-01',
      address: [{ line: ['1 Secret Street'], postalCode: 'ZZ1 1ZZ' }],
      meta: { security },
    });
    const [address] = await fileRecord(practice, { patient });
    const gp = asker(region, await region.staffToken());
    const read = await gp(`/${address}`);
    assert.doesNotMatch(read.text, /Secret Street|ZZ1/);
    const byPlace = await gp(`/Patient?_id=${address!.split('/')[1]}&address-postalcode=ZZ1`);
    assert.equal((byPlace.json as Bundle).total, 0);
  });
});

describe('the log', () => {
  it('has an entry for each answer that shows a person, one for each request', async () => {
    const count = async () =>
      (await region.database.owner<{ count: number }[]>`select count(*)::int as count from audit.entry`)[0]!.count;
    const start = await count();
    await practice(`/${filed[0]}`);
    await practice(`/Observation?patient=${filed[0]}`);
    await practice(`/${filed[0]}/$everything`);
    await practice('/Patient/06y0000000z');
    assert.equal((await count()) - start, 4);
    const created = await practice('/Patient', { body: aPatient({ name: [{ family: 'Logged' }] }) });
    const { id } = created.json as { id: string };
    await practice(`/Patient/${id}`, { method: 'PUT', body: created.text, headers: { 'if-match': '*' } });
    await practice('', { body: aRecord({ observations: 1 }), headers: { prefer: 'return=representation' } });
    await practice(`/Patient/${id}`, { method: 'DELETE' });
    assert.equal((await count()) - start, 8);
    const [line] = await region.database.owner<{ body: string }[]>`
      select body from audit.entry where kind = 'write' order by position desc offset 1 limit 1`;
    const said = JSON.parse(line!.body) as { persons: { items: number }[]; withoutPerson: { items: number } };
    assert.deepEqual([said.persons[0]?.items, said.withoutPerson.items], [5, 1], 'the write says what it sent back');
  });
});
