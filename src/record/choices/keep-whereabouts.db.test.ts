// UK-17, HZ7, decision 88: that whereabouts are protected is said by one record, and holds for what the index parts from it.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Compartment, numberText, resourceIdText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { mergeRecords } from '#patient-index';
import { settled } from '../../audit/testing/settled.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { anOfficerOf } from '../testing/note-connected.ts';
import { anAttendance, aPerson, aProblem, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const confidentiality = (code: string) => ({
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code }] },
});
const place = {
  address: [{ line: ['7 Canary Road'], city: 'Canarytown', postalCode: 'QX7 7QX' }],
  telecom: [{ system: 'phone' as const, value: '07700 900777' }],
};
const canary = /QX7 ?7QX|Canary|07700/;
const named = (family: string) => ({ name: [{ use: 'official' as const, family, given: ['Arthur'] }] });

const tracer = () => aRequest(aMemberOfStaff('R0620', 'ZX31'));

/** What a nurse who gives care reads of the walk-in centre's Patient, and a search by the postcode beside it. */
async function isShown(somebody: Somebody, walkIn: Compartment, familyName = 'Rimmer'): Promise<boolean> {
  const id = resourceIdText(walkIn, walkIn as never);
  const nurse = aRequest(aMemberOfStaff('R0620', 'ZX31'));
  const read = await region.record.readForApi(nurse, 'Patient', id);
  assert.ok(read.ok, JSON.stringify(read));
  const opened = await region.record.openForStaff(tracer(), walkIn);
  assert.ok(opened.ok && opened.value.isOpen);
  const isRead = canary.test(read.value.body.toString('utf8'));
  assert.equal(canary.test(JSON.stringify(opened.value.record.entries)), isRead, 'the page as the interface');
  const criteria = { familyName, birthDate: somebody.birthDate, postcode: 'QX7 7QX' };
  const found = await region.record.findPeople(tracer(), { demographics: criteria });
  assert.ok(found.ok);
  const isFound = found.value.people.some(({ nhsNumber }) => nhsNumber === somebody.nhsNumber);
  assert.equal(isFound, isRead, 'found by the postcode where the place is read, and else not');
  return isRead;
}

/** The practice says that whereabouts are protected; the walk-in centre knows the address. */
async function twoRecords() {
  const somebody = aPerson(region);
  const practice = await somebody.file('ZX11', [aProblem('Asthma')], confidentiality('R'));
  const walkIn = await somebody.file('ZX31', [anAttendance()], place);
  assert.equal(await isShown(somebody, walkIn), false, 'one person: no place');
  return {
    somebody,
    practice,
    walkIn,
    sayOf: (family: string, more: object = {}) =>
      somebody.file('ZX11', [], { id: numberText(practice), ...named(family), ...more }),
    walkInSays: (more: object) => somebody.file('ZX31', [], { id: numberText(walkIn), ...place, ...more }),
  };
}

const personOf = async (compartment: Compartment) =>
  (await region.patientIndex.personOfCompartment(compartment))!.person;

describe('whereabouts that one record protects', () => {
  it('stay kept back in the records that it leaves by a new name', async () => {
    const { somebody, practice, walkIn, sayOf } = await twoRecords();
    await sayOf('Hale');
    assert.notEqual(await personOf(practice), await personOf(walkIn));
    assert.equal(await isShown(somebody, walkIn), false);
  });

  it('stay kept back in a record that leaves it, wherever that goes', async () => {
    const { somebody, practice, walkIn, walkInSays } = await twoRecords();
    await walkInSays(named('Hale'));
    assert.notEqual(await personOf(practice), await personOf(walkIn));
    assert.equal(await isShown(somebody, walkIn, 'Hale'), false);
    const hospital = await somebody.file('ZX41', [], named('Hale'));
    assert.equal(await personOf(hospital), await personOf(walkIn));
    await walkInSays({ ...named('Hale'), birthDate: '1958-04-03' });
    assert.notEqual(await personOf(hospital), await personOf(walkIn));
    const index = await region.patientIndex.personOfCompartment(hospital);
    assert.equal(index?.isRestricted, true, 'and in what it was with meanwhile');
  });

  it('are kept back in a new record that differs by the family name alone, and by a new record in those that were there', async () => {
    const { somebody } = await twoRecords();
    const renamed = await somebody.file('ZX41', [], { ...place, ...named('Hale') });
    assert.equal((await region.patientIndex.personOfCompartment(renamed))?.isRestricted, true);
    const other = aPerson(region);
    const walkIn = await other.file('ZX31', [anAttendance()], place);
    assert.equal(await isShown(other, walkIn), true);
    await other.file('ZX11', [], { ...confidentiality('R'), ...named('Hale') });
    assert.equal(await isShown(other, walkIn), false);
    const twin = await other.file('ZX41', [], { name: [{ use: 'official', family: 'Rimmer', given: ['Ann'] }] });
    assert.equal(
      (await region.patientIndex.personOfCompartment(twin))?.isRestricted,
      false,
      'not by another given name',
    );
  });

  it('are kept back when they are protected only after the records have parted', async () => {
    const somebody = aPerson(region);
    const practice = await somebody.file('ZX11', [aProblem('Asthma')]);
    const walkIn = await somebody.file('ZX31', [anAttendance()], place);
    await somebody.file('ZX11', [], { id: numberText(practice), ...named('Hale') });
    assert.equal(await isShown(somebody, walkIn), true);
    await somebody.file('ZX11', [], { id: numberText(practice), ...named('Hale'), ...confidentiality('R') });
    assert.equal(await isShown(somebody, walkIn), false);
  });

  it('are protected no more where the record that said so takes it back, and not where it says nothing (attack 35)', async () => {
    const { somebody, walkIn, sayOf } = await twoRecords();
    await sayOf('Rimmer', { gender: 'male' });
    assert.equal(await isShown(somebody, walkIn), false, 'says nothing');
    await sayOf('Hale');
    await sayOf('Hale', confidentiality('N'));
    assert.equal(await isShown(somebody, walkIn), true);
    await sayOf('Hale', confidentiality('R'));
    assert.equal(await isShown(somebody, walkIn), false, 'and protected anew');
  });

  it('are not shown by another record that says they need no protection', async () => {
    const { somebody, walkIn, sayOf, walkInSays } = await twoRecords();
    await sayOf('Hale');
    await walkInSays(confidentiality('N'));
    assert.equal(await isShown(somebody, walkIn), false);
  });
});

/** The alerts that tell an organisation's officers of it, newest first. */
async function alertsOf(organisation: string, compartment: Compartment): Promise<number[]> {
  const rows = await region.database.owner<{ alert: number }[]>`select alert from privacy.alert
    join privacy.alert_subject using (alert) where kind = 'place-in-doubt' and organisation = ${organisation}
      and person = ${await personOf(compartment)} order by alert desc`;
  return rows.map(({ alert }) => alert);
}

async function showPlace(
  alert: number,
  by = anOfficerOf('ZX31'),
  words = 'Asked the practice: somebody else',
): Promise<string> {
  const shown = await region.record.review.showPlace(aRequest(by), { alert, words });
  return shown.ok ? 'done' : shown.fault.code;
}

async function isOnPage(alert: number): Promise<boolean> {
  const opened = await region.record.review.openAlert(aRequest(anOfficerOf('ZX31')), alert);
  assert.ok(opened.ok, JSON.stringify(opened));
  return opened.value.isPlaceInDoubt;
}

describe('of somebody with one record that protects their whereabouts', () => {
  it('no other record tells that they share a home with a member of staff, nor that a protected member of staff does', async () => {
    const { walkIn } = await twoRecords();
    const neighbour = aPerson(region);
    await neighbour.file('ZX31', [], place);
    const [theirs, own] = [await personOf(walkIn), await neighbour.person()];
    for (const [person, self] of [
      [theirs, own],
      [own, theirs],
    ] as const) {
      const [kin] = await region.patientIndex.compareKin([{ person, self, familyName: 'Other' }]);
      assert.equal(kin?.isSameHome, false);
    }
    const third = aPerson(region);
    await third.file('ZX31', [], place);
    const [control] = await region.patientIndex.compareKin([
      { person: await third.person(), self: own, familyName: 'Other' },
    ]);
    assert.equal(control?.isSameHome, true, 'the control');
  });

  it('a search by name shows no postcode, though the source merged away the record that keeps it back', async () => {
    const { somebody, walkIn, sayOf } = await twoRecords();
    await sayOf('Hale');
    const identifier = [{ system: 'https://walk-in.example', value: 'W1' }];
    const other = await somebody.file('ZX31', [], { ...place, identifier });
    await region.database.transaction((transaction) =>
      mergeRecords(transaction, { surviving: other, merged: walkIn, atMs: region.clock.now() }),
    );
    assert.equal(await personOf(other), await personOf(walkIn));
    const found = await region.record.findPeople(tracer(), {
      demographics: { familyName: 'Rimmer', birthDate: somebody.birthDate },
    });
    assert.ok(found.ok);
    const [traced] = found.value.people.filter(({ compartment }) => compartment === other);
    assert.deepEqual([traced?.familyName, traced?.postcode], ['Rimmer', undefined]);
  });
});

describe('whereabouts that are kept back in doubt', () => {
  it('are told of to the privacy officer of the record that stays, who ends it; the person’s log says so', async () => {
    const { somebody, walkIn, sayOf } = await twoRecords();
    assert.deepEqual(await alertsOf('ZX31', walkIn), [], 'nothing is in doubt yet');
    await sayOf('Hale');
    const [alert, ...more] = await alertsOf('ZX31', walkIn);
    assert.deepEqual(more, []);
    assert.equal(await isOnPage(alert!), true);
    let isTold = false;
    const stop = region.record.changes.subscribe([walkIn], () => {
      isTold = true;
    });
    assert.equal(await showPlace(alert!), 'done');
    stop();
    assert.ok(isTold, 'an open page is told');
    assert.equal(await isShown(somebody, walkIn), true);
    assert.equal(await isOnPage(alert!), false);
    assert.equal(await showPlace(alert!), 'PRIVACY-008', 'nothing is left to end');
    await settled(region.audit);
    const log = await region.audit.listForPersons([await personOf(walkIn)], { limit: 50 });
    assert.ok(log.ok);
    const told = log.value.lines.filter(({ detail }) => detail?.['whereabouts'] !== undefined);
    assert.deepEqual(
      told.map(({ caller, outcome }) => [caller?.name, outcome]),
      [['Pat Fell', 'done']],
    );
    const { alert: opened } = await region.record.review
      .openAlert(aRequest(anOfficerOf('ZX31')), alert!)
      .then((one) => (one.ok ? one.value : assert.fail()));
    assert.deepEqual(
      opened.steps.flatMap(({ step, words }) => (step === 'place' ? [words] : [])),
      ['Asked the practice: somebody else'],
    );
  });

  it('are ended by nobody else: another organisation, another role, whoever is close to them, without words or a new sign-in', async () => {
    const { somebody, walkIn, sayOf } = await twoRecords();
    await sayOf('Hale');
    const [alert] = await alertsOf('ZX31', walkIn);
    const officer = anOfficerOf('ZX31');
    assert.equal(await showPlace(alert!, anOfficerOf('ZX41')), 'PRIVACY-008');
    assert.equal(await showPlace(alert!, aMemberOfStaff('R0620', 'ZX31')), 'PRIVACY-005');
    assert.equal(await showPlace(alert!, officer, '  '), 'PRIVACY-007');
    assert.equal(await showPlace(alert!, { ...officer, authenticatedAtMs: Date.now() - 3 * 3_600_000 }), 'PRIVACY-014');
    await region.database
      .owner`insert into privacy.staff_connection (issuer, staff_id, organisation, person, kind, noted_by, starts_ms)
      values (${officer.issuer}, 'partner', 'ZX31', ${await personOf(walkIn)}, 'relative', 'another', 0)`;
    assert.equal(await showPlace(alert!, { ...officer, staffId: 'partner' }), 'PRIVACY-005');
    assert.equal(await isShown(somebody, walkIn), false);
  });

  it('stay kept back where another organisation’s record still is in doubt, and in what the record itself says', async () => {
    const { somebody, walkIn, sayOf, walkInSays } = await twoRecords();
    const hospital = await somebody.file('ZX41', [], {});
    await sayOf('Hale');
    const [alert] = await alertsOf('ZX31', walkIn);
    assert.equal(await showPlace(alert!), 'done');
    assert.equal(await isShown(somebody, walkIn), false, 'the hospital has not said so');
    const [other] = await alertsOf('ZX41', hospital);
    await walkInSays(confidentiality('R'));
    assert.equal(await showPlace(other!, anOfficerOf('ZX41')), 'done');
    assert.equal(await isShown(somebody, walkIn), false, 'the record says so itself');
  });

  it('are told of anew when they come to be in doubt again on the day on which an officer ended it', async () => {
    const { somebody, walkIn, sayOf } = await twoRecords();
    await sayOf('Hale');
    const [first] = await alertsOf('ZX31', walkIn);
    assert.equal(await showPlace(first!), 'done');
    await sayOf('Rimmer');
    await sayOf('Hale');
    assert.equal(await isShown(somebody, walkIn), false);
    const [second, ...more] = await alertsOf('ZX31', walkIn);
    assert.deepEqual([second !== first, more], [true, [first]]);
    assert.equal(await showPlace(second!), 'done');
    assert.equal(await isShown(somebody, walkIn), true);
  });

  it('are told of anew when the record goes on to another person', async () => {
    const { walkIn, sayOf, walkInSays } = await twoRecords();
    await sayOf('Hale');
    const [first] = await alertsOf('ZX31', walkIn);
    const other = aPerson(region);
    await other.file('ZX41', [], {});
    const identifier = [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: other.nhsNumber }];
    await walkInSays({ identifier });
    const [second] = await alertsOf('ZX31', walkIn);
    assert.ok(second !== undefined && second !== first);
    assert.equal(await showPlace(first!), 'PRIVACY-008');
    assert.equal(await showPlace(second), 'done');
  });
});
