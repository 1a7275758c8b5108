/** Compartments of R4 beside the patient's (2.3, 3.1.1.1.1), and every type of a patient's: whose rights as ever. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, BundleEntry, FhirResource, Observation, OperationOutcome } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, entriesOf, issuesOf } from './testing/ask.ts';
import { adasBirthDate, adasNumber, anObservation, aPatient, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
/** By the last part of their urn. */
const at: Record<string, string> = {};

const urn = (name: string): string => `urn:uuid:7d3c8a52-93b8-4b61-9d5e-0a64a9b6${name}`;
const [patient, practitioner, relative, device, visit] = ['a001', 'a002', 'a003', 'a004', 'a005'].map(urn) as [
  string,
  string,
  string,
  string,
  string,
];
const entry = (resource: FhirResource, fullUrl?: string): BundleEntry => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource,
  request: { method: 'POST', url: resource.resourceType },
});

const clinicalStatus = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
};
const record: Bundle = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    entry(aPatient(), patient),
    entry({ resourceType: 'Practitioner', name: [{ family: 'Okafor' }] }, practitioner),
    entry({ resourceType: 'RelatedPerson', patient: { reference: patient }, name: [{ family: 'Finch' }] }, relative),
    entry({ resourceType: 'Device', deviceName: [{ name: 'Meter', type: 'user-friendly-name' }] }, device),
    entry(
      {
        resourceType: 'Encounter',
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject: { reference: patient },
        participant: [{ individual: { reference: practitioner } }],
      },
      visit,
    ),
    entry(anObservation(patient, { code: { text: 'by' }, performer: [{ reference: practitioner }] })),
    entry(
      anObservation(patient, {
        code: { text: 'home' },
        performer: [{ reference: relative }],
        device: { reference: device },
      }),
    ),
    entry(anObservation(patient, { code: { text: 'visit' }, encounter: { reference: visit } })),
    entry({
      resourceType: 'AllergyIntolerance',
      clinicalStatus,
      patient: { reference: patient },
      code: { text: 'recorded' },
      recorder: { reference: practitioner },
    }),
    entry({
      resourceType: 'AllergyIntolerance',
      clinicalStatus,
      patient: { reference: patient },
      code: { text: 'asserted' },
      asserter: { reference: practitioner },
    }),
    entry({
      resourceType: 'AllergyIntolerance',
      clinicalStatus,
      patient: { reference: patient },
      code: { text: 'both' },
      recorder: { reference: practitioner },
      asserter: { reference: practitioner },
    }),
    entry({
      resourceType: 'AllergyIntolerance',
      clinicalStatus,
      patient: { reference: patient },
      code: { text: 'told' },
      asserter: { reference: relative },
    }),
    entry({
      resourceType: 'MedicationAdministration',
      status: 'completed',
      subject: { reference: patient },
      context: { reference: visit },
      effectiveDateTime: '2026-03-01',
      medicationCodeableConcept: { text: 'given' },
    }),
  ],
};

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  const filed = await practice('', { body: record });
  assert.equal(filed.status, 200, filed.text.slice(0, 500));
  const places = locations(filed.json as Bundle);
  for (const [index, { fullUrl }] of record.entry!.entries()) if (fullUrl !== undefined) at[fullUrl] = places[index]!;
});

const texts = (asked: Asked): string[] =>
  entriesOf<Observation>(asked)
    .map(({ code }) => code?.text ?? '')
    .sort();

describe('a compartment', () => {
  it('of a professional holds what any of R4’s parameters lead from, each once', async () => {
    const own = `/${at[practitioner]}`;
    assert.deepEqual(texts(await practice(`${own}/Observation`)), ['by']);
    assert.deepEqual(texts(await practice(`${own}/AllergyIntolerance`)), ['asserted', 'both', 'recorded']);
    assert.equal(entriesOf(await practice(`${own}/Encounter`)).length, 1);
    assert.equal(`/Practitioner/${entriesOf(await practice(`${own}/Practitioner`))[0]?.id}`, own);
    const counted = (await practice(`${own}/AllergyIntolerance?_summary=count&_total=accurate`)).json as Bundle;
    assert.equal(counted.total, 3);
  });

  it('of a related person, a device and a visit likewise', async () => {
    assert.deepEqual(texts(await practice(`/${at[relative]}/Observation`)), ['home']);
    assert.deepEqual(texts(await practice(`/${at[relative]}/AllergyIntolerance`)), ['told']);
    assert.deepEqual(texts(await practice(`/${at[device]}/Observation`)), ['home']);
    assert.deepEqual(texts(await practice(`/${at[visit]}/Observation`)), ['visit']);
    assert.equal(entriesOf(await practice(`/${at[visit]}/MedicationAdministration`)).length, 1, 'by context');
  });

  it('takes the parameters of the type, and pages', async () => {
    const own = `/${at[practitioner]}/AllergyIntolerance`;
    const found: string[] = [];
    let next: string | undefined = `${own}?_count=1&_sort=_id`;
    for (let pages = 0; next !== undefined; pages++) {
      assert.ok(pages < 4);
      const asked = await practice(next);
      found.push(...texts(asked));
      next = (asked.json as Bundle).link?.find(({ relation }) => relation === 'next')?.url.slice(region.base.length);
      if (next !== undefined) assert.ok(next.startsWith(own), next);
    }
    assert.deepEqual(found.sort(), ['asserted', 'both', 'recorded']);
    assert.deepEqual(texts(await practice(`/${at[practitioner]}/Observation?date=2020`)), []);
  });

  it('names the types that it cannot hold, and is refused of what has none', async () => {
    for (const path of [`/${at[device]}/Condition`, `/${at[visit]}/AllergyIntolerance`, `/${at[relative]}/Device`]) {
      const asked = await practice(path);
      assert.deepEqual([asked.status, issuesOf(asked)[0]?.place], [400, 'address']);
    }
    assert.equal((await practice('/Organization/1/Observation')).status, 404);
  });

  it('shows nobody more than a search does', async () => {
    const paths = [`/${at[practitioner]}/Observation`, `/${at[relative]}/Observation`, `/${at[visit]}/Observation`];
    for (const path of paths) {
      assert.deepEqual(texts(await hospital(path)), [], path);
      const absent = path.replace(/[0-9a-z]{11,22}(?=\/Observation)/, '06y0000000z06y0000000y');
      const id = path.split('/')[2]!;
      const shown = (asked: Asked, known: string): string =>
        asked.text.replaceAll(known, 'ID').replaceAll(known.slice(0, 11), 'P');
      assert.equal(shown(await hospital(path), id), shown(await hospital(absent), absent.split('/')[2]!), path);
    }
    const staff = asker(region, await region.staffToken());
    const wide = await staff(`/${at[practitioner]}/Observation`);
    assert.deepEqual([wide.status, (wide.json as OperationOutcome).issue[0]?.code], [400, 'too-costly']);
    const own = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    assert.deepEqual(texts(await own(`/${at[practitioner]}/Observation`)), ['by']);
    const narrow = asker(region, await region.clientToken('practice', ['system/Condition.rs']));
    assert.equal((await narrow(`/${at[practitioner]}/Observation`)).status, 403);
  });
});

describe('every type of a patient’s compartment', () => {
  it('is found, or those of _type, in pages', async () => {
    const types = (asked: Asked): string[] =>
      [...new Set(entriesOf(asked).map(({ resourceType }) => resourceType))].sort();
    assert.deepEqual(types(await practice(`/${at[patient]}/*`)), [
      'AllergyIntolerance',
      'Encounter',
      'MedicationAdministration',
      'Observation',
      'Patient',
      'RelatedPerson',
    ]);
    assert.deepEqual(types(await practice(`/${at[patient]}/*?_type=Observation,Encounter`)), [
      'Encounter',
      'Observation',
    ]);
    let count = 0;
    for (let next: string | undefined = `/${at[patient]}/*?_count=2`; next !== undefined; ) {
      const asked = await practice(next);
      count += entriesOf(asked).length;
      next = (asked.json as Bundle).link?.find(({ relation }) => relation === 'next')?.url.slice(region.base.length);
    }
    assert.equal(count, entriesOf(await practice(`/${at[patient]}/*`)).length);
  });

  it('is refused other parameters, by name, and is of nobody for who may not see', async () => {
    const asked = await practice(`/${at[patient]}/*?code=a&_type=Observation`);
    assert.deepEqual([asked.status, issuesOf(asked)[0]?.place], [400, 'code']);
    assert.equal((await practice(`/${at[patient]}/*?_type=Cheese`)).status, 400);
    assert.equal((await practice(`/${at[practitioner]}/*`)).status, 404);
    const [hidden, absent] = [await hospital(`/${at[patient]}/*`), await hospital('/Patient/06y0000000z/*')];
    assert.deepEqual(
      [hidden.status, hidden.text],
      [absent.status, absent.text.replaceAll('06y0000000z', at[patient]!.split('/')[1]!)],
    );
    const narrow = asker(region, await region.clientToken('practice', ['system/Patient.rs', 'system/Encounter.r']));
    const types = new Set(entriesOf(await narrow(`/${at[patient]}/*`)).map(({ resourceType }) => resourceType));
    assert.deepEqual([...types].sort(), ['Encounter', 'Patient']);
  });
});
