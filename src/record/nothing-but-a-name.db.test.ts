// D4, decision 87: who a record is about is shown beside something else of it. Alone it would tell which services know the person.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { StaffCaller } from '#disclosure';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { type Compartment, parseResourceId, type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { anAttendance, aPerson, aProblem, aReferral, openAs, openForPerson } from './choices/testing/a-person.ts';
import { arrangePerson, arrangeRecord, topics } from './index.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from './testing/a-region.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const gp = (): StaffCaller => aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel');
const nurse = (): StaffCaller => aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle');
const sensitive = { meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SEX' }] } };
const idOf = (compartment: Compartment): string => resourceIdText(compartment, compartment as number as ResourceNumber);

async function reads(caller: StaffCaller, patient: Compartment, types?: readonly { readonly type: number }[]) {
  const request = aRequest(caller);
  const narrowed = types === undefined ? request : { ...request, narrowing: { types } };
  return (await region.record.readForApi(narrowed, 'Patient', idOf(patient))).ok;
}

test('D4: a Patient is read by who sees something else of its record, until the person seals that, and alone by its own staff', async () => {
  const somebody = aPerson(region);
  const patient = await somebody.file('ZX11', [aProblem('Infection', sensitive)]);
  await somebody.file('ZX31', [anAttendance()]);
  assert.equal(await reads(gp(), patient), true);
  assert.equal(await reads(nurse(), patient), false);

  const open = await somebody.file('ZX11', [aProblem('Eczema')]);
  assert.equal(await reads(nurse(), open), true);
  // A token for patients alone leaves nothing else of the record: the decision does.
  assert.equal(await reads(nurse(), open, [{ type: resourceTypeNumber('Patient') }]), true);

  const own = await openForPerson(region, somebody);
  const entry = own.entries.find(({ resource }) => JSON.stringify(resource).includes('Eczema'))!;
  const sealed = await region.record.makeChoice(somebody.request, {
    choice: { kind: 'seal', scope: 'entry', level: 'sealed-locked', entries: [parseResourceId(entry.id)!] },
    evidence: '',
  });
  assert.ok(sealed.ok, JSON.stringify(sealed));
  assert.equal(await reads(nurse(), open), false);
  assert.equal(await reads(gp(), open), true);
});

test('the banner names somebody of whom no source’s Patient is shown, by the index and without a source', async () => {
  const somebody = aPerson(region);
  const address = [{ line: ['7 Quay Street'], city: 'Quayside' }];
  const patient = await somebody.file('ZX11', [{ ...aReferral('ZX31'), ...sensitive }], { address });
  const record = await openAs(region, nurse(), patient);
  assert.deepEqual(record?.entries, []);
  const { record: arranged, authors } = arrangeRecord(record!);
  const details = arrangePerson(arranged, authors);
  assert.equal(details?.familyName, 'Rimmer');
  assert.equal(details?.nhsNumber, somebody.nhsNumber);
  assert.equal(details?.born, somebody.birthDate);
  assert.deepEqual(details?.address, []);
});

test('who asks for everything of their own, and names no record, gets what their other records show', async () => {
  const somebody = aPerson(region);
  const hidden = {
    meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'hidden-from-patient' }] },
  };
  // Their first record is one of which they see nothing.
  const first = await somebody.file('ZX41', [aProblem('Kept back', hidden)]);
  const second = await somebody.file('ZX11', [aProblem('Eczema')]);
  const own = await region.record.everythingOfAll(somebody.request, { mayRead: () => true });
  assert.ok(own.ok, JSON.stringify(own));
  assert.deepEqual(new Set(own.value.matches.map(({ compartment }) => compartment)), new Set([second]));
  const named = await region.record.everythingForApi(somebody.request, { id: idOf(first), mayRead: () => true });
  assert.equal(named.ok, false);
});

test('attack 51: nobody subscribes to a person by a record that is not there for them, and anybody by one that is', async () => {
  const somebody = aPerson(region);
  const hidden = await somebody.file('ZX11', [aProblem('Infection', sensitive)]);
  const own = await somebody.file('ZX31', [anAttendance()]);
  const subscribe = (compartment: Compartment) =>
    region.record.subscriptions.make(aRequest(nurse()), {
      owner: 'nurse',
      scopes: ['user/*.rs'],
      patient: idOf(compartment),
      terms: {
        topic: topics[0]!.url,
        filters: [],
        types: [resourceTypeNumber('Condition')],
        channel: 'websocket',
        endpoint: undefined,
        headers: [],
        payload: 'id-only',
        heartbeatSeconds: undefined,
        timeoutSeconds: 10,
        maxCount: 1,
        reason: 'To hear of it',
        endMs: undefined,
      },
    });
  const made = await subscribe(hidden);
  assert.equal(!made.ok && made.fault.code, 'RECORD-002');
  assert.equal((await subscribe(own)).ok, true);
});
