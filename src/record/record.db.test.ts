// One record from many sources on a real PostgreSQL: filing, linking, opening, refusing, and the log of all of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bundle, Patient } from 'fhir/r4.js';
import { contentClassName } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { settled } from '../audit/testing/settled.ts';
import { aBundle, anAttendance, subject } from './choices/testing/a-person.ts';
import type { BundleResult, OpenedRecord } from './index.ts';
import { aMemberOfStaff, aPatientCaller, aRegion, aRequest, aSystem, type TestRegion } from './testing/a-region.ts';

const arthur = '9990000018';

function aPatient(changes: Partial<Patient> = {}): Patient {
  return {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: arthur }],
    name: [{ use: 'official', family: 'Rimmer', given: ['Arthur'] }],
    birthDate: '1958-03-04',
    gender: 'male',
    ...changes,
  };
}

async function file(region: TestRegion, organisation: string, bundle: Bundle): Promise<BundleResult> {
  const filed = await region.database.transaction((transaction) =>
    region.record.contributeBundle(transaction, {
      source: region.source(organisation),
      bundle,
      receivedAtMs: region.clock.now(),
    }),
  );
  assert.ok(filed.ok, JSON.stringify(filed));
  return filed.value;
}

const problem = {
  resourceType: 'Condition',
  subject,
  code: { text: 'Lung cancer' },
  recordedDate: '2026-10-01',
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
};
const allergy = {
  resourceType: 'AllergyIntolerance',
  patient: subject,
  code: { text: 'Penicillin' },
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
};
const sensitive = {
  resourceType: 'Composition',
  status: 'final',
  type: { text: 'Clinic note' },
  subject,
  date: '2026-10-02',
  author: [{ display: 'Clinic' }],
  title: 'Clinic note',
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SEX' }] },
};
const attendance = anAttendance();
const waiting = {
  resourceType: 'Observation',
  status: 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
  ],
  code: { text: 'Histology' },
  subject,
  effectiveDateTime: '2026-10-03T10:00:00Z',
  valueString: 'Adenocarcinoma',
  meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'not-released' }] },
};

async function openAs(
  region: TestRegion,
  role: string,
  organisation: string,
  compartment: Compartment,
): Promise<OpenedRecord | undefined> {
  const opening = await region.record.openForStaff(aRequest(aMemberOfStaff(role, organisation)), compartment);
  assert.ok(opening.ok, JSON.stringify(opening));
  return opening.value.isOpen ? opening.value.record : undefined;
}

function kinds(record: OpenedRecord | undefined): string[] {
  return (record?.entries ?? []).map((entry) => entry.resource.resourceType).sort();
}

test('one person from a practice and a walk-in centre: each reads both, and only what their role needs', async (t) => {
  const region = await aRegion(t);
  const practice = await file(region, 'ZX11', aBundle(aPatient(), [problem, allergy, sensitive, waiting]));
  const walkIn = await file(region, 'ZX31', aBundle(aPatient(), [attendance]));
  const [compartment] = walkIn.compartments as [Compartment];

  const nurse = await openAs(region, 'R0610', 'ZX31', compartment);
  assert.deepEqual(kinds(nurse), ['AllergyIntolerance', 'Condition', 'Encounter', 'Observation', 'Patient', 'Patient']);
  assert.equal(nurse?.compartments.length, 2);
  assert.equal(nurse?.ground.relationship, 'urgent-care');

  const gp = await openAs(region, 'R0260', 'ZX11', practice.compartments[0]!);
  assert.ok(kinds(gp).includes('Composition'), 'what the practice authored stays visible to the practice');

  // Nothing of the walk-in centre's is for the role: that it knows the person is not, either (D4).
  const receptionist = await openAs(region, 'R1730', 'ZX11', compartment);
  assert.deepEqual(
    receptionist?.entries.map((entry) => [contentClassName(entry.contentClass), entry.source.organisation.code]),
    [['demographics', 'ZX11']],
  );

  assert.equal(await openAs(region, 'R1290', 'ZX72', compartment), undefined, 'a pharmacist without a relationship');
  const carer = aRequest(aMemberOfStaff('R1460', 'ZX51'));
  for (const asked of [compartment, (compartment + 1) as Compartment]) {
    const opening = await region.record.openForStaff(carer, asked);
    assert.equal(!opening.ok && opening.fault.code, 'RECORD-002', 'a home carer without a care package, or of nobody');
  }
});

/** The log's lines once each has its number: a transaction elsewhere on the server holds the numbering back for a moment. */
async function numberedLines(region: TestRegion, person: OpenedRecord['person']) {
  for (let attempt = 0; ; attempt++) {
    await settled(region.audit);
    const page = await region.audit.listForPersons([person], { limit: 50 });
    assert.ok(page.ok);
    if (page.value.lines.every((line) => line.personSequence !== undefined) || attempt > 400) return page.value.lines;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('the patient sees what is released, and every look and refusal in the log, gapless', async (t) => {
  const region = await aRegion(t);
  const filed = await file(region, 'ZX11', aBundle(aPatient(), [problem, sensitive, waiting]));
  const [compartment] = filed.compartments as [Compartment];
  await openAs(region, 'R0260', 'ZX11', compartment);
  await openAs(region, 'R1290', 'ZX72', compartment);
  await openAs(region, 'R9999', 'ZX41', compartment);
  const mine = await region.record.openForPatient(aRequest(aPatientCaller(arthur, '1958-03-04')));
  assert.ok(mine.ok && mine.value.isOpen);
  assert.deepEqual(kinds(mine.value.record), ['Composition', 'Condition', 'Patient']);

  const lines = await numberedLines(region, mine.value.record.person);
  assert.deepEqual(
    lines.map((line) => line.personSequence),
    [4, 3, 2, 1],
  );
  assert.deepEqual(
    lines.map((line) => line.outcome),
    ['disclosed', 'refused', 'disclosed', 'disclosed'],
  );
  assert.equal(lines[2]?.detail?.['stopped'], true);
});

test('identity proofed below P9, a wrong date of birth and a stranger’s number open nothing', async (t) => {
  const region = await aRegion(t);
  await file(region, 'ZX11', aBundle(aPatient(), [problem]));
  for (const caller of [
    aPatientCaller(arthur, '1958-03-04', 'P5'),
    aPatientCaller(arthur, '1958-03-05'),
    aPatientCaller('9990000026', '1958-03-04'),
  ]) {
    const opening = await region.record.openForPatient(aRequest(caller));
    assert.equal(opening.ok, false);
  }
});

test('when the log cannot be written nothing is disclosed', async (t) => {
  const region = await aRegion(t);
  const filed = await file(region, 'ZX11', aBundle(aPatient(), [problem]));
  await region.database.owner`revoke insert on audit.entry from goldthread_app`;
  await region.database.owner.unsafe(
    `do $$ declare c text; begin for c in select column_name from information_schema.columns where table_schema = 'audit' and table_name = 'entry'
     loop execute format('revoke insert (%I) on audit.entry from goldthread_app', c); end loop; end $$`,
  );
  const opening = await region.record.openForStaff(aRequest(aMemberOfStaff('R0260', 'ZX11')), filed.compartments[0]!);
  assert.equal(opening.ok, false);
  assert.equal(!opening.ok && opening.fault.kind, 'unavailable');
});

test('twins whose numbers were swapped, and an invalid number, stay apart; the pair waits for a human', async (t) => {
  const region = await aRegion(t);
  const one = await file(region, 'ZX11', aBundle(aPatient({ name: [{ family: 'Osei', given: ['Amelia'] }] }), []));
  const other = await file(region, 'ZX41', aBundle(aPatient({ name: [{ family: 'Osei', given: ['Abigail'] }] }), []));
  const invalid = { identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000019' }] };
  const third = await file(
    region,
    'ZX31',
    aBundle(aPatient({ ...invalid, name: [{ family: 'Osei', given: ['Amelia'] }] }), []),
  );
  const rows = await region.database.sql<
    { compartment: number; person: number; nhs_number: string | null; nhs_number_flaw: string | null }[]
  >`
    select compartment, person, nhs_number, nhs_number_flaw from patient_index.source_patient`;
  assert.equal(new Set(rows.map((row) => row.person)).size, 3);
  const flagged = rows.find((row) => row.compartment === third.compartments[0]);
  assert.equal(flagged?.nhs_number, null);
  assert.equal(flagged?.nhs_number_flaw, 'check-digit');
  const reviews = await region.database.sql`select reason from patient_index.review order by reason`;
  assert.deepEqual(
    reviews.map((row) => row['reason']),
    ['same NHS number, different given name', 'same name and date of birth, NHS number missing'],
  );
  assert.notEqual(one.compartments[0], other.compartments[0]);
});

test('a back-end service reads what its own organisation contributed and gets the same answer for all else', async (t) => {
  const region = await aRegion(t);
  const practice = await file(region, 'ZX11', aBundle(aPatient(), [problem]));
  await file(region, 'ZX41', aBundle(aPatient(), [attendance]));
  const location = practice.response.entry?.[1]?.response?.location ?? '';
  const id = location.split('/')[1]!;
  const own = await region.record.readForApi(aRequest(aSystem('ZX11')), 'Condition', id);
  assert.ok(own.ok);
  assert.equal((JSON.parse(own.value.body.toString()) as { code: { text: string } }).code.text, 'Lung cancer');
  const refusals = [
    await region.record.readForApi(aRequest(aSystem('ZX41')), 'Condition', id),
    await region.record.readForApi(aRequest(aSystem('ZX11')), 'Observation', id),
    await region.record.readForApi(aRequest(aSystem('ZX11')), 'Condition', '0123456789a0123456789b'),
    await region.record.readForApi(aRequest(aMemberOfStaff('R1290', 'ZX72')), 'Condition', id),
  ];
  for (const refusal of refusals) assert.deepEqual(refusal, refusals[0]);
});

test('a Bundle with one wrong entry leaves nothing behind and names the entry and the rule', async (t) => {
  const region = await aRegion(t);
  const bundle = aBundle(aPatient(), [problem, { resourceType: 'Observation', subject }]);
  const filed = await region.database.transaction((transaction) =>
    region.record.contributeBundle(transaction, {
      source: region.source('ZX11'),
      bundle,
      receivedAtMs: region.clock.now(),
    }),
  );
  assert.equal(filed.ok, false);
  assert.ok(!filed.ok && filed.fault.flaws?.some((flaw) => flaw.place.startsWith('Bundle.entry[2].resource')));
  const [count] = await region.database.sql<{ count: number }[]>`select count(*)::int as count from store.resource`;
  assert.equal(count?.count, 0);
});

test('a source cannot write into another source’s record', async (t) => {
  const region = await aRegion(t);
  const practice = await file(region, 'ZX11', aBundle(aPatient(), []));
  const patient = practice.response.entry?.[0]?.response?.location?.split('/')[1];
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        resource: { ...problem, subject: { reference: `Patient/${patient}` } } as never,
        request: { method: 'POST', url: 'Condition' },
      },
    ],
  };
  const filed = await region.database.transaction((transaction) =>
    region.record.contributeBundle(transaction, {
      source: region.source('ZX41'),
      bundle,
      receivedAtMs: region.clock.now(),
    }),
  );
  assert.ok(!filed.ok && filed.fault.code === 'RECORD-020');
});
