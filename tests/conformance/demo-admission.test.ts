/** The demo region's scripted admissions, sent through the real intakes, end in exactly the record that their script says. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Appointment, DocumentReference, Encounter, Observation } from 'fhir/r4.js';
import type { DemoRegion } from '#demo';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OpenedRecord, RecordEntry } from '#record';
import { configForTests } from '../../src/config/testing/config-for-tests.ts';
import { callerOfAccount } from '../../src/demo-accounts.ts';
import { type StartedRegion, startRegion } from '../../src/start-region.ts';

type Fact = DemoRegion['expectedRecord'][number];

const folder = mkdtempSync(join(tmpdir(), 'goldthread-admission-'));
let started: StartedRegion;

before(async () => {
  const config = configForTests({
    GOLDTHREAD_DATA_DIR: folder,
    GOLDTHREAD_DEMO_PEOPLE: '1',
  });
  const outcome = await startRegion({ config });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  started = outcome.value;
  assert.equal((await started.loaded)?.refused, 0);
});

after(async () => {
  await started?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function openAsWardNurse(nhsNumber: string): Promise<OpenedRecord> {
  const { region, demo, publicUrl } = started;
  const caller = callerOfAccount(demo!, 'ward-nurse', publicUrl, Date.now());
  assert.ok(caller?.kind === 'staff');
  const [person] = await region.patientIndex.personsByNhsNumber(nhsNumber as NhsNumber);
  const request = { requestId: randomUUID(), caller, purpose: 'TREAT', route: 'GET /test', atMs: Date.now() } as const;
  const opening = await region.record.openForStaff(request, person!.records[0]!.compartment);
  assert.ok(opening.ok && opening.value.isOpen, JSON.stringify(opening));
  return opening.value.record;
}

async function openAsPatient(nhsNumber: string): Promise<OpenedRecord> {
  const person = Object.values(started.demo!.planted).find((one) => one.person.nhsNumber === nhsNumber)?.person;
  const caller = {
    kind: 'patient',
    subject: nhsNumber,
    issuer: 'https://issuer.example',
    name: 'The patient',
    nhsNumber: nhsNumber as NhsNumber,
    birthDate: person?.birthDate ?? '',
    identityProofing: 'P9',
    authenticatedAtMs: Date.now(),
  } as const;
  const request = { requestId: randomUUID(), caller, purpose: 'PATRQT', route: 'GET /test', atMs: Date.now() } as const;
  const opening = await started.region.record.openForPatient(request);
  assert.ok(opening.ok && opening.value.isOpen, JSON.stringify(opening));
  return opening.value.record;
}

/** What anybody could read in a record: its JSON, and what stands in its attachments. */
function textOf(record: OpenedRecord): string {
  const json = record.entries.map((entry) => JSON.stringify(entry.resource)).join('\n');
  const attached = [...json.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data!, 'base64').toString('latin1'),
  );
  return [json, ...attached].join('\n');
}

function ofType<T>(record: OpenedRecord, type: string): (RecordEntry & { readonly resource: T })[] {
  return record.entries.filter((entry) => entry.resource.resourceType === type) as never;
}

function identified<T extends Appointment | Encounter>(record: OpenedRecord, type: string, value: string) {
  return ofType<T>(record, type).filter(({ resource }) => resource.identifier?.some((one) => one.value === value));
}

function resultsOf(record: OpenedRecord, test: string, value: string): Observation[] {
  return ofType<Observation>(record, 'Observation')
    .map(({ resource }) => resource)
    .filter((one) => one.code.text === test && String(one.valueQuantity?.value) === value);
}

function documents(record: OpenedRecord, number: string) {
  return ofType<DocumentReference>(record, 'DocumentReference').filter(
    ({ resource }) =>
      resource.masterIdentifier?.value === number || resource.identifier?.some((one) => one.value === number),
  );
}

async function holds({ check, nhsNumber }: Fact): Promise<void> {
  const record = await openAsWardNurse(nhsNumber);
  switch (check.kind) {
    case 'text-shown':
      return assert.ok(textOf(record).includes(check.text));
    case 'text-gone':
      return assert.ok(!textOf(record).includes(check.text));
    case 'released-to-patient': {
      assert.ok(textOf(record).includes(check.text), 'staff see it');
      return assert.equal(textOf(await openAsPatient(nhsNumber)).includes(check.text), check.released);
    }
    case 'superseded': {
      const current = resultsOf(record, check.test, check.currentValue).filter((one) => one.status === check.status);
      assert.equal(current.length, 1);
      assert.ok(JSON.stringify(current[0]?.note).includes(check.withdrawnValue), 'the note names the earlier value');
      return assert.equal(resultsOf(record, check.test, check.withdrawnValue).length, 0);
    }
    case 'result': {
      const found = resultsOf(record, check.test, check.value).filter((one) => one.status === check.status);
      return assert.ok(found.length >= 1);
    }
    case 'document':
      return assert.equal(documents(record, check.documentNumber).length, check.present ? 1 : 0);
    case 'appointment': {
      const [appointment] = identified<Appointment>(record, 'Appointment', check.appointmentNumber);
      return assert.equal(appointment?.resource.status, check.status);
    }
    case 'admission': {
      const [encounter] = identified<Encounter>(record, 'Encounter', check.visitNumber);
      assert.equal(encounter?.resource.status, check.status);
      return assert.ok(JSON.stringify(encounter?.resource.location?.at(-1)).includes(check.ward));
    }
  }
}

describe('the scripted admissions, from S12 to S26', () => {
  it('end in exactly the record that the script says', async (t) => {
    const facts = started.demo?.expectedRecord ?? [];
    assert.equal(facts.length, 20);
    for (const fact of facts) await t.test(`${fact.nhsNumber}: ${fact.says}`, () => holds(fact));
  });
});
