/** "Sources disagree" stands only where they do: hazard HZ2, and the words of each source beside the list. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrangeRecord } from '#record';
import { entry, recordOf } from '../../record/arrange/testing/record-for-tests.ts';
import { allergySection } from './allergies-view.ts';

const allergy = (source: string, text: string, more: object = {}) =>
  entry(
    { resourceType: 'AllergyIntolerance', code: { text }, recordedDate: '2026-05-03', ...more },
    { source, contentClass: 'allergy' },
  );

const peanut = allergy('practice', 'Peanut', { category: ['food'] });
const noDrugs = allergy('walkIn', 'No known drug allergies');

const wordsOf = (...entries: Parameters<typeof recordOf>[0]) => {
  const section = allergySection(arrangeRecord(recordOf(entries)));
  return { statements: section?.statements, disagreement: section?.disagreement?.text.map(({ text }) => text) };
};

test('no known drug allergies beside a food allergy is a statement of its source, and no disagreement', () => {
  assert.deepEqual(wordsOf(peanut, noDrugs), {
    statements: ['Millgate Walk-in Centre states “No known drug allergies”, 03-May-2026.'],
    disagreement: undefined,
  });
});

test('where it is about one of several allergies, the disagreement names that one and its source only', () => {
  const penicillin = allergy('hospital', 'Penicillin', { category: ['medication'] });
  assert.deepEqual(wordsOf(peanut, penicillin, noDrugs), {
    statements: undefined,
    disagreement: [
      'Tarn Hospitals: Penicillin.',
      'Millgate Walk-in Centre states “No known drug allergies”, 03-May-2026.',
      'Go by the allergies until the person has been asked.',
    ],
  });
});

test('who names an allergy and denies another kind states it; who denies what they name “also” states it', () => {
  const own = allergy('practice', 'No known drug allergies');
  assert.match(wordsOf(peanut, own).statements?.[0] ?? '', /^Alder Practice states/);
  const all = allergy('practice', 'No known allergies');
  assert.match(wordsOf(peanut, all).disagreement?.[1] ?? '', /^Alder Practice also states/);
});

test('a source that does not know stands beside the list in its words, and disagrees with nobody', () => {
  assert.deepEqual(wordsOf(peanut, allergy('walkIn', 'Allergies not known')), {
    statements: ['Millgate Walk-in Centre states “Allergies not known”, 03-May-2026.'],
    disagreement: undefined,
  });
});
