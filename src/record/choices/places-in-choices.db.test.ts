// Attack 27, decisions 87 and 88: no list of choices, and no entry of the log, tells that a service knows somebody of which nothing is shown.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { numberText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice } from '#privacy';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const hidden = {
  meta: {
    security: [
      { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SEX' },
      { system: 'https://goldthread.example/CodeSystem/visibility', code: 'hidden-from-patient' },
    ],
  },
};
const wholeRecord: Choice = { kind: 'objection', scope: 'whole-record', policy: 'emergency-override' };
const fresh = (somebody: Somebody) => ({ ...somebody.request, requestId: crypto.randomUUID() });
const hale = { name: [{ use: 'official' as const, family: 'Hale', given: ['Arthur'] }] };

/** The clinic hears of the new name first, then the practice, whose copy of the choice is the same and not made again. */
async function marryAfter(clinicFiles: readonly object[]) {
  const somebody = aPerson(region);
  const practice = await somebody.file('ZX11', [aProblem('Asthma')]);
  const clinic = await somebody.file('ZX41', clinicFiles);
  const made = await region.record.makeChoice(fresh(somebody), { choice: wholeRecord, evidence: '' });
  assert.ok(made.ok, JSON.stringify(made));
  await somebody.file('ZX41', [], { id: numberText(clinic), ...hale });
  await somebody.file('ZX11', [], { id: numberText(practice), ...hale });
  const receptionist = aRequest(aMemberOfStaff('R1730', 'ZX11', 'Sam Cole'));
  const ofStaff = await region.record.listChoices(receptionist, { compartment: practice });
  const ofPerson = await region.record.listChoices(fresh(somebody), {});
  const log = await region.record.whoHasLooked(fresh(somebody), { limit: 50 });
  assert.ok(ofStaff.ok && ofPerson.ok && log.ok, JSON.stringify([ofStaff, ofPerson, log]));
  return { staff: ofStaff.value, person: ofPerson.value, log: log.value.lines };
}

test('attack 27: a choice that came with a record names its place neither to staff nor to the person, who are shown nothing of it', async () => {
  for (const files of [[], [aProblem('Infection', hidden)]]) {
    const { staff, person, log } = await marryAfter(files);
    for (const [one, ...more] of [staff, person]) {
      assert.ok(one?.carried, 'it came with a record');
      assert.equal(one.carried.source, undefined);
      assert.deepEqual(more, []);
    }
    assert.equal(log.filter(({ detail }) => detail?.['carried'] !== undefined).length, 1);
    assert.doesNotMatch(JSON.stringify(log), /tarnholt|ZX41/i);
  }
});

test('a choice that came with a record names its place to the person who is shown something of it', async () => {
  const { person, log } = await marryAfter([aProblem('Fracture')]);
  assert.equal(person[0]?.carried?.source, region.source('ZX41').number);
  // What is hidden later would stay readable there: the log names no place, whatever is shown today.
  assert.doesNotMatch(JSON.stringify(log), /tarnholt|ZX41/i);
});

test('attack 27: an objection about a place names it to the person who made it, and to staff only where they see something of it', async () => {
  const somebody = aPerson(region);
  const practice = await somebody.file('ZX11', [aProblem('Asthma')]);
  await somebody.file('ZX41', [aProblem('Infection', hidden)]);
  for (const code of ['ZX41', 'ZX11']) {
    const aboutSource = region.source(code).number;
    const choice: Choice = { kind: 'objection', scope: 'source', source: aboutSource, policy: 'absolute' };
    const made = await region.record.makeChoice(fresh(somebody), { choice, evidence: '' });
    assert.ok(made.ok, JSON.stringify(made));
  }
  const receptionist = aRequest(aMemberOfStaff('R1730', 'ZX11', 'Sam Cole'));
  const staff = await region.record.listChoices(receptionist, { compartment: practice });
  const person = await region.record.listChoices(fresh(somebody), {});
  assert.ok(staff.ok && person.ok);
  assert.deepEqual(
    person.value.map(({ aboutSource }) => aboutSource),
    ['ZX11', 'ZX41'].map((code) => region.source(code).number),
  );
  assert.ok(staff.value.every(({ aboutSource }) => aboutSource !== region.source('ZX41').number));
});
