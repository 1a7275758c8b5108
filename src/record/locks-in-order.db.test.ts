// Who files something about a person locks who is who first, and the count of their changes last (decision 65): else two of them
// could each hold what the other waits for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patient } from 'fhir/r4.js';
import { aRegion } from './testing/a-region.ts';

const patient: Patient = {
  resourceType: 'Patient',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
  name: [{ use: 'official', family: 'Rimmer', given: ['Arthur'] }],
  birthDate: '1958-03-04',
};
const visit = (subject: string) => ({
  resourceType: 'Encounter' as const,
  status: 'in-progress' as const,
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER' },
  subject: { reference: subject },
  period: { start: '2026-11-20T10:00:00Z' },
});

test('a message and a Bundle count what they change after all that links a person', async (t) => {
  const heard: string[] = [];
  const region = await aRegion(t, { onStatement: (text) => heard.push(text) });
  const inOrder = (what: string): void => {
    const lastOf = (part: string) => heard.findLastIndex((text) => text.includes(part));
    const firstOf = (part: string) => heard.findIndex((text) => text.includes(part));
    const counted = [firstOf('insert into privacy.relationship '), firstOf('insert into privacy.seal_item')];
    const linking = ['pg_advisory_xact_lock(7001', 'insert into patient_index.source_patient', 'patient_index.review'];
    const linked = linking.map(lastOf);
    assert.ok(counted[0]! > 0 && linked[0]! > 0 && linked[1]! > 0, `${what}: ${counted.join()} ${linked.join()}`);
    for (const at of counted) if (at >= 0) assert.ok(at > Math.max(...linked), what);
    heard.length = 0;
  };

  const { record, database, source, clock } = region;
  await database.transaction((transaction) =>
    record.contribute(transaction, {
      source: source('ZX41'),
      origin: { number: region.nextNumber(), reference: 'message 1' },
      receivedAtMs: clock.now(),
      identifiers: [{ authority: 'ZX41', value: '1' }],
      patient: () => patient,
      changes: [{ key: 'encounter|1', change: () => ({ resource: visit('@patient') as never }) }],
    }),
  );
  inOrder('a message');

  const filed = await database.transaction((transaction) =>
    record.contributeBundle(transaction, {
      source: source('ZX31'),
      receivedAtMs: clock.now(),
      bundle: {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [patient, visit('urn:uuid:1')].map((resource, index) => ({
          fullUrl: `urn:uuid:${index + 1}`,
          resource: structuredClone(resource) as never,
          request: { method: 'POST', url: resource.resourceType },
        })),
      },
    }),
  );
  assert.ok(filed.ok, JSON.stringify(filed));
  inOrder('a Bundle');
});
