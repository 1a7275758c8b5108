// UK-15, attacks 23 and 69: what is sensitive is labelled at intake with what tells of it, and again when the list changes.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Compartment } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createSensitiveLabeller } from '#privacy';
import { anAttendance, aPerson, aProblem, openAs, problems, subject, urn } from './choices/testing/a-person.ts';
import { relabel } from './relabel.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from './testing/a-region.ts';
import { classifyForTests } from './testing/classify-for-tests.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const nurse = () => aMemberOfStaff('R0620', 'ZX31');
const chlamydia = { coding: [{ system: 'http://snomed.info/sct', code: '240589008' }], text: 'Infection' };
const aMedicine = (reason: string) => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject,
  medicationCodeableConcept: { text: 'Doxycycline' },
  reasonReference: [{ reference: reason }],
});

async function typesSeen(compartment: Compartment): Promise<string[]> {
  const seen = await openAs(region, nurse(), compartment);
  return (seen?.entries ?? [])
    .map(({ resource }) => resource.resourceType)
    .filter((type) => type !== 'Patient')
    .sort();
}

describe('intake', () => {
  it('labels the coded entry, the medicine for it, and the appointment by its clinic', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [
      aProblem('Infection', { code: chlamydia }),
      aMedicine(urn(1)),
      {
        resourceType: 'Appointment',
        status: 'booked',
        description: 'Sexual health clinic',
        start: '2026-12-01T10:00:00Z',
        end: '2026-12-01T10:10:00Z',
        participant: [{ actor: subject, status: 'accepted' }],
      },
      aProblem('Asthma'),
    ]);
    await somebody.file('ZX31', [anAttendance()]);
    assert.deepEqual(await typesSeen(compartment), ['Condition', 'Encounter']);
  });

  it('labels what comes to speak of it later', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Infection', { code: chlamydia })]);
    await somebody.file('ZX31', [anAttendance()]);
    const gp = await openAs(region, aMemberOfStaff('R0260', 'ZX11'), compartment);
    const { id } = gp!.entries.find(({ resource }) => resource.resourceType === 'Condition')!;
    const patient = gp!.entries.find(({ resource }) => resource.resourceType === 'Patient')!;
    assert.ok(patient);
    await region.database.transaction(async (transaction) => {
      const filed = await region.record.contributeBundle(transaction, {
        source: region.source('ZX11'),
        receivedAtMs: region.clock.now(),
        bundle: {
          resourceType: 'Bundle',
          type: 'transaction',
          entry: [
            {
              request: { method: 'POST', url: 'MedicationRequest' },
              resource: {
                ...aMedicine(`Condition/${id}`),
                subject: {
                  reference: `Patient/${gp!.entries.find((one) => one.compartment === compartment && one.resource.resourceType === 'Patient')!.id}`,
                },
              } as never,
            },
          ],
        },
      });
      assert.ok(filed.ok, JSON.stringify(filed));
    });
    assert.deepEqual(await typesSeen(compartment), ['Encounter']);
  });

  it('attack 69: an entry whose labelling failed waits for a human and is shown to nobody', () => {
    const labelled = classifyForTests(aProblem('Any'), () => {
      throw new Error('the labeller is down');
    });
    assert.notEqual(labelled & (1 << 14), 0);
  });

  it('attack 69: an unknown clinical code is no reason to hide: its text is shown', async () => {
    const somebody = aPerson(region);
    const code = {
      coding: [{ system: 'https://local.example/codes', code: 'PENX' }],
      text: 'Penicillin allergy, local code',
    };
    const compartment = await somebody.file('ZX11', [aProblem('', { code })]);
    await somebody.file('ZX31', [anAttendance()]);
    assert.deepEqual(problems(await openAs(region, nurse(), compartment)), ['Penicillin allergy, local code']);
  });
});

describe('a new list', () => {
  it('labels what was filed before, with its old versions, counts it, keeps the change, and finds nothing the second time', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Zebra fever')]);
    await somebody.file('ZX31', [anAttendance()]);
    const gp = await openAs(region, aMemberOfStaff('R0260', 'ZX11'), compartment);
    const { id } = gp!.entries.find(({ resource }) => resource.resourceType === 'Condition')!;
    assert.equal((await region.record.readVersionsForApi(aRequest(nurse()), 'Condition', { id })).ok, true);
    const labelSensitive = createSensitiveLabeller({
      version: 'next',
      sets: [{ label: 'fertility', codes: [], words: ['zebra fever'] }],
    });
    const deps = { transaction: region.database.transaction, clock: region.clock, labelSensitive };
    const first = await relabel(deps, 'next');
    assert.equal(first.raised, 1);
    assert.deepEqual(problems(await openAs(region, nurse(), compartment)), []);
    assert.equal((await region.record.readVersionsForApi(aRequest(nurse()), 'Condition', { id })).ok, false);
    const [kept] = await region.database.owner<{ why: string }[]>`select why from privacy.label_change`;
    assert.equal(kept?.why, 'list next');
    assert.equal((await relabel(deps, 'next')).raised, 0);
  });
});
