// HZ8, HZ9, decision 92: the person's log, and the file of it, never tell that a place of which they are shown nothing has a record of them.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Patient } from 'fhir/r4.js';
import { verifyLogFile } from '#audit';
import { type Compartment, resourceIdText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { settled } from '../audit/testing/settled.ts';
import { aBundle, aPerson, aProblem, type Somebody, subject } from './choices/testing/a-person.ts';
import { aMemberOfStaff, aRegion, aRequest, aSystem, type TestRegion } from './testing/a-region.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const hidden = {
  meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'hidden-from-patient' }] },
};
const fresh = (somebody: Somebody) => ({ ...somebody.request, requestId: crypto.randomUUID() });

/** As a client of the organisation sends it. */
async function send(somebody: Somebody, organisation: string, resources: readonly object[]): Promise<Compartment> {
  const patient: Patient = {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: somebody.nhsNumber }],
    name: [{ use: 'official', family: 'Rimmer', given: ['Arthur'] }],
    birthDate: somebody.birthDate,
  };
  const sent = await region.record.contributeBundleForApi(aRequest(aSystem(organisation)), {
    source: region.source(organisation),
    readBundle: () => aBundle(patient, resources),
    isShown: true,
  });
  assert.ok(sent.ok, JSON.stringify(sent));
  return sent.value.entries[0]!.filed.compartment!;
}

/** Everything that a system of the place does with its own record, one entry each. */
async function readBack(organisation: string, compartment: Compartment): Promise<void> {
  const patient = resourceIdText(compartment, compartment as never);
  const read = await region.record.readForApi(aRequest(aSystem(organisation)), 'Patient', patient);
  assert.ok(read.ok, JSON.stringify(read));
  const versions = await region.record.readVersionsForApi(aRequest(aSystem(organisation)), 'Patient', { id: patient });
  assert.ok(versions.ok, JSON.stringify(versions));
}

async function logOf(somebody: Somebody) {
  const log = await region.record.whoHasLooked(fresh(somebody), { limit: 50 });
  const downloaded = await region.record.downloadLog(fresh(somebody), true);
  assert.ok(log.ok && downloaded.ok, JSON.stringify([log, downloaded]));
  assert.ok(log.value.numbering.isComplete);
  return {
    lines: log.value.lines,
    file: JSON.stringify(downloaded.value),
    entries: downloaded.value.persons[0]!.entries,
  };
}

const clinic = /ZX41|Tarnholt|a-client/;

describe('a place of which the person is shown nothing', () => {
  it('is named by no entry of what its system wrote and read, in the log, in one line of it and in the file', async () => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', [aProblem('Asthma')]);
    const compartment = await send(somebody, 'ZX41', [aProblem('At risk', hidden)]);
    await readBack('ZX41', compartment);
    await settled(region.audit);
    const { lines, file: text, entries } = await logOf(somebody);
    assert.doesNotMatch(JSON.stringify(lines), clinic);
    assert.doesNotMatch(text, clinic);
    const upkeep = lines.filter(({ kind }) => kind === 'administration');
    assert.equal(upkeep.length, 3);
    for (const { entry: _, atMs: __, leafIndex, personSequence: ___, ...said } of upkeep) {
      assert.deepEqual(said, { kind: 'administration', outcome: 'done', route: 'link', decidedBy: ['D23'], kinds: [] });
      const one = await region.record.oneLook(fresh(somebody), leafIndex!);
      assert.ok(one.ok);
      assert.doesNotMatch(JSON.stringify(one.value), clinic);
    }
    const closed = entries.filter(({ fields }) => fields.body !== undefined && !('text' in fields.body));
    assert.equal(closed.length, 3);
    const trustedKeys = region.audit.publication?.keys ?? [];
    const report = await verifyLogFile({ text, trustedKeys });
    assert.equal(report.verdict, 'complete', report.findings.map(({ says }) => says).join(' '));
  });

  it('reads like the upkeep that the region does of itself, in the file too', async () => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', [aProblem('Asthma')]);
    await send(somebody, 'ZX41', [aProblem('At risk', hidden)]);
    const person = await somebody.person();
    await region.database.transaction((transaction) =>
      region.audit.recordWithin(transaction, [
        {
          request: { requestId: crypto.randomUUID(), route: 'link', atMs: region.clock.now() },
          event: { kind: 'administration', outcome: 'done', persons: [person], decidedBy: ['D23'] },
        },
      ]),
    );
    await settled(region.audit);
    const { lines, entries } = await logOf(somebody);
    const [own, kept] = lines
      .filter(({ kind }) => kind === 'administration')
      .map(({ entry: _, atMs: __, leafIndex: ___, personSequence: ____, ...said }) => said);
    assert.deepEqual(own, kept);
    const [first, second] = entries
      .filter(({ personSequence }) => personSequence <= 2)
      .map(({ fields }) => Object.entries(fields).map(([name, part]) => [name, Object.keys(part).sort()]));
    assert.deepEqual(first, second);
  });

  it('is named where its system is refused, or a member of its staff looks: somebody did', async () => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', [aProblem('Asthma')]);
    const compartment = await send(somebody, 'ZX41', [aProblem('At risk', hidden), { ...attendance, ...hidden }]);
    const person = await somebody.person();
    const system = aRequest(aSystem('ZX41'));
    assert.ok((await region.audit.recordRefusal(system, { persons: [person], decidedBy: ['D9'] })).ok);
    const opened = await region.record.openForStaff(
      aRequest(aMemberOfStaff('R0260', 'ZX41', 'Nadia Quill')),
      compartment,
    );
    assert.ok(opened.ok && opened.value.isOpen);
    const { lines } = await logOf(somebody);
    const named = lines.filter(({ organisation }) => organisation?.code === 'ZX41').map(({ kind }) => kind);
    assert.deepEqual(named.sort(), ['disclosure', 'refusal']);
  });
});

const attendance = {
  resourceType: 'Encounter',
  status: 'in-progress',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  subject,
  period: { start: new Date(Date.now() - 3_600_000).toISOString() },
};

it('a place of which the person is shown something is named, and so is one without a record of them whose system asked', async () => {
  const somebody = aPerson(region);
  await somebody.file('ZX11', [aProblem('Asthma')]);
  const compartment = await send(somebody, 'ZX41', [aProblem('Fracture'), aProblem('At risk', hidden)]);
  await readBack('ZX41', compartment);
  const id = resourceIdText(compartment, compartment as never);
  assert.ok(!(await region.record.readForApi(aRequest(aSystem('ZX72')), 'Patient', id)).ok);
  const { lines } = await logOf(somebody);
  const named = lines.flatMap(({ caller, organisation }) => (caller?.kind === 'system' ? organisation!.code : []));
  assert.deepEqual(named.sort(), ['ZX41', 'ZX41', 'ZX41', 'ZX72']);
});
