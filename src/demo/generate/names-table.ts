/** Invented people: names by community, with the ethnic category and language that go with them. */
export interface CommunityRow {
  /** Ethnic category 2001, as the NHS Data Dictionary codes it. */
  readonly ethnicCode: string;
  readonly ethnicText: string;
  /** BCP 47. */
  readonly language: string;
  readonly languageText: string;
  readonly share: number;
  readonly female: readonly string[];
  readonly male: readonly string[];
  readonly family: readonly string[];
}

export const communities: readonly CommunityRow[] = [
  {
    ethnicCode: 'A',
    ethnicText: 'British, Mixed British',
    language: 'en',
    languageText: 'English',
    share: 0.7,
    female: [
      'Margaret',
      'Joan',
      'Sheila',
      'Pamela',
      'Linda',
      'Karen',
      'Tracey',
      'Emma',
      'Chloe',
      'Amelia',
      'Isla',
      'Freya',
      'Poppy',
      'Gillian',
      'Beryl',
      'Hazel',
    ],
    male: [
      'Kenneth',
      'Brian',
      'Derek',
      'Alan',
      'Keith',
      'Darren',
      'Lee',
      'Ryan',
      'Oliver',
      'George',
      'Noah',
      'Arthur',
      'Leonard',
      'Trevor',
      'Graham',
      'Callum',
    ],
    family: [
      'Ashdown',
      'Barlow',
      'Birtles',
      'Cartwright',
      'Dobson',
      'Entwistle',
      'Fairbrother',
      'Garside',
      'Hargreaves',
      'Inskip',
      'Kershaw',
      'Ludlow',
      'Mather',
      'Nuttall',
      "O'Neill",
      'Pickering',
      'Ramsbottom',
      'Sutcliffe',
      'Threlfall',
      'Unsworth',
      'Whittle',
      'Yardley',
    ],
  },
  {
    ethnicCode: 'C',
    ethnicText: 'Any other White background',
    language: 'pl',
    languageText: 'Polish',
    share: 0.07,
    female: ['Agnieszka', 'Katarzyna', 'Zofia', 'Małgorzata'],
    male: ['Piotr', 'Tomasz', 'Jakub', 'Marek'],
    family: ['Wiśniewski', 'Zielinska', 'Krawczyk', 'Malinowski'],
  },
  {
    ethnicCode: 'J',
    ethnicText: 'Pakistani or British Pakistani',
    language: 'ur',
    languageText: 'Urdu',
    share: 0.07,
    female: ['Nasreen', 'Ayesha', 'Shazia', 'Zara'],
    male: ['Tariq', 'Bilal', 'Usman', 'Hamza'],
    family: ['Malik', 'Chaudhry', 'Qureshi', 'Rafiq'],
  },
  {
    ethnicCode: 'H',
    ethnicText: 'Indian or British Indian',
    language: 'pa',
    languageText: 'Panjabi',
    share: 0.05,
    female: ['Parveen', 'Simran', 'Anjali', 'Gurpreet'],
    male: ['Rajesh', 'Amrit', 'Dev', 'Harjit'],
    family: ['Sandhu', 'Gill', 'Mistry', 'Nair'],
  },
  {
    ethnicCode: 'N',
    ethnicText: 'African',
    language: 'en',
    languageText: 'English',
    share: 0.05,
    female: ['Adaeze', 'Blessing', 'Fatou', 'Makena'],
    male: ['Emeka', 'Tendai', 'Kofi', 'Samuel'],
    family: ['Adeyemi', 'Banda', 'Mutasa', 'Owusu'],
  },
  {
    ethnicCode: 'M',
    ethnicText: 'Caribbean',
    language: 'en',
    languageText: 'English',
    share: 0.03,
    female: ['Marcia', 'Yvonne', 'Shanice'],
    male: ['Winston', 'Errol', 'Jermaine'],
    family: ['Campbell', 'Grant-Lewis', 'Stapleton'],
  },
  {
    ethnicCode: 'R',
    ethnicText: 'Chinese',
    language: 'zh',
    languageText: 'Chinese',
    share: 0.03,
    female: ['Mei', 'Xiu Ying', 'Lan'],
    male: ['Jian', 'Wei', 'Hao'],
    family: ['Chen', 'Lau', 'Zhou'],
  },
];

export const streets: readonly string[] = [
  'Tannery Row',
  'Chapel Brow',
  'Millrace Lane',
  'Orchard Close',
  'Station Approach',
  'Larch Avenue',
  "Potter's Yard",
  'Hollin Bank',
  'Weir Street',
  'Gorsefield Road',
  'Quarry View',
  'Saddlers Court',
];

/** Town and an outward code that the Post Office has not given out. */
export const towns: readonly (readonly [string, string])[] = [
  ['Tarnholt', 'ZX1'],
  ['Beckfoot', 'ZX2'],
  ['Dunmere', 'ZX3'],
  ['Elmswick', 'ZX4'],
  ['Wexmoor', 'ZX5'],
];
