/**
 * A denial speaks of its own kind only: SNOMED CT has one for each (`No known allergy` and its children), the International
 * Patient Summary another list (Absent and Unknown Data). Absence is never mistaken for "none" (hazard HZ2).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '#fhir/resource-types.ts';
import { type ArrangedAllergies, arrangeAllergies } from './allergies.ts';
import { readAllergyStatement } from './allergy-denials.ts';
import { arrangeRecord } from './arrange-record.ts';
import { entry, recordOf } from './testing/record-for-tests.ts';

const snomed = 'http://snomed.info/sct';
const absent = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';

const allergy = (text: string, more: object = {}): Resource => ({
  resourceType: 'AllergyIntolerance',
  code: { text },
  recordedDate: '2026-05-03',
  ...more,
});

const coded = (system: string, code: string, text?: string): Resource =>
  allergy('', { code: { ...(text === undefined ? {} : { text }), coding: [{ system, code }] } });

const inCategory = (text: string, ...category: string[]): Resource => allergy(text, { category });

/** The practice names, the walk-in centre denies. */
function arranged(named: readonly Resource[], denial: Resource): ArrangedAllergies {
  return arrangeAllergies(
    arrangeRecord(
      recordOf([
        ...named.map((one) => entry(one, { contentClass: 'allergy' })),
        entry(denial, { source: 'walkIn', contentClass: 'allergy' }),
      ]),
    ),
  );
}

const denials = {
  all: [coded(snomed, '716186003'), coded(absent, 'no-known-allergies'), allergy('No known allergies'), allergy('NKA')],
  medication: [
    coded(snomed, '409137002'),
    coded(absent, 'no-known-medication-allergies'),
    allergy('No known drug allergies'),
    allergy('No known drug allergies or intolerances'),
    allergy('No known history of drug allergy'),
    allergy('NKDA'),
    allergy('No known allergies to medicines'),
    coded(snomed, '716186003', 'No known drug allergies'),
  ],
  food: [
    coded(snomed, '429625007'),
    coded(absent, 'no-known-food-allergies'),
    allergy('No known food allergy (situation)'),
    allergy('NKFA'),
  ],
  environment: [
    coded(snomed, '428607008'),
    coded(absent, 'no-known-environmental-allergies'),
    allergy('No known environmental allergies.'),
  ],
} as const;

/** What each is or may be: an unknown word without a category may be anything. */
const allergies: readonly (readonly [Resource, readonly (keyof typeof denials)[]])[] = [
  [inCategory('Penicillin', 'medication'), ['all', 'medication']],
  [inCategory('Influenza vaccine', 'biologic'), ['all', 'medication']],
  [inCategory('Peanut', 'food'), ['all', 'food']],
  [inCategory('Grass pollen', 'environment'), ['all', 'environment']],
  [allergy('Allergy to peanuts'), ['all', 'food']],
  [allergy("Cow's milk protein"), ['all', 'food']],
  [allergy('Latex'), ['all', 'environment']],
  [allergy('Bee stings'), ['all', 'environment']],
  [allergy('Penicillin'), ['all', 'medication', 'food', 'environment']],
  [allergy('Fish oil'), ['all', 'medication', 'food', 'environment']],
  [inCategory('Gelatine', 'food', 'medication'), ['all', 'medication', 'food']],
  // GP Connect writes `environment` for whatever is no medicine.
  [inCategory('Sulphites', 'environment'), ['all', 'food', 'environment']],
  [inCategory('Peanut', 'environment'), ['all', 'food', 'environment']],
];

describe('a denial beside an allergy of another source', () => {
  for (const [kind, statements] of Object.entries(denials))
    for (const [named, spokenOf] of allergies) {
      const { text } = (named as unknown as { code: { text: string } }).code;
      const category = (named as unknown as { category?: string[] }).category?.join(' and ') ?? 'no category';
      const isAgainst = spokenOf.includes(kind as keyof typeof denials);
      it(`of ${kind}: ${text} (${category}) ${isAgainst ? 'is a disagreement' : 'is none'}`, () => {
        for (const statement of statements) {
          const both = arranged([named], statement);
          assert.equal(both.groups.length, 1, 'the denial is no allergy, and the allergy stays');
          assert.deepEqual(
            both.denials.map(({ against }) => against.length),
            [isAgainst ? 1 : 0],
            JSON.stringify(statement),
          );
        }
      });
    }

  it('names the allergies that it is about, and no others', () => {
    const both = arranged(
      [inCategory('Peanut', 'food'), inCategory('Penicillin', 'medication')],
      denials.medication[0],
    );
    assert.deepEqual(
      both.denials[0]?.against.map(({ substance }) => substance),
      ['Penicillin'],
    );
  });

  it('of several kinds is about each of them, and of one substance about that alone', () => {
    const two = allergy('No known food or drug allergies');
    assert.equal(arranged([allergy('Latex')], two).denials[0]?.against.length, 0);
    assert.equal(arranged([allergy('Peanut')], two).denials[0]?.against.length, 1);
    assert.equal(arranged([inCategory('Penicillin', 'medication')], two).denials[0]?.against.length, 1);
    const one = allergy('No known penicillin allergy');
    assert.equal(arranged([inCategory('Trimethoprim', 'medication')], one).denials[0]?.against.length, 0);
    assert.equal(arranged([allergy('Allergy to penicillin')], one).denials[0]?.against.length, 1);
    for (const latex of [coded(snomed, '1003774007'), allergy('No known latex allergy')]) {
      assert.equal(arranged([allergy('Grass pollen')], latex).denials[0]?.against.length, 0);
      assert.equal(arranged([allergy('Latex')], latex).denials[0]?.against.length, 1);
    }
  });
});

describe('what is over or was never so', () => {
  const status = (element: string, code: string): object => ({ [element]: { coding: [{ code }] } });
  const over = [
    status('clinicalStatus', 'resolved'),
    status('clinicalStatus', 'inactive'),
    status('verificationStatus', 'refuted'),
    status('verificationStatus', 'entered-in-error'),
  ];

  it('an allergy that is resolved, inactive, refuted or an error is no disagreement, and makes the denial no fact', () => {
    for (const more of over) {
      const both = arranged([allergy('Penicillin', more)], denials.all[0]);
      assert.deepEqual([both.groups.length, both.denials.length, both.denials[0]?.against], [0, 1, []]);
    }
  });

  it('a denial that is resolved, inactive, refuted or an error denies nothing', () => {
    for (const more of over) {
      const both = arranged([allergy('Penicillin')], allergy('No known allergies', more));
      assert.deepEqual([both.groups.length, both.denials.length], [1, 0]);
      assert.equal(both.answers.find(({ source }) => source.code === 'walkIn')?.statement, undefined);
    }
  });

  it('a withdrawn denial denies nothing', () => {
    const withdrawn = arrangeAllergies(arrangeRecord(recordOf([entry(denials.all[0], { isWithdrawn: true })])));
    assert.deepEqual([withdrawn.groups, withdrawn.denials], [[], []]);
  });
});

describe('what is no denial', () => {
  it('a source that does not know, did not ask or holds nothing says neither none nor an allergy', () => {
    const unknown = [
      coded(absent, 'no-allergy-info', 'No information about allergies'),
      coded(snomed, '1631000175102'),
      ...['Allergies not known', 'Allergy status unknown', 'No allergies recorded', 'None recorded', 'Not known'].map(
        (text) => allergy(text),
      ),
    ];
    for (const one of unknown) {
      const both = arranged([], one);
      assert.deepEqual([both.groups.length, both.denials.length, both.unknowns.length], [0, 0, 1], JSON.stringify(one));
      assert.notEqual(
        both.answers.find(({ source }) => source.code === 'walkIn')?.statement,
        undefined,
        'it is quoted',
      );
    }
  });

  it('a code that denies beside words that name a substance is an allergy, as is a code of another system', () => {
    assert.deepEqual(readAllergyStatement({ text: 'Penicillin', coding: [{ system: snomed, code: '716186003' }] }), {
      says: 'allergy',
    });
    assert.deepEqual(readAllergyStatement({ coding: [{ system: 'urn:local', code: '716186003' }] }), {
      says: 'allergy',
    });
    for (const text of ['Norfloxacin', 'Nonoxinol 9', 'Unknown antibiotic', 'Allergy to unknown substance', 'Nil'])
      assert.deepEqual(readAllergyStatement({ text }), { says: 'allergy' }, text);
    assert.deepEqual(readAllergyStatement(undefined), { says: 'allergy' });
  });

  it('words as long as a page are read in no time', () => {
    const started = process.cpuUsage();
    readAllergyStatement({ text: `no ${'allergy and '.repeat(20_000)}` });
    assert.ok(process.cpuUsage(started).user < 200_000);
  });
});
