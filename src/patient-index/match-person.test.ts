// Decision 0009. The same valid NHS number, date of birth, given and family name join; everything else stays apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PersonNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { demographicsOf } from './demographics.ts';
import { type CandidateRecord, disagreement, matchPerson } from './match-person.ts';

const numberA = '9990000018';
const numberB = '9990000026';

function aRecord(changes: Partial<CandidateRecord> = {}): CandidateRecord {
  return {
    compartment: 5000 as Compartment,
    person: 1 as PersonNumber,
    nhsNumber: numberA,
    birthDate: '1958-03-04',
    familyNames: ['rimmer'],
    givenNames: ['arthur'],
    ...changes,
  };
}

const details = (changes: Partial<CandidateRecord> = {}) =>
  aRecord(changes) as ReturnType<typeof demographicsOf> & CandidateRecord;

test('all four agree: one person', () => {
  assert.equal(matchPerson(details(), [aRecord()]).person, 1);
});

test('a previous family name or a known alias joins', () => {
  assert.equal(matchPerson(details({ familyNames: ['hale', 'rimmer'] }), [aRecord()]).person, 1);
  assert.equal(matchPerson(details(), [aRecord({ givenNames: ['art', 'arthur'] })]).person, 1);
});

test('twins whose numbers were swapped agree on date of birth and surname and stay apart, for review', () => {
  const twin = matchPerson(details({ givenNames: ['amelia'], familyNames: ['osei'], birthDate: '2019-05-06' }), [
    aRecord({ givenNames: ['abigail'], familyNames: ['osei'], birthDate: '2019-05-06' }),
  ]);
  assert.equal(twin.person, undefined);
  assert.deepEqual(
    twin.reviews.map((review) => review.reason),
    ['same NHS number, different given name'],
  );
});

test('another date of birth contradicts, even where the names agree', () => {
  const result = matchPerson(details({ birthDate: '1958-04-03' }), [aRecord()]);
  assert.equal(result.person, undefined);
  assert.equal(result.reviews[0]?.reason, 'same NHS number, different date of birth');
});

test('a person that another record of theirs contradicts is not joined', () => {
  const result = matchPerson(details(), [
    aRecord(),
    aRecord({ compartment: 5001 as Compartment, birthDate: '1985-03-04' }),
  ]);
  assert.equal(result.person, undefined);
});

test('two persons that both agree are for a human', () => {
  const result = matchPerson(details(), [
    aRecord(),
    aRecord({ compartment: 5001 as Compartment, person: 2 as PersonNumber }),
  ]);
  assert.equal(result.person, undefined);
  assert.equal(result.reviews.at(-1)?.reason, 'same NHS number, two persons agree');
});

test('the same name and date of birth without a number, or with another number, never join', () => {
  const without = matchPerson({ ...details(), nhsNumber: undefined }, [aRecord()]);
  assert.equal(without.person, undefined);
  assert.equal(without.reviews[0]?.reason, 'same name and date of birth, NHS number missing');
  const other = matchPerson(details({ nhsNumber: numberB }), [aRecord()]);
  assert.equal(other.person, undefined);
  assert.equal(other.reviews[0]?.reason, 'same name and date of birth, different NHS numbers');
});

test('an invalid NHS number is kept, flagged and never matched on', () => {
  const patient = {
    resourceType: 'Patient' as const,
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000019' }],
    name: [{ family: "O'Shea", given: ['Zoë'] }],
    birthDate: '1990-01-01',
  };
  const demographics = demographicsOf(patient);
  assert.equal(demographics.nhsNumber, undefined);
  assert.equal(demographics.nhsNumberFlaw, 'check-digit');
  assert.deepEqual(demographics.familyNames, ['oshea']);
  assert.deepEqual(demographics.givenNames, ['zoe']);
});

test('agreement is symmetric', () => {
  const words = fc.array(fc.constantFrom('ann', 'anna', 'lee', 'smith'), { minLength: 1, maxLength: 2 });
  const record = fc.record({
    birthDate: fc.constantFrom('2000-01-01', '2000-01-02'),
    familyNames: words,
    givenNames: words,
  });
  fc.assert(
    fc.property(record, record, (left, right) => {
      const one = disagreement(details(left), aRecord(right));
      const other = disagreement(details(right), aRecord(left));
      assert.equal(one === undefined, other === undefined);
    }),
  );
});
