// UK-15: what is sensitive by default is labelled wherever it stands, and its near neighbours are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { label } from '#disclosure';
import { createSensitiveLabeller, labelByNationalList } from './label-sensitive.ts';
import { nationalList } from './sensitive-list-table.ts';

const labelled = (resource: object): number => labelByNationalList(resource, JSON.stringify(resource));
const coded = (code: string, system = 'http://snomed.info/sct') => ({
  resourceType: 'Condition',
  code: { coding: [{ system, code }] },
});

test('UK-15: 200 members of a refset are labelled, and 200 near misses are not', () => {
  const members = Array.from({ length: 200 }, (_, index) => String(900_000_000 + 7 * index));
  const codes = members.map((code) => `http://snomed.info/sct|${code}`);
  const labeller = createSensitiveLabeller({ version: 'test', sets: [{ label: 'fertility', codes, words: [] }] });
  const of = (resource: object): number => labeller(resource, JSON.stringify(resource));
  for (const code of members) {
    assert.equal(of(coded(code)), label.fertility);
    assert.equal(of(coded(String(Number(code) + 1))), 0);
    assert.equal(of(coded(code, 'http://example.org/other')), 0);
    assert.equal(of(coded(`${code}0`)), 0);
  }
});

test('UK-15: words tell in an appointment, a letter, a medicine, a narrative and a plain-text attachment', () => {
  const found: readonly (readonly [object, number])[] = [
    [{ resourceType: 'Appointment', description: 'IVF clinic' }, label.fertility],
    [{ resourceType: 'Appointment', serviceType: [{ text: 'Sexual   health\nclinic' }] }, label.sexualHealth],
    [{ resourceType: 'DocumentReference', description: 'Letter: gender identity clinic' }, label.genderIdentity],
    [
      { resourceType: 'MedicationRequest', medicationCodeableConcept: { text: 'Mifepristone 200 mg' } },
      label.termination,
    ],
    [{ resourceType: 'Condition', text: { div: '<div>Screen:<b>HIV</b>positive</div>' } }, label.sexualHealth],
    [
      {
        resourceType: 'Binary',
        contentType: 'text/plain',
        data: Buffer.from('Dear doctor,\nchlamydia was found').toString('base64'),
      },
      label.sexualHealth,
    ],
  ];
  for (const [resource, bits] of found) assert.equal(labelled(resource), bits, JSON.stringify(resource));
});

test('words are whole: neither a name nor another word that holds them', () => {
  for (const text of ['Thivya', 'hive', 'Ivfordshire', 'early termination of the contract', 'gender: male', 'ICSIX'])
    assert.equal(labelled({ resourceType: 'Observation', note: [{ text }] }), 0, text);
});

test('an entry that tells of something is labelled whatever stands around it', () => {
  const words = nationalList.sets.flatMap((set) => set.words.map((word) => [word, label[set.label]] as const));
  const around = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\p{L}\p{N}<>&\\]/gu, ' '));
  fc.assert(
    fc.property(fc.constantFrom(...words), around, around, ([word, bits], before, after) => {
      const resource = { resourceType: 'Communication', payload: [{ contentString: `${before} ${word} ${after}` }] };
      assert.equal(labelled(resource) & bits, bits);
    }),
    { numRuns: 300 },
  );
});

test('what passes a text by quickly never passes by what the exact search finds', () => {
  const words = nationalList.sets.flatMap((set) => set.words);
  const exact = (word: string) =>
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${word.replace(/\s+/g, '\\s+')})(?![\\p{L}\\p{N}])`, 'iu');
  // Long s and the sign for kelvin are an s and a k to a search that takes upper and lower case alike.
  const spellings = (letter: string): string[] =>
    ({ s: ['s', 'S', '\u017f'], k: ['k', 'K', '\u212a'], ' ': [' ', '\t', '\u00a0'] })[letter.toLowerCase()] ?? [
      letter.toLowerCase(),
      letter.toUpperCase(),
    ];
  const spelt = fc
    .constantFrom(...words)
    .chain((word) => fc.tuple(...[...word].map((letter) => fc.constantFrom(...spellings(letter)))));
  const joint = fc.constantFrom(' ', '', '-', 'x', '\u0130', '\u00df');
  fc.assert(
    fc.property(fc.array(fc.tuple(spelt, joint), { maxLength: 4 }), (parts) => {
      const text = parts.map(([letters, after]) => letters.join('') + after).join('');
      const wanted = nationalList.sets.reduce(
        (bits, set) => bits | (set.words.some((word) => exact(word).test(text)) ? label[set.label] : 0),
        0,
      );
      assert.equal(labelByNationalList({}, text), wanted, text);
    }),
  );
});

test('words beyond ASCII are found in upper and lower case alike', () => {
  const labeller = createSensitiveLabeller({
    version: 'test',
    sets: [{ label: 'fertility', codes: [], words: ['conceção', 'straße'] }],
  });
  for (const text of ['CONCEÇÃO', 'conceção', 'STRAẞE']) assert.equal(labeller({}, text), label.fertility, text);
});
