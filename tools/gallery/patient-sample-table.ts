/** Sample views of a person's own pages. */
import type { Trend } from '#kit';
import type { AppointmentsView } from '../../src/apps/patient/pages/appointments/view.ts';
import type { HomeView } from '../../src/apps/patient/pages/home/view.ts';
import type { LetterView } from '../../src/apps/patient/pages/letter/view.ts';
import type { LettersView } from '../../src/apps/patient/pages/letters/view.ts';
import type { MyRecordView } from '../../src/apps/patient/pages/my-record/view.ts';
import type { ResultView } from '../../src/apps/patient/pages/result/view.ts';
import type { ResultsView } from '../../src/apps/patient/pages/results/view.ts';
import type { WhoHasLookedView } from '../../src/apps/patient/pages/who-has-looked/view.ts';

const caution = true as const;
const answered = [
  { name: 'Millbeck Surgery', state: 'as-of' as const, asOf: '2026-05-21T06:10:00+01:00', said: 'entries' as const },
  { name: 'Fell Royal Hospital', state: 'live' as const, said: 'entries' as const },
];

export const home: HomeView = {
  givenName: 'Tamsin',
  next: [
    {
      heading: 'Your next appointment',
      at: '2026-05-26T09:20:00+01:00',
      lines: ['Millbeck Surgery, with Ade Morris, nurse'],
      more: { text: 'See your appointments', href: '/my/appointments' },
      tone: 'blue',
    },
    {
      heading: 'New since you last looked',
      lines: ['1 test result and 1 letter'],
      more: { text: 'See what is new', href: '/my/results' },
      tone: 'green',
    },
  ],
  record: [
    { text: 'Test results', detail: '1 new, from 19 May 2026', newCount: 1, href: '/my/results' },
    { text: 'Appointments', detail: '2 coming up', href: '/my/appointments' },
    { text: 'My record', detail: 'Conditions, allergies and medicines', href: '/my/my-record' },
    { text: 'Letters and documents', detail: '12, newest 8 May 2026', href: '/my/letters' },
  ],
  control: [
    { text: 'Who has looked at my record', detail: 'Last opened yesterday at 4:10pm', href: '/my/who-has-looked' },
    { text: 'Something is wrong or missing', detail: 'Ask for it to be corrected', href: '/my/error' },
  ],
};

export const myRecord: MyRecordView = {
  allergies: {
    caution,
    sources: answered,
    count: 1,
    items: [
      {
        id: 'a',
        name: 'Penicillin',
        meaning: 'Medicines of this kind can make you very ill. Tell anyone who gives you medicine.',
        since: '1999',
        where: 'Millbeck Surgery and Fell Royal Hospital',
      },
    ],
    disagreement:
      'Kestrel Street Urgent Treatment Centre wrote “No known allergies”. Go by the list above. Tell anyone who gives you medicine, and ask who wrote otherwise to put it right.',
  },
  medicines: {
    caution,
    sources: answered,
    count: 2,
    items: [
      {
        id: 'm1',
        name: 'Ramipril 5 mg capsules',
        howToTake: '1 capsule, by mouth, every morning',
        whatFor: 'high blood pressure',
        where: 'Millbeck Surgery',
        disagreement: 'Fell Royal Hospital stopped this on 12 May 2026. Ask your pharmacist or GP before you take it.',
      },
      { id: 'm2', name: 'Salbutamol inhaler', howToTake: '2 puffs when you need it', where: 'Millbeck Surgery' },
    ],
  },
  problems: {
    caution,
    sources: answered,
    count: 2,
    items: [
      {
        id: 'p1',
        name: 'High blood pressure',
        recordedAs: 'Essential hypertension',
        meaning: 'The pressure in your blood vessels is higher than it should be.',
        since: '2021-03',
        where: 'Millbeck Surgery',
      },
      {
        id: 'p2',
        name: 'Asthma',
        withdrawn: 'Millbeck Surgery took this out on 4 May 2026: entered for the wrong person.',
        where: 'Millbeck Surgery',
      },
    ],
  },
  sources: [...answered, { name: 'Northmoor Mental Health', state: 'unreachable', asOf: '2026-05-21T04:02:00+01:00' }],
  wrongHref: '/my/error',
};

export const emptyRecord: MyRecordView = {
  ...myRecord,
  allergies: {
    caution,
    count: 0,
    items: [],
    sources: [
      { ...answered[0]!, said: 'no-entries', statement: 'No known allergies' },
      { ...answered[1]!, said: 'no-entries' },
    ],
  },
  medicines: { caution, count: 0, items: [], sources: answered },
  problems: { caution, count: 0, items: [], sources: answered },
};

export const results: ResultsView = {
  results: {
    caution,
    sources: answered,
    count: 3,
    items: [
      {
        href: '/my/result',
        name: 'Average blood sugar',
        taken: '2026-05-19',
        meaning: 'A little high',
        isOutside: true,
        isNew: true,
      },
      {
        href: '/my/result',
        name: 'Kidney blood test',
        taken: '2026-05-19',
        meaning: 'In the usual range',
        isOutside: false,
        isNew: false,
      },
      { href: '/my/result-choice', name: 'Iron stores', taken: '2026-05-02', isOutside: false, isNew: false },
    ],
  },
};

const rows = [
  ['2023-03-07', 38, 'usual'],
  ['2024-04-10', 40, 'usual'],
  ['2025-05-13', 41, 'usual'],
  ['2026-05-19', 44, 'outside'],
] as const;
const picture: Trend = {
  id: 'sugar',
  title: 'Average blood sugar, March 2023 to May 2026',
  description: '4 results: 38, 40, 41 and 44. The last is a little high; the others are usual.',
  audience: 'patient',
  from: '2023-02-01T00:00:00Z',
  to: '2026-06-15T00:00:00Z',
  points: rows.map(([at, value, level]) => ({
    at: `${at}T09:00:00Z`,
    value,
    text: String(value),
    standing: level === 'usual' ? 'in-range' : 'high',
    joinKey: 'sugar',
  })),
  bands: [
    { from: 30, to: 42, text: 'Usual: below 42', tone: 'usual' },
    { from: 42, to: 48, text: 'A little high: 42 to 47', tone: 'caution' },
    { from: 48, to: 60, text: 'High: 48 or more', tone: 'danger' },
  ],
};
export const result: ResultView = {
  kind: 'shown',
  name: 'Average blood sugar',
  what: 'Blood test',
  alsoCalled: 'HbA1c',
  taken: '2026-05-19',
  value: '44',
  unit: 'mmol/mol',
  level: 'outside',
  levelText: 'A little high',
  meaning: {
    first: 'This is a bit above the usual level.',
    rest: 'It is not diabetes. It can mean a higher chance of type 2 diabetes later, and there is a lot that helps.',
  },
  note: {
    author: 'Dr Ines Calloway, your GP',
    text: 'Nothing urgent, Tamsin. Let us talk about it at your blood pressure check.',
    written: '2026-05-20',
  },
  trend: { picture, sentence: 'It has gone up slowly, from 38 to 44 in 3 years.' },
  values: [...rows].reverse().map(([taken, value, level]) => ({
    taken,
    value: String(value),
    levelText: level === 'usual' ? 'Usual' : 'A little high',
  })),
  next: [
    { first: 'Talk about it', rest: 'with Ade Morris, nurse, Tuesday 26 May 2026 at 9:20am.' },
    { first: 'Test again', rest: 'in May 2027.' },
  ],
  ask: { text: 'Ask Millbeck Surgery: 01632 960 200.' },
  helpSooner:
    'you are very thirsty, pee a lot more than usual, or lose weight without trying. Call your surgery today or use 111.',
  laboratory: [
    { name: 'Test', value: [{ text: 'Haemoglobin A1c (IFCC)', as: 'plain' }] },
    { name: 'Result', value: [{ text: '44 mmol/mol', as: 'plain' }] },
    { name: 'Laboratory', value: [{ text: 'Fell Royal laboratory', as: 'plain' }] },
  ],
  links: [{ text: 'Something is wrong with this result', href: '/my/error' }],
};
export const resultChoice: ResultView = {
  kind: 'choice',
  name: 'Iron stores',
  taken: '2026-05-02',
  showHref: '/my/result',
  waitHref: '/my/results',
};

export const appointments: AppointmentsView = {
  upcoming: {
    caution,
    sources: answered,
    count: 2,
    items: [
      {
        key: '1',
        at: '2026-05-26T09:20:00+01:00',
        what: 'Blood pressure check',
        withWhom: 'Ade Morris, nurse',
        place: 'Millbeck Surgery',
        links: [],
      },
      {
        key: '2',
        at: '2026-06-16T12:00:00+01:00',
        what: 'Outpatient clinic',
        place: 'Fell Royal Hospital, level 2',
        state: 'Cancelled by the hospital',
        links: [],
      },
    ],
  },
  past: {
    caution,
    count: 0,
    items: [],
    sources: answered.map((source) => ({ ...source, said: 'no-entries' as const })),
  },
};
export const letters: LettersView = {
  letters: {
    caution,
    sources: answered,
    count: 2,
    items: [
      {
        href: '/my/letter',
        title: 'Letter from your clinic visit',
        written: '2026-05-08',
        from: 'Fell Royal Hospital',
        isNew: true,
      },
      {
        href: '/my/letter',
        title: 'Clinic letter',
        written: '2026-05-06',
        from: 'Fell Royal Hospital',
        isNew: false,
        withdrawn: 'The hospital took this back on 7 May 2026: it was about another person.',
      },
    ],
  },
};
export const letter: LetterView = {
  title: 'Letter from your clinic visit',
  written: '2026-05-08',
  from: 'Fell Royal Hospital',
  content: {
    kind: 'text',
    paragraphs: [
      'Dear Ms Rowe,',
      'Thank you for coming to the clinic. We agreed to keep your medicines as they are.',
      'Dr M Osei, registrar',
    ],
  },
  links: [{ text: 'Something is wrong with this letter', href: '/my/error' }],
};

const wrong = { text: 'This looks wrong', href: '/my/error' };
export const whoHasLooked: WhoHasLookedView = {
  names: { kind: 'shown', confirmedAt: '2026-05-21T09:40:00+01:00', minutes: 10, hideHref: '/my/who-has-looked' },
  shown: 5,
  total: 47,
  more: { text: 'Show 42 more', href: '/my/who-has-looked' },
  days: [
    {
      day: '2026-05-20',
      looks: [
        {
          id: '1',
          at: '2026-05-20T16:10:00+01:00',
          who: 'Dr Ines Calloway',
          role: 'GP at Millbeck Surgery',
          what: 'Read your blood test from 19 May.',
          why: 'She is your GP and the result was sent to her.',
          kind: 'usual',
          wrong: { ...wrong, hidden: 'Dr Ines Calloway, 4:10pm' },
        },
        {
          id: '2',
          at: '2026-05-20T11:05:00+01:00',
          who: 'Bilal Sharma',
          role: 'pharmacist at Beck Pharmacy',
          what: 'Checked your allergies and medicines.',
          why: 'You asked for a prescription there.',
          kind: 'usual',
          wrong: { ...wrong, hidden: 'Bilal Sharma, 11:05am' },
        },
      ],
    },
    {
      day: '2026-05-16',
      looks: [
        {
          id: '3',
          at: '2026-05-16T14:32:00+01:00',
          who: 'Someone at Harbour Pharmacy',
          role: 'role: shop assistant',
          what: 'Tried to open your record.',
          outcome: 'They were stopped and saw nothing.',
          why: 'No reason was given.',
          kind: 'stopped',
          review: { text: 'We have told the privacy officer.', isDone: false },
        },
        {
          id: '4',
          at: '2026-05-16T09:41:00+01:00',
          who: 'Your name came up in a search',
          role: 'by a receptionist at Millbeck Surgery',
          what: 'They saw your name, date of birth and NHS number only.',
          why: 'They were looking for a person with a similar name.',
          kind: 'usual',
          wrong: { ...wrong, hidden: 'search, 9:41am' },
        },
      ],
    },
    {
      day: '2026-05-03',
      looks: [
        {
          id: '5',
          at: '2026-05-03T01:17:00+01:00',
          who: 'Dr Sol Imrie',
          role: 'emergency doctor at Fell Royal Hospital',
          what: 'Opened allergies, medicines and health problems, without an earlier link to you.',
          why: 'Emergency. They wrote: “Fainted, cannot answer questions.”',
          kind: 'emergency',
          review: { text: 'Checked by the privacy officer on 6 May: this was right.', isDone: true },
          wrong: { ...wrong, hidden: 'Dr Sol Imrie, 1:17am' },
        },
      ],
    },
  ],
  proof: {
    entries: 47,
    from: 1,
    to: 47,
    isComplete: true,
    checkedAt: '2026-05-21T09:52:00+01:00',
    downloadHref: '/my/who-has-looked/download',
    helpHref: '/my/error',
  },
};
export const whoHasLookedBroken: WhoHasLookedView = {
  ...whoHasLooked,
  names: { kind: 'hidden', showHref: '/my/who-has-looked' },
  proof: {
    entries: 46,
    from: 1,
    to: 47,
    isComplete: false,
    checkedAt: '2026-05-21T09:52:00+01:00',
    downloadHref: '/my/who-has-looked/download',
    helpHref: '/my/error',
  },
};
