// Attack 27, decisions 87 and 88: no list of choices, and no entry of the log, tells that a service knows somebody of which nothing is shown.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Compartment, numberText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice } from '#privacy';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { anAttendance, aPerson, aProblem, type Somebody } from './testing/a-person.ts';

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

test('attack 27: who of a hidden place’s staff wrote a choice down, or ended it, is named to nobody else who is shown nothing of it', async () => {
  const somebody = aPerson(region);
  const practice = await somebody.file('ZX11', [aProblem('Asthma')]);
  const clinic = await somebody.file('ZX41', [aProblem('Infection', hidden), anAttendance(hidden)]);
  const ofClinic = () => aRequest(aMemberOfStaff('R1730', 'ZX41', 'Nadia Quill'));
  const evidence = 'Said so in the clinic at Tarnholt';
  const contact: Choice = { kind: 'safe-contact', words: 'Letters only' };
  const written = await region.record.makeChoice(ofClinic(), { compartment: clinic, choice: contact, evidence });
  assert.ok(written.ok, JSON.stringify(written));
  const made = await region.record.makeChoice(fresh(somebody), { choice: wholeRecord, evidence: '' });
  assert.ok(made.ok, JSON.stringify(made));
  const ending = { compartment: clinic, choice: made.value.choice, evidence };
  const ended = await region.record.takeBackChoice(ofClinic(), ending);
  assert.ok(ended.ok, JSON.stringify(ended));
  const listed = async (request: Parameters<typeof region.record.listChoices>[0], compartment?: Compartment) => {
    const list = await region.record.listChoices(request, compartment === undefined ? {} : { compartment });
    assert.ok(list.ok, JSON.stringify(list));
    return list.value;
  };
  const elsewhere = await listed(aRequest(aMemberOfStaff('R1730', 'ZX11', 'Sam Cole')), practice);
  assert.deepEqual(elsewhere.map(({ madeBy }) => madeBy.kind).sort(), ['person', 'staff-elsewhere']);
  assert.ok(elsewhere.some((kept) => kept.ended?.by.kind === 'staff-elsewhere'));
  assert.doesNotMatch(JSON.stringify(elsewhere), /Quill|ZX41|Tarnholt/);
  // Whom the person told, they know; and so do colleagues.
  for (const own of [await listed(fresh(somebody)), await listed(ofClinic(), clinic)])
    assert.equal(JSON.stringify(own).match(/Quill/g)?.length, 2);
});

test('attack 27: a choice that a hidden place’s staff wrote down comes with the record without them, also to the person', async () => {
  const somebody = aPerson(region);
  const practice = await somebody.file('ZX11', [aProblem('Asthma')]);
  const clinic = await somebody.file('ZX41', [aProblem('Infection', hidden), anAttendance(hidden)]);
  const nurse = aRequest(aMemberOfStaff('R1730', 'ZX41', 'Nadia Quill'));
  const contact: Choice = { kind: 'safe-contact', words: 'Letters only' };
  const written = await region.record.makeChoice(nurse, {
    compartment: clinic,
    choice: contact,
    evidence: 'In clinic',
  });
  assert.ok(written.ok, JSON.stringify(written));
  await somebody.file('ZX41', [], { id: numberText(clinic), ...hale });
  await somebody.file('ZX11', [], { id: numberText(practice), ...hale });
  const list = await region.record.listChoices(fresh(somebody), {});
  assert.ok(list.ok && list.value[0]?.carried, JSON.stringify(list));
  assert.equal(list.value[0].madeBy.kind, 'staff-elsewhere');
  assert.doesNotMatch(JSON.stringify(list.value), /Quill|ZX41/);
});
