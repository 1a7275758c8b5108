/** Search about a person (R4 3.1.1): every type of parameter, modifiers, prefixes, order, pages, includes, shapes. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Resource } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord } from './testing/ask.ts';
import { anObservation } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let ask: Ask;
let patient = '';
let encounter = '';
let practitioner = '';

/** Results 100 to 104 g/L of 1 to 5 March 2026, and these. */
const extra: Partial<Observation>[] = [
  {
    identifier: [
      {
        system: 'https://tests.example/extra',
        value: 'no-value',
        type: { coding: [{ system: 'https://tests.example/types', code: 'T' }], text: 'Test number' },
      },
    ],
    code: {
      coding: [{ system: 'http://loinc.org', code: '718-7', display: 'Hémoglobine' }],
      text: 'Blood count, "full"',
    },
    effectivePeriod: { start: '2026-01-01T00:00:00Z' },
  },
  {
    identifier: [{ value: 'bare' }],
    code: { coding: [{ code: 'local,code' }] },
    effectiveDateTime: '2025',
    valueString: 'Café au lait spots',
    component: [
      {
        code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
        valueQuantity: { value: 120.4, unit: 'mmHg' },
      },
    ],
  },
];

before(async () => {
  region = await regionForApi(file);
  ask = asker(region, await region.clientToken('practice'));
  const filed = await fileRecord(ask);
  [patient = '', practitioner = '', encounter = ''] = filed;
  for (const change of extra) {
    const body: Record<string, unknown> = { ...anObservation(patient), ...change };
    if (change.effectivePeriod !== undefined) delete body['effectiveDateTime'];
    delete body['valueQuantity'];
    const made = await ask('/Observation', { body });
    if (made.status !== 201) throw new Error(made.text);
  }
});

/** The results by name, in order: R0 to R4, no-value, bare. */
async function found(query: string): Promise<string[]> {
  const asked = await ask(`/Observation?patient=${patient}${query === '' ? '' : `&${query}`}`);
  return entriesOf<Observation>(asked).map((one) => one.identifier?.[0]?.value ?? '?');
}

/** Without `_sort`: the newest first, by when they were made. */
const all = ['bare', 'no-value', 'R4', 'R3', 'R2', 'R1', 'R0'];
const encoded = encodeURIComponent;

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['', all],
  // token (R4 3.1.1.4.10)
  ['code=365755003', ['R4', 'R3', 'R2', 'R1', 'R0']],
  ['code=http://snomed.info/sct|365755003', ['R4', 'R3', 'R2', 'R1', 'R0']],
  ['code=http://loinc.org|365755003', []],
  ['code=http://loinc.org|', ['no-value']],
  [`code=${encoded('|local\\,code')}`, ['bare']],
  [`code=${encoded('local\\,code')},718-7`, ['bare', 'no-value']],
  ['code:not=365755003', ['bare', 'no-value']],
  [`code:text=${encoded('hemoglobine')}`, ['no-value']],
  [`code:text=${encoded('blood COUNT')}`, ['no-value']],
  ['identifier:of-type=https://tests.example/types|T|no-value', ['no-value']],
  ['identifier=https://tests.example/results|R2', ['R2']],
  ['identifier=bare', ['bare']],
  ['category=laboratory', ['R4', 'R2', 'R0']],
  ['category=laboratory&code=365755003&date=ge2026-03-03', ['R4', 'R2']],
  ['_id=nothing', []],
  // what codes mean (R4 3.1.1.4.10): the value sets and systems that HL7 published
  ['category:in=http://hl7.org/fhir/ValueSet/observation-category', ['R4', 'R3', 'R2', 'R1', 'R0']],
  ['category:not-in=http://hl7.org/fhir/ValueSet/observation-category', ['bare', 'no-value']],
  ['status:in=http://hl7.org/fhir/ValueSet/observation-status', ['bare', 'no-value', 'R4', 'R3', 'R2', 'R1', 'R0']],
  [
    'encounter.class:below=http://terminology.hl7.org/CodeSystem/v3-ActCode|_ActEncounterCode',
    ['R4', 'R3', 'R2', 'R1', 'R0'],
  ],
  ['encounter.class:below=http://terminology.hl7.org/CodeSystem/v3-ActCode|IMP', []],
  ['encounter.class:above=http://terminology.hl7.org/CodeSystem/v3-ActCode|AMB', ['R4', 'R3', 'R2', 'R1', 'R0']],
  // missing
  ['value-quantity:missing=true', ['bare', 'no-value']],
  ['value-quantity:missing=false', ['R4', 'R3', 'R2', 'R1', 'R0']],
  ['encounter:missing=true', ['bare', 'no-value']],
  // date (R4 3.1.1.4.7)
  ['date=2026-03-02', ['R1']],
  ['date=2026-03', ['R4', 'R3', 'R2', 'R1', 'R0']],
  ['date=2026-03-02T09:00:00Z', ['R1']],
  ['date=2026-03-02T09:00', ['R1']],
  [`date=${encoded('2026-03-02T10:00:00+01:00')}`, ['R1']],
  ['date=2026-03-02T10:00:00+01:00', ['R1']],
  ['date=ne2026-03', ['bare', 'no-value']],
  ['date=gt2026-03-04', ['no-value', 'R4']],
  ['date=ge2026-03-04', ['no-value', 'R4', 'R3']],
  ['date=lt2026-03-02', ['bare', 'no-value', 'R0']],
  ['date=le2026-03-02', ['bare', 'no-value', 'R1', 'R0']],
  ['date=sa2026-03-04', ['R4']],
  ['date=eb2026-01-01', ['bare']],
  ['date=ge2026-03-02&date=lt2026-03-04', ['no-value', 'R2', 'R1']],
  // quantity and number (R4 3.1.1.4.6, 3.1.1.4.11)
  ['value-quantity=102', ['R2']],
  ['value-quantity=102.0', ['R2']],
  ['value-quantity=1.0e2', ['R4', 'R3', 'R2', 'R1', 'R0']],
  ['value-quantity=gt102', ['R4', 'R3']],
  ['value-quantity=ge102|http://unitsofmeasure.org|g/L', ['R4', 'R3', 'R2']],
  ['value-quantity=ge102|http://unitsofmeasure.org|mg', []],
  ['value-quantity=lt102||g/L', ['R1', 'R0']],
  ['value-quantity=ne102', ['R4', 'R3', 'R1', 'R0']],
  ['value-quantity=ap102', ['R4', 'R3', 'R2', 'R1', 'R0']],
  ['component-value-quantity=120.4', ['bare']],
  ['component-value-quantity=120', ['bare']],
  // composite (R4 3.1.1.4.17)
  ['code-value-quantity=365755003$gt103', ['R4']],
  ['component-code-value-quantity=8480-6$120.4', ['bare']],
  ['component-code-value-quantity=8480-6$gt121', []],
  // string (R4 3.1.1.4.8)
  ['value-string=cafe', ['bare']],
  ['value-string:contains=LAIT', ['bare']],
  ['value-string=lait', []],
  ['value-string:exact=Caf%C3%A9%20au%20lait%20spots', ['bare']],
  ['value-string:exact=cafe%20au%20lait%20spots', []],
  // order
  ['_sort=date', ['bare', 'no-value', 'R0', 'R1', 'R2', 'R3', 'R4']],
  ['_sort=-value-quantity', ['R4', 'R3', 'R2', 'R1', 'R0', 'bare', 'no-value']],
  ['_sort=category,-date', ['R4', 'R2', 'R0', 'R3', 'R1', 'no-value', 'bare']],
];

describe('a search about a patient', () => {
  for (const [query, expected] of cases)
    it(`by "${decodeURIComponent(query)}" finds ${expected.length}`, async () => {
      assert.deepEqual(await found(query), expected);
    });

  it('takes a patient by id, by reference, by address, and by the name of the subject', async () => {
    const id = patient.split('/')[1];
    for (const text of [
      `patient=${id}`,
      `patient=Patient/${id}`,
      `subject=${patient}`,
      `subject:Patient=${id}`,
      `patient=${region.base}/Patient/${id}`,
    ])
      assert.equal(entriesOf(await ask(`/Observation?${text}`)).length, all.length, text);
  });

  it('takes references of other kinds', async () => {
    for (const text of [encounter, encounter.split('/')[1]!])
      assert.equal((await found(`encounter=${text}`)).length, 5);
    assert.equal((await found(`performer=${practitioner}`)).length, 5);
    assert.equal((await found(`performer:Practitioner=${practitioner.split('/')[1]}`)).length, 5);
    assert.equal((await found(`performer:Organization=${practitioner.split('/')[1]}`)).length, 0);
  });

  it('pages through every row once, in any order, and says how many there are', async () => {
    for (const order of ['', '&_sort=date', '&_sort=-value-quantity,date', '&_sort=category']) {
      const whole = await found(order.slice(1));
      const seen: string[] = [];
      let path = `/Observation?patient=${patient}&_count=2${order}`;
      for (let pages = 0; path !== ''; pages++) {
        const asked = await ask(path);
        const bundle = asked.json as Bundle;
        assert.equal(bundle.total, all.length);
        seen.push(...entriesOf<Observation>(asked).map((one) => one.identifier?.[0]?.value ?? '?'));
        path = bundle.link?.find((link) => link.relation === 'next')?.url.slice(region.base.length) ?? '';
        assert.ok(pages < 10);
      }
      assert.deepEqual(seen, whole);
    }
  });

  it('includes what matches refer to, and what refers to them, once each', async () => {
    const included = await ask(
      `/Observation?patient=${patient}&_include=Observation:encounter&_include=Observation:performer:Practitioner`,
    );
    assert.deepEqual(
      entriesOf<Resource>(included, 'include')
        .map((one) => one.resourceType)
        .sort(),
      ['Encounter', 'Practitioner'],
    );
    const reverse = await ask(
      `/Patient?_id=${patient.split('/')[1]}&_revinclude=Condition:subject&_revinclude=Observation:subject`,
    );
    const types = Map.groupBy(entriesOf<Resource>(reverse, 'include'), (one) => one.resourceType);
    assert.deepEqual([types.get('Condition')?.length, types.get('Observation')?.length], [2, all.length]);
    assert.equal((reverse.json as Bundle).total, 1);
    const byVisit = await ask(`/Encounter?_id=${encounter.split('/')[1]}&_revinclude=Observation:encounter`);
    assert.equal(entriesOf(byVisit, 'include').length, 5);
  });

  it('gives the count alone, a part of each resource, and no total, as asked', async () => {
    for (const query of ['_summary=count', '_count=0']) {
      const counted = (await ask(`/Observation?patient=${patient}&${query}`)).json as Bundle;
      assert.deepEqual([counted.total, counted.entry], [all.length, undefined]);
    }
    assert.equal(((await ask(`/Observation?patient=${patient}&_total=none`)).json as Bundle).total, undefined);
    const [part] = entriesOf<Observation>(
      await ask(`/Observation?patient=${patient}&_elements=value&_sort=-value-quantity&_count=1`),
    );
    assert.deepEqual(Object.keys(part!).sort(), ['code', 'id', 'meta', 'resourceType', 'status', 'valueQuantity']);
    assert.equal(part!.meta?.tag?.at(-1)?.code, 'SUBSETTED');
  });

  it('gives a summary of each, its text alone, or all but its text (R4 3.1.1.5.8)', async () => {
    const namesBy = async (query: string) => {
      const [one] = entriesOf<Observation>(await ask(`/Observation?patient=${patient}&identifier=R0&${query}`));
      assert.equal(one!.meta?.tag?.at(-1)?.code, 'SUBSETTED', query);
      return Object.keys(one!).sort();
    };
    const whole = ['category', 'code', 'effectiveDateTime', 'encounter', 'id', 'identifier', 'meta', 'performer'];
    assert.deepEqual(await namesBy('_summary=text'), ['code', 'id', 'meta', 'resourceType', 'status']);
    assert.deepEqual(
      await namesBy('_summary=data'),
      [...whole, 'resourceType', 'status', 'subject', 'valueQuantity'].sort(),
    );
    // Of an Observation, who was there and what it was are summary; its category is not.
    assert.deepEqual(
      await namesBy('_summary=true'),
      [...whole.filter((name) => name !== 'category'), 'resourceType', 'status', 'subject', 'valueQuantity'].sort(),
    );
    assert.equal((await ask(`/Observation?patient=${patient}&_summary=some`)).status, 400);
    assert.equal((await ask(`/Observation?patient=${patient}&_summary=text&_include=*`)).status, 400);
  });

  it('finds a patient by NHS number, by id and by family name with date of birth', async () => {
    const queries = [
      'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018',
      'identifier=9990000018',
      `_id=${patient.split('/')[1]}`,
      'family=finch&birthdate=1950-03-04',
      'family=finch&birthdate=1950-03-04&given=ad&gender:missing=true',
    ];
    for (const query of queries) assert.equal(entriesOf(await ask(`/Patient?${query}`)).length, 1, query);
    for (const query of ['identifier=9990000026', 'family=finch&birthdate=1950-03-05', 'identifier=other|9990000018'])
      assert.equal(entriesOf(await ask(`/Patient?${query}`)).length, 0, query);
  });

  it('finds what is about nobody by its identifier', async () => {
    assert.equal(entriesOf(await ask('/Practitioner?identifier=https://tests.example/staff|S1')).length, 1);
    assert.equal(entriesOf(await ask('/Observation?identifier=https://tests.example/results|R3')).length, 1);
  });

  it('by _lastUpdated sees what changed since', async () => {
    assert.equal((await found('_lastUpdated=gt2026-01-01')).length, all.length);
    assert.equal((await found('_lastUpdated=lt2026-01-01')).length, 0);
  });

  it('never answers a hostile value with anything but a search or a refusal', async () => {
    for (const value of [
      "'",
      "'; select 1 --",
      '%00',
      '\\',
      '|',
      '||',
      '$',
      ',',
      '(',
      '*',
      '../..',
      '{}',
      '9'.repeat(5_000),
    ])
      for (const name of [
        'code',
        'date',
        'value-quantity',
        'encounter',
        'identifier',
        'value-string',
        '_sort',
        'code-value-quantity',
        '_id',
      ]) {
        const asked = await ask(`/Observation?patient=${patient}&${name}=${encoded(value)}`);
        assert.ok(asked.status === 200 || asked.status === 400, `${name}=${value.slice(0, 20)}: ${asked.status}`);
      }
  });
});
