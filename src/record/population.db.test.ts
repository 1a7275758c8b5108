// UK-2, UK-5, UK-6, attack 64: beyond care there is one way, which applies the opt-outs and fails closed.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { AccessGrant, PersonNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { PersonInIndex } from '#patient-index';
import { aPerson, aProblem, openAs, problems, type Somebody } from './choices/testing/a-person.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from './testing/a-region.ts';

const file = forWholeFile();
let region: TestRegion;
let somebody: Somebody;
let practice: Compartment;
let hospital: Compartment;
let person: PersonNumber;
let inIndex: PersonInIndex;
before(async () => {
  region = await aRegion(file);
  for (const code of ['ZX11', 'ZX41']) await region.privacy.agreeToShare(code, 'POPULATION', 0);
  somebody = aPerson(region);
  practice = await somebody.file('ZX11', [aProblem('of the practice')]);
  hospital = await somebody.file('ZX41', [aProblem('of the hospital')]);
  person = await somebody.person();
  inIndex = (await region.patientIndex.personByNumber(person))!;
});

const commissioner = () => aRequest(aMemberOfStaff('R1780', 'ZX11', 'Una Shaw'));
const planning = { use: 'service-planning', approval: 'Board of 3 October, item 4' } as const;
const dayMs = 86_400_000;

async function decide(
  asked: Parameters<typeof region.privacy.population.decide>[1] = planning,
  request = commissioner(),
) {
  const decided = await region.privacy.population.decide(request, asked, [inIndex]);
  return decided.ok ? [...decided.value.personByCompartment.keys()].sort() : decided.fault.code;
}

describe('a use beyond care', () => {
  it('has no grant without the list of opt-outs, and none with one that is a second too old', async () => {
    assert.equal(await decide(), 'PRIVACY-010');
    await region.privacy.population.keepOptOutCheck([person], region.clock.now() - 7 * dayMs - 1_000);
    assert.equal(await decide(), 'PRIVACY-010');
  });

  it('counts whom the list lets through, from every source, and nobody who is not in it', async () => {
    await region.privacy.population.keepOptOutCheck([person], region.clock.now() - 1_000);
    assert.deepEqual(await decide(), [practice, hospital].sort());
    await region.privacy.population.keepOptOutCheck([], region.clock.now());
    assert.deepEqual(await decide(), []);
  });

  it('leaves out the practice’s records after a Type 1 opt-out, and those only; care goes on', async () => {
    await region.privacy.population.keepOptOutCheck([person], region.clock.now());
    await region.privacy.population.noteType1(practice, true);
    assert.deepEqual(await decide(), [hospital]);
    const gp = await openAs(region, aMemberOfStaff('R0260', 'ZX11'), practice);
    assert.deepEqual(problems(gp), ['of the hospital', 'of the practice']);
    await region.privacy.population.noteType1(practice, false);
    assert.deepEqual(await decide(), [practice, hospital].sort());
  });

  it('goes past the list for a coded exemption that names what it rests on, and past a Type 1 by law only', async () => {
    await region.privacy.population.keepOptOutCheck([], region.clock.now());
    await region.privacy.population.noteType1(practice, true);
    const exempt = (code: string, named: string) => ({ ...planning, exemption: { code: code as never, named } });
    assert.deepEqual(await decide(exempt('public-interest', 'Caldicott Guardian, 1 October')), [hospital]);
    assert.deepEqual(await decide(exempt('legal-requirement', 'Court order 12')), [practice, hospital].sort());
    assert.equal(await decide(exempt('legal-requirement', ' ')), 'PRIVACY-011');
    for (const code of ['curiosity', 'constructor', 'toString'])
      assert.equal(await decide(exempt(code, 'x')), 'PRIVACY-011', code);
  });

  it('attack 64: is refused to a token for care, to an uncoded use and without an approval', async () => {
    assert.equal(await decide(planning, aRequest(aMemberOfStaff('R0260', 'ZX11'))), 'PRIVACY-011');
    assert.equal(await decide({ ...planning, use: 'marketing' as never }), 'PRIVACY-011');
    assert.equal(await decide({ ...planning, approval: '' }), 'PRIVACY-011');
  });

  it('is a grant that names no demographics and nothing sensitive, sealed or about safeguarding', async () => {
    await region.privacy.population.keepOptOutCheck([person], region.clock.now());
    const decided = await region.privacy.population.decide(commissioner(), planning, [inIndex]);
    const grant: AccessGrant | undefined = decided.ok ? decided.value : undefined;
    assert.equal(grant?.kind, 'counting');
    assert.equal(grant?.rules.length, 1);
    const classes = grant?.rules[0]?.contentClasses ?? 'all';
    assert.equal(classes !== 'all' && !(classes as readonly number[]).includes(1), true);
  });

  it('keeps no opt-out on anybody: the tables of the index and of the record have no such column (UK-5)', async () => {
    const columns = await region.database.owner<
      { column_name: string }[]
    >`select column_name from information_schema.columns
      where table_schema in ('patient_index', 'store', 'audit') and column_name ~ 'opt_?out|type_?1'`;
    assert.equal(columns.length, 0);
  });
});
