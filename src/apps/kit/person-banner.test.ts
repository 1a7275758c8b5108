// "Nothing reads none unless a source said so" (docs/style.md): the banner of ISB 1505 quotes who says it, and concludes nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bannerName, statedNone } from './person-banner.ts';

const walkIn = { words: 'No known drug allergies', source: 'Millgate Walk-in Centre' };

test('a statement of one kind of allergy is not made one of all: the headline is the source’s words, and its name', () => {
  assert.equal(statedNone([walkIn]), '“No known drug allergies”: Millgate Walk-in Centre');
  assert.equal(statedNone([walkIn, walkIn]), '“No known drug allergies”: Millgate Walk-in Centre');
});

test('sources that state the same are counted, and those that state different things are not made one', () => {
  assert.equal(statedNone([walkIn, { ...walkIn, source: 'Tarnholt 111' }]), '“No known drug allergies”: 2 sources');
  const other = { words: 'No known allergies', source: 'Tarnholt 111' };
  assert.equal(statedNone([walkIn, other]), 'Allergies: statements of 2 sources');
});

test('a name is read the same whichever source gave it: family name in capitals, given name and title not', () => {
  const asSent = [
    ['HALE', 'DOROTHY', 'MRS', 'HALE, Dorothy (Mrs)'],
    ['Hale', 'Dorothy', 'Mrs', 'HALE, Dorothy (Mrs)'],
    ["O'BRIEN-REID", 'MARY-ANN ÉLODIE', '', "O'BRIEN-REID, Mary-Ann Élodie"],
    ['OSEI', 'JM', 'MR', 'OSEI, JM (Mr)'],
    ['Osei', 'McKenzie', '', 'OSEI, McKenzie'],
    ['Ng', '', '', 'NG'],
  ] as const;
  for (const [familyName, givenName, title, shown] of asSent)
    assert.equal(bannerName({ familyName, givenName, title }), shown);
});
