// Decisions 86 and 88 hold whichever came first, the record or its NHS number: what a number known from the start closes is closed (UK-17, HZ7, HZ27).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Compartment, numberText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aRegion, type TestRegion } from '../testing/a-region.ts';
import { anAttendance, aPerson } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const restricted = {
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] },
};
const place = { address: [{ line: ['7 Canary Road'], city: 'Canarytown', postalCode: 'QX7 7QX' }] };
const hale = { name: [{ use: 'official' as const, family: 'Hale', given: ['Arthur'] }] };
let local = 0;
const noNumber = () => ({ identifier: [{ system: 'https://walk-in.example', value: `L${++local}` }] });

const indexed = async (compartment: Compartment) => (await region.patientIndex.personOfCompartment(compartment))!;
const isRestricted = async (compartment: Compartment) => (await indexed(compartment)).isRestricted;

async function alertsOf(organisation: string, compartment: Compartment): Promise<number> {
  const { person } = await indexed(compartment);
  return (
    await region.database.owner`select 1 from privacy.alert join privacy.alert_subject using (alert)
      where kind = 'place-in-doubt' and organisation = ${organisation} and person = ${person}`
  ).length;
}

describe('a record that learns its NHS number after it was made', () => {
  it('is without a place from then on for what a namesake’s record says, and an officer is told', async () => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', [], restricted);
    const walkIn = await somebody.file('ZX31', [anAttendance()], { ...place, ...hale, ...noNumber() });
    assert.equal(await isRestricted(walkIn), false, 'nothing names them both yet');
    await somebody.file('ZX31', [], { id: numberText(walkIn), ...place, ...hale });
    assert.deepEqual([await isRestricted(walkIn), await alertsOf('ZX31', walkIn)], [true, 1]);
  });

  it('and said before that whereabouts are protected, says it of the namesake too', async () => {
    const somebody = aPerson(region);
    const walkIn = await somebody.file('ZX31', [anAttendance()], place);
    const practice = await somebody.file('ZX11', [], { ...restricted, ...hale, ...noNumber() });
    assert.equal(await isRestricted(walkIn), false);
    await somebody.file('ZX11', [], { id: numberText(practice), ...restricted, ...hale });
    assert.deepEqual([await isRestricted(walkIn), await alertsOf('ZX31', walkIn)], [true, 1]);
  });

  it('and joins somebody, says it of their namesake too', async () => {
    const somebody = aPerson(region);
    const walkIn = await somebody.file('ZX31', [anAttendance()], place);
    const hospital = await somebody.file('ZX41', [], hale);
    const practice = await somebody.file('ZX11', [], { ...restricted, ...hale, ...noNumber() });
    await somebody.file('ZX11', [], { id: numberText(practice), ...restricted, ...hale });
    assert.equal((await indexed(practice)).person, (await indexed(hospital)).person);
    assert.equal(await isRestricted(walkIn), true);
  });

  it('is not closed again by each later update, once an officer has ended it', async () => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', [], restricted);
    const walkIn = await somebody.file('ZX31', [anAttendance()], { ...place, ...hale, ...noNumber() });
    const update = (more: object) => somebody.file('ZX31', [], { id: numberText(walkIn), ...place, ...hale, ...more });
    await update({});
    // As an officer's ending leaves it (keep-whereabouts.db.test.ts).
    await region.database.owner`update patient_index.kept_restriction set ends_ms = 1 where compartment = ${walkIn}`;
    await update({ gender: 'male' });
    assert.equal(await isRestricted(walkIn), false);
  });

  it('begins under the choices of a namesake', async () => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', []);
    const walkIn = await somebody.file('ZX31', [anAttendance()], { ...hale, ...noNumber() });
    const made = await region.record.makeChoice(
      { ...somebody.request, requestId: crypto.randomUUID() },
      { choice: { kind: 'discreet-mode' }, evidence: '' },
    );
    assert.ok(made.ok, JSON.stringify(made));
    const standing = async () =>
      (await region.privacy.choices.list((await indexed(walkIn)).person)).map(({ kind }) => kind);
    assert.deepEqual(await standing(), []);
    await somebody.file('ZX31', [], { id: numberText(walkIn), ...hale });
    assert.deepEqual(await standing(), ['discreet-mode']);
    await somebody.file('ZX31', [], { id: numberText(walkIn), ...hale, gender: 'male' });
    assert.deepEqual(await standing(), ['discreet-mode'], 'once');
  });
});
