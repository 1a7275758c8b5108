/** Whose record a resource is filed in, however its subject is written: a subject that leads nowhere is never none. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Observation, Reference } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, entriesOf, issuesOf } from './testing/ask.ts';
import { anObservation, aPatient, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let patient = '';

// With no slash, one and several: what stands behind the question mark is no path.
const systems = ['urn:example:local', 'urn:example/local', 'https://tests.example/local'];

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  const created = await practice('/Patient', {
    body: aPatient({ identifier: systems.map((system) => ({ system, value: 'P1' })) }),
  });
  patient = `Patient/${(created.json as { id: string }).id}`;
});

const about = (subject: Reference): Observation => ({ ...anObservation(''), subject });
const creation = (resource: object, resourceType = 'Observation') => ({
  resource,
  request: { method: 'POST', url: resourceType },
});
const transaction = (...entry: object[]): Promise<Asked> =>
  practice('', { body: { resourceType: 'Bundle', type: 'transaction', entry } });

async function idsAbout(whom: string): Promise<(string | undefined)[]> {
  return entriesOf<Observation>(await practice(`/Observation?patient=${whom}&_count=1000`)).map(({ id }) => id);
}

describe('a subject by condition (R4 3.1.0.11.2)', () => {
  for (const system of systems)
    it(`that is one identifier of ${system} lies with the patient whom it finds, filed alone or in a transaction`, async () => {
      const body = about({ reference: `Patient?identifier=${system}|P1` });
      const alone = await practice('/Observation', { body });
      assert.equal((alone.json as Observation).subject?.reference, patient, alone.text);
      const filed = await transaction(creation(body));
      assert.equal(filed.status, 200, filed.text);
      const [inside = ''] = locations(filed.json as Bundle);
      const found = await idsAbout(patient);
      for (const id of [(alone.json as Observation).id, inside.split('/')[1]]) assert.ok(found.includes(id), id);
    });

  it('lies with the patient whom the same transaction brings, wherever that stands', async () => {
    const identifier = [{ system: systems[2]!, value: 'P2' }];
    const filed = await transaction(
      creation(about({ reference: `Patient?identifier=${systems[2]}|P2` })),
      creation(aPatient({ identifier, birthDate: '1961-01-01' }), 'Patient'),
    );
    assert.equal(filed.status, 200, filed.text);
    const [observation = '', brought = ''] = locations(filed.json as Bundle);
    assert.deepEqual(await idsAbout(brought), [observation.split('/')[1]]);
  });
});

describe('a subject that leads to nobody', () => {
  const nobody: readonly (readonly [string, object])[] = [
    ['a condition that nobody meets', { subject: { reference: `Patient?identifier=${systems[2]}|P9` } }],
    ['a condition that several meet', { subject: { reference: 'Patient?birthdate=gt1900' } }],
    ['no reference', { subject: { reference: 'the patient in bed four' } }],
    ['a word', { subject: { reference: 'Finch' } }],
    ['a patient who is contained', { contained: [{ resourceType: 'Patient', id: 'p' }], subject: { reference: '#p' } }],
  ];
  for (const [name, change] of nobody)
    it(`such as ${name} is refused, filed alone or in a transaction: on a shelf it would be in nobody’s record`, async () => {
      const second = creation(aPatient({ birthDate: '1972-02-02', identifier: [{ value: name }] }), 'Patient');
      assert.equal((await transaction(second)).status, 200);
      const body = { ...anObservation(''), ...change };
      for (const asked of [await practice('/Observation', { body }), await transaction(creation(body))]) {
        assert.equal(asked.status, 422, asked.text);
        assert.match(issuesOf(asked)[0]?.text ?? '', /must refer to a Patient/);
      }
    });

  it('is not one that is about no patient: a group, a device, or nothing', async () => {
    for (const change of [
      { subject: undefined },
      { subject: { reference: 'Device/d1' } },
      { contained: [{ resourceType: 'Device', id: 'd' }], subject: { reference: '#d' } },
    ]) {
      const asked = await practice('/Observation', { body: { ...anObservation(''), ...change } });
      assert.equal(asked.status, 201, asked.text);
    }
  });
});

it('an update in a transaction names one id: that of its address (R4 3.1.0.4)', async () => {
  const entry = (id: string | undefined) => ({
    resource: { ...aPatient({ birthDate: '1983-03-03' }), id },
    request: { method: 'PUT', url: 'Patient/our-own' },
  });
  const refused = await transaction(entry('another'));
  assert.deepEqual([refused.status, issuesOf(refused)[0]?.place], [400, 'Bundle.entry[0].resource.id']);
  assert.equal((await transaction(entry('our-own'))).status, 200);
});
