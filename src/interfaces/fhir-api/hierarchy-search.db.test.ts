/** `:above` and `:below` of references (R4 3.1.1.4.14), and chains into what a resource contains (R4 3.1.1.5.5). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, BundleEntry, FhirResource, Medication } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, issuesOf } from './testing/ask.ts';
import { aPatient, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
const ids = new Map<string, string>();

const urnOf = (name: string): string =>
  `urn:uuid:2f0b8a52-93b8-4b61-9d5e-${Buffer.from(name.padEnd(6).slice(0, 6)).toString('hex')}`;
const partOf = (parent: string | undefined) => (parent === undefined ? {} : { partOf: { reference: urnOf(parent) } });
const subject = { reference: urnOf('ada') };

const location = (name: string, parent?: string): [string, FhirResource] => [
  name,
  { resourceType: 'Location', name, ...partOf(parent) },
];
const encounter = (name: string, parent?: string): [string, FhirResource] => [
  name,
  { resourceType: 'Encounter', status: 'finished', class: { code: 'IMP' }, subject, ...partOf(parent) },
];
const procedureAt = (place: string): [string, FhirResource] => [
  `p${place}`,
  {
    resourceType: 'Procedure',
    status: 'completed',
    subject,
    code: { text: place },
    location: { reference: urnOf(place) },
  },
];
const observationIn = (visit: string): [string, FhirResource] => [
  `o${visit}`,
  {
    resourceType: 'Observation',
    status: 'final',
    subject,
    code: { text: visit },
    encounter: { reference: urnOf(visit) },
  },
];
const order = (code: string): FhirResource => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject,
  medicationReference: { reference: '#m1' },
  contained: [
    {
      resourceType: 'Medication',
      id: 'm1',
      ingredient: [{ itemCodeableConcept: { coding: [{ system: 'http://acme.example/medications', code }] } }],
    } as Medication,
  ],
});

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  const resources: [string, FhirResource][] = [
    ['ada', aPatient()],
    location('A'),
    location('A100', 'A'),
    location('A101', 'A100'),
    location('A200', 'A'),
    location('B'),
    location('loop1', 'loop2'),
    location('loop2', 'loop1'),
    ...['A', 'A100', 'A101', 'A200', 'B', 'loop1', 'loop2'].map(procedureAt),
    encounter('stay'),
    encounter('ward', 'stay'),
    encounter('bed', 'ward'),
    ...['stay', 'ward', 'bed'].map(observationIn),
    ['abc', order('abc')],
    ['xyz', order('xyz')],
  ];
  const entry = resources.map(
    ([name, resource]): BundleEntry => ({
      fullUrl: urnOf(name),
      resource,
      request: { method: 'POST', url: resource.resourceType },
    }),
  );
  const filed = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });
  assert.equal(filed.status, 200, filed.text.slice(0, 500));
  for (const [index, address] of locations(filed.json as Bundle).entries())
    ids.set(resources[index]![0], address.split('/')[1]!);
});

/** `<name>` stands for an id. */
const withIds = (query: string): string => query.replaceAll(/<(\w+)>/g, (_, name: string) => ids.get(name) ?? '');

async function found(query: string, ask = practice): Promise<string> {
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  return entriesOf(await ask(withIds(query)))
    .map(({ id }) => names.get(id ?? '') ?? '?')
    .sort()
    .join(' ');
}

describe('a hierarchy', () => {
  for (const [query, expected] of [
    ['/Procedure?location:below=<A>', 'pA pA100 pA101 pA200'],
    ['/Procedure?location:below=Location/<A100>', 'pA100 pA101'],
    ['/Procedure?location:below=<A101>,<B>', 'pA101 pB'],
    ['/Procedure?location:above=<A101>', 'pA pA100 pA101'],
    ['/Procedure?location:above=<A>', 'pA'],
    ['/Procedure?location:below=nothing', ''],
    ['/Procedure?patient=<ada>&location:below=<A>', 'pA pA100 pA101 pA200'],
    ['/Procedure?location:below=<A>&location:above=<A101>', 'pA pA100 pA101'],
    ['/Location?partof:below=<A>', 'A100 A101 A200'],
    ['/Location?partof=<A>', 'A100 A200'],
    ['/Observation?encounter:above=<bed>', 'obed ostay oward'],
    ['/Observation?encounter:below=<ward>', 'obed oward'],
    ['/Patient?_has:Procedure:patient:location:below=<A200>', 'ada'],
    ['/Patient?_has:Procedure:patient:location:below=nobody', ''],
  ] as const)
    it(`"${query}" finds "${expected}"`, async () => assert.equal(await found(query), expected));

  it('that runs in a circle ends, each found once', async () => {
    assert.equal(await found('/Procedure?location:below=<loop1>'), 'ploop1 ploop2');
    assert.equal(await found('/Procedure?location:above=<loop1>'), 'ploop1 ploop2');
  });

  it('is that of the server by its own address too', async () => {
    assert.equal(await found(`/Procedure?location:below=${region.base}/Location/<A100>`), 'pA100 pA101');
  });

  it('is looked at only by who may search its type (attack 39), and never in a condition of a write', async () => {
    const narrow = asker(region, await region.clientToken('practice', ['system/Procedure.rs']));
    assert.equal((await narrow(withIds('/Procedure?location:below=<A>'))).status, 403);
    const headers = { 'if-none-exist': withIds('location:below=<A>&patient=<ada>') };
    const made = await practice('/Procedure', {
      body: { resourceType: 'Procedure', status: 'completed', subject: { reference: `Patient/${ids.get('ada')}` } },
      headers,
    });
    assert.equal(made.status, 400);
    assert.match(issuesOf(made)[0]?.text ?? '', /chain/);
  });

  it('there is none: refused by name', async () => {
    const asked = await practice('/Observation?subject:Patient.link:below=1');
    assert.equal(asked.status, 400);
    assert.match(issuesOf(asked)[0]?.text ?? '', /leads to no hierarchy/);
  });

  it('is followed through thirty levels, and one that is deeper is refused by name', async () => {
    const chain = Array.from({ length: 33 }, (_, index): BundleEntry => {
      const [name, resource] = location(`d${index}`, index === 0 ? undefined : `d${index - 1}`);
      return { fullUrl: urnOf(name), resource, request: { method: 'POST', url: 'Location' } };
    });
    const filed = await practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry: chain } });
    const deep = locations(filed.json as Bundle).map((address) => address.split('/')[1]!);
    assert.equal(entriesOf(await practice(`/Location?partof:below=${deep[3]}`)).length, 29);
    const asked = await practice(`/Location?partof:below=${deep[0]}`);
    assert.equal(asked.status, 400);
    assert.match(issuesOf(asked)[0]?.text ?? '', /30 levels/);
  });
});

describe('what is contained', () => {
  it('is no result of its own, and answers to a chain for what contains it', async () => {
    assert.equal(await found('/MedicationRequest?medication.ingredient-code=abc'), 'abc');
    assert.equal(await found('/MedicationRequest?medication:Medication.ingredient-code=abc,xyz'), 'abc xyz');
    assert.equal(
      await found('/MedicationRequest?medication.ingredient-code=http://acme.example/medications|xyz'),
      'xyz',
    );
    assert.equal(await found('/MedicationRequest?patient=<ada>&medication.ingredient-code=abc'), 'abc');
    assert.equal(await found('/MedicationRequest?medication.ingredient-code=other'), '');
    assert.equal(await found('/Medication?ingredient-code=abc'), '');
    assert.equal(await found('/Patient?_has:MedicationRequest:patient:medication.ingredient-code=abc'), 'ada');
  });

  it('is a value of the reference that names it', async () => {
    assert.equal(await found('/MedicationRequest?medication:missing=false'), 'abc xyz');
    assert.equal(await found('/MedicationRequest?medication:missing=true'), '');
  });

  it('is not searched by itself: refused by name, whatever the handling', async () => {
    for (const value of ['true', 'both', 'maybe']) {
      const asked = await practice(`/Medication?_contained=${value}`, { headers: { prefer: 'handling=lenient' } });
      assert.equal(asked.status, 400);
      assert.equal(issuesOf(asked)[0]?.place, '_contained');
    }
    assert.equal(await found('/MedicationRequest?_contained=false&_containedType=container'), 'abc xyz');
  });
});
