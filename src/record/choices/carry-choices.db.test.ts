// What was closed stays closed when the index finds that a record is another person's (decision 86; attacks 46 and 47 turned round).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { StaffCaller } from '#disclosure';
import { type Compartment, numberText, parseResourceId } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice } from '#privacy';
import { aMemberOfStaff, aRegion, type TestRegion } from '../testing/a-region.ts';
import { anAttendance, aPerson, aProblem, openAs, openForPerson, problems, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const gp = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), staffId: 'gp' });
const otherGp = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Tom Reed'), staffId: 'other-gp' });
const named = (family: string, more: object = {}) => ({
  name: [{ use: 'official' as const, family, given: ['Arthur'] }],
  ...more,
});

async function choose(somebody: Somebody, choice: Choice): Promise<number> {
  const made = await region.record.makeChoice(
    { ...somebody.request, requestId: crypto.randomUUID() },
    { choice, evidence: '' },
  );
  assert.ok(made.ok, JSON.stringify(made));
  return made.value.choice;
}

const objection: Choice = {
  kind: 'objection',
  scope: 'individual',
  issuer: gp().issuer,
  staffId: 'other-gp',
  policy: 'absolute',
};

const personOf = async (compartment: Compartment) =>
  (await region.patientIndex.personOfCompartment(compartment))!.person;
const standingFor = async (compartment: Compartment) =>
  (await region.privacy.choices.list(await personOf(compartment)))
    .filter(({ ended }) => ended === undefined)
    .map(({ kind }) => kind)
    .sort();

/** The practice's record, which can be filed again under another name, and the hospital's of the same person. */
async function twoRecords() {
  const somebody = aPerson(region);
  const practice = await somebody.file('ZX11', [aProblem('Secret'), aProblem('Open')]);
  const hospital = await somebody.file('ZX31', [anAttendance()]);
  assert.equal(await personOf(practice), await personOf(hospital));
  return {
    somebody,
    practice,
    hospital,
    rename: (family: string, more: object = {}) =>
      somebody.file('ZX11', [], { id: numberText(practice), ...named(family, more) }),
  };
}

describe('a record that leaves its person by a new name', () => {
  it('stays closed to whom it was closed, under full protection and where an entry is sealed', async () => {
    const { somebody, practice, hospital, rename } = await twoRecords();
    const own = await openForPerson(region, somebody);
    const secret = own.entries.find((entry) => JSON.stringify(entry.resource).includes('Secret'))!;
    await choose(somebody, objection);
    await choose(somebody, { kind: 'seal', scope: 'entry', level: 'sealed', entries: [parseResourceId(secret.id)!] });
    await choose(somebody, { kind: 'share-sensitive', labels: ['sexualHealth'] });
    await rename('Rimmer-Hale');
    assert.notEqual(await personOf(practice), await personOf(hospital));
    assert.equal(await openAs(region, otherGp(), practice), undefined);
    assert.deepEqual(problems(await openAs(region, gp(), practice)), ['Open']);
    // What opens was given for what was there then.
    assert.deepEqual(await standingFor(practice), ['objection', 'seal']);
  });

  it('keeps its full protection, and who of the staff it is about', async () => {
    const { somebody, practice, rename } = await twoRecords();
    const team = await region.privacy.choices.formTeam({ organisation: 'ZX11' as OdsCode, name: 'Named team' });
    await region.privacy.choices.joinTeam(team, gp());
    await choose(somebody, { kind: 'protection', team });
    await region.database
      .owner`insert into privacy.staff_connection (issuer, staff_id, organisation, person, kind, noted_by, starts_ms)
      values (${otherGp().issuer}, 'other-gp', 'ZX11', ${await somebody.person()}, 'self', 'officer', 0)`;
    await rename('Rimmer-Hale');
    assert.ok(await openAs(region, gp(), practice));
    assert.equal(await openAs(region, otherGp(), practice), undefined);
    const noted = await region.database.owner<{ kind: string }[]>`
      select kind from privacy.staff_connection where person = ${await personOf(practice)}`;
    assert.deepEqual(
      noted.map(({ kind }) => kind),
      ['self'],
    );
  });

  it('and leaves again, and comes back, covers an entry by the seal that is there', async () => {
    const { somebody, practice, rename } = await twoRecords();
    const own = await openForPerson(region, somebody);
    const secret = parseResourceId(own.entries.find((entry) => JSON.stringify(entry.resource).includes('Secret'))!.id)!;
    await choose(somebody, { kind: 'seal', scope: 'entry', level: 'sealed', entries: [secret] });
    // Not back to where it left: it meets the hospital's other record of the new name on its way.
    await rename('Rimmer-Hale');
    await somebody.file('ZX41', [], named('Hale'));
    await rename('Hale');
    assert.deepEqual(await standingFor(practice), ['seal']);
    assert.deepEqual(problems(await openAs(region, gp(), practice)), ['Open']);
    await rename('Rimmer');
    assert.deepEqual(await standingFor(practice), ['seal']);
    assert.deepEqual(problems(await openAs(region, gp(), practice)), ['Open']);
  });

  it('and comes back, has each choice once, and none that was taken back meanwhile', async () => {
    const { somebody, practice, hospital, rename } = await twoRecords();
    const objected = await choose(somebody, objection);
    await choose(somebody, { kind: 'discreet-mode' });
    await rename('Rimmer-Hale');
    assert.deepEqual(await standingFor(practice), ['discreet-mode', 'objection']);
    await region.database.owner`update privacy.choice set ends_ms = ${region.clock.now()} where choice = ${objected}`;
    await rename('Rimmer');
    assert.equal(await personOf(practice), await personOf(hospital));
    assert.deepEqual(await standingFor(practice), ['discreet-mode']);
    assert.ok(await openAs(region, otherGp(), practice));
  });

  it('and is followed by another, has one seal for what was sealed in both', async () => {
    const { somebody, practice, rename } = await twoRecords();
    const walkIn = await somebody.file('ZX31', [aProblem('Secret too'), anAttendance()]);
    const own = await openForPerson(region, somebody);
    const entries = own.entries
      .filter((entry) => JSON.stringify(entry.resource).includes('Secret'))
      .map(({ id }) => parseResourceId(id)!);
    assert.equal(entries.length, 2);
    await choose(somebody, { kind: 'seal', scope: 'entry', level: 'sealed', entries });
    await rename('Hale');
    await somebody.file('ZX31', [], { id: numberText(walkIn), ...named('Hale') });
    assert.equal(await personOf(practice), await personOf(walkIn));
    assert.deepEqual(await standingFor(practice), ['seal']);
    assert.deepEqual(problems(await openAs(region, gp(), practice)), ['Open']);
  });
});

describe('a record that comes to a person', () => {
  it('brings nothing that is there already', async () => {
    const somebody = aPerson(region);
    const practice = await somebody.file('ZX11', [aProblem('Open')]);
    const hospital = await somebody.file('ZX31', [anAttendance()], { birthDate: '1958-04-03' });
    const chosen = await choose(somebody, objection);
    await region.database.owner`insert into privacy.choice (choice, person, kind, scope, about_issuer, about_staff_id,
        override_policy, made_by_kind, made_by_issuer, made_by_id, made_by_name, evidence, starts_ms)
      select 79, ${await personOf(hospital)}, kind, scope, about_issuer, about_staff_id, override_policy, made_by_kind,
        made_by_issuer, made_by_id, made_by_name, evidence, starts_ms from privacy.choice where choice = ${chosen}`;
    await somebody.file('ZX11', [], { id: numberText(practice), birthDate: '1958-04-03' });
    assert.deepEqual(await standingFor(practice), ['objection']);
  });

  it('brings what was chosen while it was alone', async () => {
    const somebody = aPerson(region);
    const practice = await somebody.file('ZX11', [aProblem('Open')]);
    const hospital = await somebody.file('ZX31', [anAttendance()], { birthDate: '1958-04-03' });
    assert.notEqual(await personOf(practice), await personOf(hospital));
    await choose(somebody, objection);
    await somebody.file('ZX11', [], { id: numberText(practice), birthDate: '1958-04-03' });
    assert.equal(await personOf(practice), await personOf(hospital));
    assert.deepEqual(await standingFor(practice), ['objection']);
  });

  it('under another family name, with the same NHS number, date of birth and given name, is closed as theirs is', async () => {
    const { somebody } = await twoRecords();
    await choose(somebody, objection);
    const register = (more: object) => somebody.file('ZX41', [aProblem('New')], more);
    const renamed = await register(named('Hale'));
    assert.notEqual(await personOf(renamed), await somebody.person());
    assert.deepEqual(await standingFor(renamed), ['objection']);
    const somebodyElse = aPerson(region);
    assert.deepEqual(await standingFor(await somebodyElse.file('ZX41', [], named('Rimmer'))), []);
  });
});
