/** Who is planted in every demo region, at fixed NHS numbers: the person's ordinal gives the number. */
import type { FixedTraits } from './draw-person.ts';

export interface PlantedRow {
  readonly ordinal: number;
  /** What the case is for. */
  readonly about: string;
  readonly traits: (now: number) => FixedTraits;
  /** What the acute trust holds, where it differs. */
  readonly hospitalNumber?: 'missing' | 'invalid' | { readonly ofOrdinal: number };
  /** No practice has registered the person yet. */
  readonly hospitalOnly?: true;
}

const day = 86_400_000;
const dateBefore = (now: number, years: number, days: number): string =>
  new Date(now - years * 365.25 * day - days * day).toISOString().slice(0, 10);
const adult =
  (givenName: string, familyName: string, gender: 'female' | 'male', birthDate: string, more: FixedTraits = {}) =>
  (): FixedTraits => ({
    givenName,
    familyName,
    gender,
    birthDate,
    title: gender === 'female' ? 'Ms' : 'Mr',
    ethnicCode: 'A',
    ethnicText: 'British, Mixed British',
    language: 'en',
    languageText: 'English',
    ...more,
  });

const penicillin = {
  text: 'Penicillin',
  snomed: '91936005',
  reaction: 'Anaphylaxis',
  severity: 'severe',
  year: 1998,
} as const;
const dressings = { text: 'Adhesive dressings', reaction: 'Skin blisters', severity: 'mild', year: 2019 } as const;

export const plantedRows = {
  arthurRimmer: {
    ordinal: 0,
    about: 'Story A1, up to the point where the plan is written',
    traits: (now: number): FixedTraits => ({
      ...adult('Arthur', 'Rimmer', 'male', '1957-11-03')(),
      practiceCode: 'ZX11',
      acute: 'ZX41',
      addressLine: '14 Tannery Row',
      town: 'Tarnholt',
      postcode: 'ZX1 4AA',
      phone: '01632 960112',
      allergies: [penicillin],
      medicines: ['apixaban', 'bisoprolol', 'salbutamol'],
      conditions: [
        { key: 'atrialFibrillation', onsetMs: now - 1500 * day },
        { key: 'copd', onsetMs: now - 2900 * day },
      ],
      contact: { name: 'Karen Rimmer', relationship: 'Daughter', phone: '01632 960113' },
      hasHomeCare: false,
      hasCommunityNursing: true,
    }),
  },
  karenRimmer: {
    ordinal: 1,
    about: 'Arthur\u2019s daughter, at another practice',
    traits: adult('Karen', 'Rimmer', 'female', '1985-02-17', { practiceCode: 'ZX14' }),
  },
  dorothyHale: {
    ordinal: 2,
    about: 'Story A2: bloods, clinic, two lists of medicines with one conflict',
    traits: (now: number): FixedTraits => ({
      ...adult('Dorothy', 'Hale', 'female', '1948-02-12')(),
      title: 'Mrs',
      preferredName: 'Dot',
      practiceCode: 'ZX11',
      acute: 'ZX41',
      allergies: [penicillin, dressings],
      medicines: ['apixaban', 'ramipril', 'bisoprolol', 'furosemide', 'metformin'],
      conditions: [
        { key: 'heartFailure', onsetMs: now - 980 * day },
        { key: 'atrialFibrillation', onsetMs: now - 1650 * day },
        { key: 'kidneyDisease', onsetMs: now - 1430 * day },
        { key: 'diabetes', onsetMs: now - 6200 * day },
      ],
      contact: { name: 'Susan Hale', relationship: 'Daughter', phone: '01632 960114' },
      hasHomeCare: true,
      hasCommunityNursing: true,
    }),
  },
  edwinTarrant: {
    ordinal: 3,
    about: 'The scripted admission',
    traits: adult('Edwin', 'Tarrant', 'male', '1961-06-30', { practiceCode: 'ZX12', acute: 'ZX41' }),
  },
  leahWhitcombe: {
    ordinal: 4,
    about: 'An ordinary patient',
    traits: adult('Leah', 'Whitcombe', 'female', '1988-09-21', { practiceCode: 'ZX11', acute: 'ZX41' }),
  },
  alexOrdinary: {
    ordinal: 5,
    about: 'Story A8: a sexual-health entry; asks for full protection',
    traits: adult('Alex', 'Ordinary', 'male', '1990-04-04', { practiceCode: 'ZX13', acute: 'ZX41' }),
  },
  twinOne: {
    ordinal: 6,
    about: 'Twins whose numbers the hospital swapped',
    hospitalNumber: { ofOrdinal: 7 },
    traits: adult('Martin', 'Garrick', 'male', '1991-12-05', { practiceCode: 'ZX12', acute: 'ZX41' }),
  },
  twinTwo: {
    ordinal: 7,
    about: 'Twins whose numbers the hospital swapped',
    hospitalNumber: { ofOrdinal: 6 },
    traits: adult('Marcus', 'Garrick', 'male', '1991-12-05', { practiceCode: 'ZX12', acute: 'ZX41' }),
  },
  babySmith: {
    ordinal: 8,
    about: 'A newborn that the hospital knows only as Baby Smith',
    hospitalNumber: 'missing',
    hospitalOnly: true,
    traits: (now: number) =>
      adult('Baby', 'Smith', 'female', dateBefore(now, 0, 9), {
        title: '',
        acute: 'ZX41',
        practiceCode: 'ZX11',
        conditions: [],
        allergies: [],
      })(),
  },
  sameNameOne: {
    ordinal: 9,
    about: 'Two people of one name and date of birth',
    traits: adult('David', 'Hughes', 'male', '1974-03-08', { practiceCode: 'ZX13' }),
  },
  sameNameTwo: {
    ordinal: 10,
    about: 'Two people of one name and date of birth',
    traits: adult('David', 'Hughes', 'male', '1974-03-08', { practiceCode: 'ZX16' }),
  },
  missingNumber: {
    ordinal: 11,
    about: 'The hospital holds no NHS number',
    hospitalNumber: 'missing',
    traits: adult('Iris', 'Fenwick', 'female', '1952-07-19', { allergies: [penicillin] }),
  },
  invalidNumber: {
    ordinal: 12,
    about: 'The hospital holds a number with a wrong check digit',
    hospitalNumber: 'invalid',
    traits: adult('Ronald', 'Peake', 'male', '1946-01-25', { allergies: [penicillin] }),
  },
  supersededNumber: {
    ordinal: 13,
    about: 'The hospital held an old number, then learned the new one',
    hospitalNumber: { ofOrdinal: 49 },
    traits: adult('Joyce', 'Merrick', 'female', '1958-10-10', {
      allergies: [penicillin],
      acute: 'ZX41',
      practiceCode: 'ZX12',
    }),
  },
  deceased: {
    ordinal: 14,
    about: 'Died seven weeks ago',
    traits: (now: number) =>
      adult('Harold', 'Stott', 'male', '1939-05-02', {
        deathMs: now - 49 * day,
        practiceCode: 'ZX15',
        acute: 'ZX41',
      })(),
  },
  restricted: {
    ordinal: 15,
    about: 'Whereabouts are not to be shown',
    traits: adult('Maya', 'Lockwood', 'female', '1993-08-14', { isRestricted: true, practiceCode: 'ZX13' }),
  },
  objects: {
    ordinal: 16,
    about: 'Objects to sharing beyond direct care',
    traits: adult('Stephen', 'Quennell', 'male', '1969-12-29'),
  },
  sealedEntry: {
    ordinal: 17,
    about: 'Asked for one entry to be sealed',
    traits: adult('Rosalind', 'Tye', 'female', '1977-06-06', { practiceCode: 'ZX11' }),
  },
  sexualHealth: {
    ordinal: 18,
    about: 'A sexual-health attendance',
    traits: adult('Tegan', 'Marsh', 'female', '1999-11-23', { acute: 'ZX41', practiceCode: 'ZX15' }),
  },
  lookedAfterChild: {
    ordinal: 19,
    about: 'A looked-after child with a child protection plan',
    traits: (now: number) =>
      adult('Jayden', 'Cole', 'male', dateBefore(now, 9, 120), { title: 'Master', practiceCode: 'ZX16' })(),
  },
  polypharmacy: {
    ordinal: 20,
    about: 'Fourteen medicines; practice and hospital lists conflict',
    traits: (now: number) =>
      adult('Beryl', 'Ormond', 'female', '1943-03-31', {
        practiceCode: 'ZX14',
        acute: 'ZX41',
        allergies: [],
        conditions: [
          { key: 'heartFailure', onsetMs: now - 1200 * day },
          { key: 'copd', onsetMs: now - 3300 * day },
          { key: 'osteoarthritis', onsetMs: now - 4000 * day },
        ],
        medicines: [
          'furosemide',
          'bisoprolol',
          'ramipril',
          'spironolactone',
          'digoxin',
          'atorvastatin',
          'tiotropium',
          'salbutamol',
          'omeprazole',
          'paracetamol',
          'codeine',
          'lactulose',
          'alendronic',
          'sertraline',
        ],
      })(),
  },
  anticoagulated: {
    ordinal: 21,
    about: 'On warfarin',
    traits: (now: number) =>
      adult('Gerald', 'Finney', 'male', '1950-08-08', {
        medicines: ['warfarin', 'bisoprolol'],
        conditions: [{ key: 'atrialFibrillation', onsetMs: now - 2000 * day }],
      })(),
  },
  pregnant: {
    ordinal: 22,
    about: 'Twenty-eight weeks pregnant',
    traits: adult('Amina', 'Rafiq', 'female', '1996-05-16', {
      title: 'Mrs',
      isPregnant: true,
      practiceCode: 'ZX12',
      acute: 'ZX41',
      ethnicCode: 'J',
      ethnicText: 'Pakistani or British Pakistani',
      medicines: ['folicAcid'],
    }),
  },
  learningDisability: {
    ordinal: 23,
    about: 'Learning disability with reasonable adjustments',
    traits: adult('Paul', 'Kendrew', 'male', '1984-02-02', { practiceCode: 'ZX11', hasHomeCare: true }),
  },
  careHomeResident: {
    ordinal: 24,
    about: 'Lives at Larkrise House, dementia, not for resuscitation',
    traits: (now: number) =>
      adult('Edith', 'Crowther', 'female', '1934-09-09', {
        practiceCode: 'ZX15',
        livesInCareHome: 'ZX91',
        hasHomeCare: false,
        conditions: [{ key: 'dementia', onsetMs: now - 1400 * day }],
        medicines: ['donepezil'],
      })(),
  },
  longRecord: {
    ordinal: 25,
    about: 'Two thousand entries in ninety days, most of them the same again',
    traits: adult('Winifred', 'Sowerby', 'female', '1937-04-27', {
      practiceCode: 'ZX11',
      acute: 'ZX41',
      livesInCareHome: 'ZX91',
      hasHomeCare: false,
      hasCommunityNursing: false,
    }),
  },
  oddLetters: {
    ordinal: 26,
    about: 'Apostrophes and accents in the name',
    traits: adult('Zo\u00eb', 'Lef\u00e8vre-O\u2019Shea', 'female', '1981-01-30', {
      addressLine: "3 Potter's Yard",
      acute: 'ZX41',
      practiceCode: 'ZX12',
    }),
  },
  repeatedHour: {
    ordinal: 27,
    about: 'Came to the emergency department in the hour that October repeats',
    traits: adult('Nigel', 'Blythe', 'male', '1966-07-07', { acute: 'ZX41', practiceCode: 'ZX13' }),
  },
  tomWhitcombe: {
    ordinal: 28,
    about: 'Story A7: a child of ten, whose mother is Leah Whitcombe',
    traits: (now: number) =>
      adult('Tom', 'Whitcombe', 'male', dateBefore(now, 10, 200), { title: 'Master', practiceCode: 'ZX11' })(),
  },
} as const satisfies Record<string, PlantedRow>;

export type PlantedKey = keyof typeof plantedRows;
export const plantedKeys = Object.keys(plantedRows) as PlantedKey[];
