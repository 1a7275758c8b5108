// What clients write: one transaction with its log entry, heard by open pages, repeatable after a lost race.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bundle, Patient, Resource } from 'fhir/r4.js';
import type { Compartment } from '#kernel/identity-number.ts';
import { aBundle, anAttendance, subject } from './choices/testing/a-person.ts';
import { aRegion, aRequest, aSystem, type TestRegion } from './testing/a-region.ts';

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

const problem = {
  resourceType: 'Condition',
  subject,
  code: { text: 'Lung cancer' },
  recordedDate: '2026-10-01',
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
};
const attendance = anAttendance();
test('open pages of a person hear of a record that joins them, and of nobody else’s', async (t) => {
  const region = await aRegion(t);
  const practice = asker(region, 'ZX11');
  const first = await practice(aBundle(aPatient(), []));
  const stranger = await practice(
    aBundle(aPatient({ identifier: [{ value: 'H1' }], name: [{ family: 'Holly', given: ['Queeg'] }] }), []),
  );
  const heard: string[] = [];
  region.record.changes.subscribe(first, () => heard.push('arthur'));
  region.record.changes.subscribe(stranger, () => heard.push('stranger'));
  await asker(region, 'ZX41')(aBundle(aPatient(), [attendance]));
  assert.deepEqual(heard, ['arthur']);
});

/** Files as a client of an organisation does, and gives the record of the patient. */
function asker(region: TestRegion, organisation: string) {
  return async (bundle: Bundle): Promise<Compartment[]> => {
    const filed = await region.record.contributeBundleForApi(aRequest(aSystem(organisation)), {
      source: region.source(organisation),
      readBundle: () => structuredClone(bundle),
      isShown: false,
    });
    assert.ok(filed.ok, JSON.stringify(filed));
    return filed.value.entries.slice(0, 1).map((entry) => entry.filed.compartment!);
  };
}

test('when the log cannot be written nothing is filed: a write and its entry are one transaction', async (t) => {
  const region = await aRegion(t);
  await region.database.owner.unsafe(
    `do $$ declare c text; begin revoke insert on audit.entry from goldthread_app;
     for c in select column_name from information_schema.columns where table_schema = 'audit' and table_name = 'entry'
     loop execute format('revoke insert (%I) on audit.entry from goldthread_app', c); end loop; end $$`,
  );
  const filed = await region.record.contributeBundleForApi(aRequest(aSystem('ZX11')), {
    source: region.source('ZX11'),
    readBundle: () => aBundle(aPatient(), [problem]),
    isShown: true,
  });
  assert.equal(!filed.ok && filed.fault.code, 'AUDIT-001');
  const [count] = await region.database.sql<{ count: number }[]>`select count(*)::int as count from store.resource`;
  assert.equal(count?.count, 0);
});

test('a Bundle that lost a race is filed from what was sent, not from what the first attempt made of it', async (t) => {
  const region = await aRegion(t);
  let readings = 0;
  const sent = aBundle(aPatient(), [problem]);
  // The second attempt is provoked: a first one that is thrown out of by a lost race.
  const filed = await region.record.contributeBundleForApi(aRequest(aSystem('ZX11')), {
    source: region.source('ZX11'),
    readBundle: () => {
      readings += 1;
      if (readings === 1) throw Object.assign(new Error('raced'), { code: '40001' });
      return structuredClone(sent);
    },
    isShown: true,
  });
  assert.ok(filed.ok);
  assert.equal(readings, 2);
  const [patient, condition] = filed.value.entries.map(({ shown }) => JSON.parse(shown!.body.toString()) as Resource);
  assert.deepEqual((condition as { subject?: object }).subject, { reference: `Patient/${patient?.id}` });
  const entries = await region.database.owner<{ kind: string; body: string }[]>`select kind, body from audit.entry`;
  assert.equal(entries.length, 1);
  const said = JSON.parse(entries[0]!.body) as { outcome: string; persons: { items: number }[] };
  assert.deepEqual([entries[0]!.kind, said.outcome, said.persons[0]?.items], ['write', 'done', 2]);
});
