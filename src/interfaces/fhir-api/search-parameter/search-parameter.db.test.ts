/** Search parameters that a region defines itself (R4 3.1.1.6, SearchParameter): who may, what they find, when they end. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { CapabilityStatement, Patient, SearchParameter } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, entriesOf, fileRecord, issuesOf } from '../testing/ask.ts';
import { adasBirthDate, adasNumber, anObservation, aPatient } from '../testing/people.ts';
import { type RegionForApi, regionForApi } from '../testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let administrator: Ask;
let practice: Ask;
let hospital: Ask;
let ada = '';

const colourUrl = 'https://tests.example/colour';
const coloured = (colour: string, change: Partial<Patient> = {}): Patient =>
  aPatient({ extension: [{ url: colourUrl, valueCode: colour }], ...change });
const definition = (change: Partial<SearchParameter> = {}): SearchParameter => ({
  resourceType: 'SearchParameter',
  url: 'https://tests.example/SearchParameter/eye-colour',
  name: 'EyeColour',
  status: 'active',
  description: 'The colour of the eyes',
  code: '-eye-colour',
  base: ['Patient'],
  type: 'token',
  expression: `Patient.extension('${colourUrl}').value`,
  ...change,
});
/** A part of `Patient.telecom`, of the type that R4's own `telecom` has. */
const part = (expression: string) => ({
  definition: 'http://hl7.org/fhir/SearchParameter/individual-telecom',
  expression,
});
const composite: Partial<SearchParameter> = {
  type: 'composite',
  expression: 'Patient.telecom',
  component: [part('system'), part('value')],
};
const strict = { headers: { prefer: 'handling=strict' } };

before(async () => {
  region = await regionForApi(file);
  administrator = asker(region, await region.clientToken('administrator'));
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  [ada = ''] = await fileRecord(practice, { patient: coloured('blue') });
});

const count = async (ask: Ask, query: string): Promise<number> => entriesOf(await ask(query, strict)).length;
const define = (change: Partial<SearchParameter> = {}, id = 'eye-colour'): Promise<Asked> =>
  administrator(`/SearchParameter/${id}`, { method: 'PUT', body: { ...definition(change), id } });

async function stateOf(id: string): Promise<string> {
  const asked = await practice(`/SearchParameter/${id}`);
  return (asked.json as SearchParameter).extension?.[0]?.valueString ?? '';
}

async function indexed(id: string): Promise<void> {
  for (let turns = 0; (await stateOf(id)) !== 'indexed'; turns++) {
    assert.ok(turns < 300, `not indexed: ${await stateOf(id)}`);
    await pause(200);
  }
}

async function statedOf(code: string): Promise<string | undefined> {
  const statement = (await asker(region, undefined)('/metadata')).json as CapabilityStatement;
  const patient = statement.rest?.[0]?.resource?.find(({ type }) => type === 'Patient');
  const found = patient?.searchParam?.find(({ name }) => name === code);
  return found === undefined ? undefined : (found.documentation ?? 'ready');
}

describe('a search parameter of a region', () => {
  it('is refused to whoever is given everything by a star alone, and to every person', async () => {
    const staff = asker(region, await region.staffToken());
    const patient = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    const narrow = asker(region, await region.clientToken('administrator', ['system/SearchParameter.rs']));
    for (const ask of [practice, staff, patient, narrow]) {
      assert.equal((await ask('/SearchParameter', { body: definition() })).status, 403);
      const body = { ...definition(), id: 'eye-colour' };
      assert.equal((await ask('/SearchParameter/eye-colour', { method: 'PUT', body })).status, 403);
      assert.equal((await ask('/SearchParameter/eye-colour', { method: 'DELETE' })).status, 403);
    }
  });

  it('comes by no other way: not in a Bundle, by a condition or a patch', async () => {
    const entry = [{ resource: definition(), request: { method: 'POST', url: 'SearchParameter' } }];
    const bundle = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
    assert.equal(bundle.status, 400, bundle.text);
    assert.match(issuesOf(bundle)[0]?.text ?? '', /defined by itself/);
    for (const [path, question] of [
      ['/SearchParameter?url=x', { method: 'PUT', body: definition() }],
      ['/SearchParameter/x', { method: 'PATCH', body: [{ op: 'add', path: '/a', value: 1 }] }],
    ] as const) {
      const asked = await administrator(path, question);
      assert.ok(asked.status >= 400 && asked.status < 500, `${path} ${asked.status}`);
    }
  });

  for (const [element, rule, change] of [
    ['expression', /indexed: paths/, { expression: 'Patient.name.where(family.startsWith("A"))' }],
    ['expression', /no function lower/, { expression: 'Patient.name.family.lower()' }],
    ['expression', /leads to no element/, { expression: 'Patient.nonsense' }],
    ['expression', /nothing of type token/, { expression: 'Patient.photo' }],
    ['expression', /must begin each branch/, { expression: 'Practitioner.name' }],
    ['expression', /1 to 2000/, { expression: `Patient.${'a'.repeat(3_000)}` }],
    ['base', /has no branch/, { base: ['Patient', 'Practitioner'] }],
    ['code', /another search parameter/, { code: 'Gender' }],
    ['code', /another search parameter/, { code: '_Profile', base: ['Patient'] }],
    ['code', /reserved/, { code: 'subject' }],
    ['code', /letters, digits/, { code: 'a.b' }],
    ['url', /another search parameter/, { url: 'http://hl7.org/fhir/SearchParameter/individual-gender' }],
    ['type', /cannot be defined/, { type: 'special', expression: 'Patient.name' }],
    ['component', /two or more/, { type: 'composite', expression: 'Patient.name' }],
    ['component', /for the type composite/, { component: [part('value'), part('value')] }],
    [
      'component[1].definition',
      /R4 itself/,
      { ...composite, component: [part('system'), { ...part('value'), definition: colourUrl }] },
    ],
    ['component[1].expression', /nothing of type token/, { ...composite, component: [part('system'), part('period')] }],
    ['expression', /indexed: paths/, { ...composite, component: [part('system'), part('value.lower()')] }],
  ] as [string, RegExp, Partial<SearchParameter>][])
    it(`is refused by its ${element} (${rule.source}), and nothing changes`, async () => {
      const asked = await define(change);
      assert.equal(asked.status, 400, asked.text);
      assert.ok(
        issuesOf(asked).some(({ place, text }) => place === `SearchParameter.${element}` && rule.test(text)),
        asked.text,
      );
      assert.equal((await practice('/SearchParameter/eye-colour')).status, 404);
    });

  it('finds at once what was filed before and after it, and says that it is still being indexed', async () => {
    assert.equal((await practice('/Patient?-eye-colour=blue', strict)).status, 400);
    const defined = await define();
    assert.equal(defined.status, 201, defined.text);
    assert.match(await stateOf('eye-colour'), /being indexed/);
    assert.match((await statedOf('-eye-colour')) ?? '', /Still being indexed/);
    const zoe = coloured('brown', {
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }],
      name: [{ family: 'Otara' }],
    });
    await fileRecord(practice, { patient: zoe, observations: 1 });
    assert.equal(await count(practice, '/Patient?-eye-colour=blue'), 1);
    assert.equal(await count(practice, '/Patient?-eye-colour=brown'), 1);
    assert.equal(await count(practice, '/Patient?-eye-colour:not=brown'), 1);
    assert.equal(await count(practice, '/Patient?-eye-colour=green'), 0);
    await indexed('eye-colour');
    assert.equal(await statedOf('-eye-colour'), 'ready');
    for (const [query, expected] of [
      ['-eye-colour=blue', 1],
      ['-eye-colour=blue,brown', 2],
      ['-eye-colour=green', 0],
      ['-eye-colour:not=brown', 1],
      ['-eye-colour:missing=true', 0],
      ['-eye-colour=blue&family=finch', 1],
      ['-eye-colour=blue&family=otara', 0],
      ['-eye-colour=blue,brown&_sort=-eye-colour', 2],
      ['-eye-colour=blue,brown&_sort=--eye-colour', 2],
    ] as const)
      assert.equal(await count(practice, `/Patient?${query}`), expected, query);
    assert.equal(await count(practice, '/Observation?subject:Patient.-eye-colour=brown'), 1);
    assert.equal(await count(practice, `/Observation?patient=${ada}&patient.-eye-colour=blue`), 5);
  });

  it('is found by its elements and read by anybody, and shows what it means', async () => {
    assert.equal(await count(hospital, '/SearchParameter?code=-eye-colour'), 1);
    assert.equal(await count(hospital, '/SearchParameter?base=Practitioner'), 0);
    const shown = (await hospital('/SearchParameter/eye-colour')).json as SearchParameter;
    assert.equal(shown.expression, definition().expression);
  });

  it('shows nobody what they may not see: other organisations’ patients, other people', async () => {
    assert.equal(await count(hospital, '/Patient?-eye-colour=blue'), 0);
    const staff = asker(region, await region.staffToken());
    assert.equal((await staff('/Patient?-eye-colour=blue', strict)).status, 400);
    assert.equal(await count(staff, '/Patient?identifier=9990000018&-eye-colour=blue'), 1);
    assert.equal(await count(staff, '/Patient?identifier=9990000018&-eye-colour=brown'), 0);
    const own = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    assert.equal(await count(own, '/Patient?-eye-colour=blue'), 1);
    assert.equal(await count(own, '/Patient?-eye-colour=brown'), 0);
  });

  it('that is defined anew finds by its new meaning, never by what the old one left in the index', async () => {
    const changed = await define({ expression: 'Patient.maritalStatus' });
    assert.equal(changed.status, 200, changed.text);
    assert.equal(await count(practice, '/Patient?-eye-colour=blue'), 0);
    await indexed('eye-colour');
    assert.equal(await count(practice, '/Patient?-eye-colour=blue'), 0);
    const renamed = await define({ expression: 'Patient.maritalStatus', description: 'Says more' });
    assert.equal((renamed.json as SearchParameter).meta?.versionId, '3');
    assert.equal(await stateOf('eye-colour'), 'indexed', 'words alone are indexed no second time');
    await define({});
    await indexed('eye-colour');
    assert.equal(await count(practice, '/Patient?-eye-colour=blue'), 1);
  });

  it('that is retired or deleted is one that nobody knows', async () => {
    assert.equal((await define({ status: 'retired' })).status, 200);
    assert.equal((await practice('/Patient?-eye-colour=blue', strict)).status, 400);
    assert.equal(await stateOf('eye-colour'), 'not in effect');
    assert.equal((await administrator('/SearchParameter/eye-colour', { method: 'DELETE' })).status, 204);
    assert.equal((await administrator('/SearchParameter/eye-colour', { method: 'DELETE' })).status, 404);
    assert.equal((await practice('/SearchParameter/eye-colour')).status, 404);
    assert.equal(await statedOf('-eye-colour'), undefined);
    assert.equal(await count(practice, '/SearchParameter'), 0);
  });

  it('of each type finds by index as it found by text; brings along what refers once it is indexed', async () => {
    const own = await practice('/Observation', {
      body: anObservation(ada, {
        note: [{ text: 'Seen at Hill-top' }],
        derivedFrom: [{ reference: `${ada.replace('Patient', 'DocumentReference')}` }],
        referenceRange: [{ low: { value: 3.5, unit: 'mg' } }],
        issued: '2026-04-05T10:00:00Z',
      }),
    });
    assert.equal(own.status, 201, own.text);
    const cases = [
      ['-note', 'string', 'Observation.note.text', 'seen at hill top', 'nothing'],
      ['-low', 'quantity', 'Observation.referenceRange.low', '3.5||mg', '9'],
      ['-issued', 'date', 'Observation.issued', '2026-04-05', '2026-04-06'],
      ['-about', 'reference', 'Observation.subject.where(resolve() is Patient)', ada, 'Patient/none'],
    ] as const;
    for (const [code, type, expression] of cases) {
      const change = { code, type, expression, base: ['Observation'], url: `https://tests.example/sp/${code}` };
      const target = type === 'reference' ? { target: ['Patient'] } : {};
      const made = await define({ ...change, ...target } as Partial<SearchParameter>, `o${code}`);
      assert.equal(made.status, 201, made.text);
    }
    assert.equal((await practice(`/Patient?_id=${ada}&_revinclude=Observation:-about`)).status, 400);
    const expected = new Map<string, number>();
    for (const [code, , , text, other] of cases) {
      const found = await count(practice, `/Observation?${code}=${encodeURIComponent(text)}`);
      assert.ok(found > 0, code);
      expected.set(code, found);
      assert.equal(await count(practice, `/Observation?${code}=${other}`), 0, code);
    }
    for (const [code] of cases) await indexed(`o${code}`);
    for (const [code, , , text, other] of cases) {
      assert.equal(await count(practice, `/Observation?${code}=${encodeURIComponent(text)}`), expected.get(code), code);
      assert.equal(await count(practice, `/Observation?${code}=${other}`), 0, code);
    }
    const brought = await practice(`/Patient?_id=${ada.split('/')[1]}&_revinclude=Observation:-about`);
    assert.ok(entriesOf(brought, 'include').length >= 6);
  });

  it('may be a composite: its parts hold in one and the same element (R4 3.1.1.4.17), at once and without an index', async () => {
    const [both = ''] = await fileRecord(practice, {
      patient: aPatient({
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000034' }],
        telecom: [
          { system: 'phone', value: '01632 960111' },
          { system: 'email', value: 'b@tests.example' },
        ],
      }),
      observations: 1,
    });
    const code = '-telecom-by-system';
    const url = 'https://tests.example/SearchParameter/telecom';
    const defined = await define({ ...composite, code, url }, 'telecom-by-system');
    assert.equal(defined.status, 201, defined.text);
    assert.equal(await stateOf('telecom-by-system'), 'indexed');
    const at = `/Patient?_id=${both.split('/')[1]}&${code}=`;
    assert.equal(await count(practice, `${at}phone$01632 960111`), 1);
    assert.equal(await count(practice, `${at}email$b@tests.example`), 1);
    assert.equal(await count(practice, `${at}email$01632 960111`), 0);
    assert.equal((await practice(`${at}phone`, strict)).status, 400);
    assert.equal((await administrator('/SearchParameter/telecom-by-system', { method: 'DELETE' })).status, 204);
  });
});
