/** A sample journal. */
import type { JournalEntry, JournalView } from '../../src/apps/staff/pages/journal/view.ts';
import { sources } from './shells.ts';

const text = (value: string) => ({ text: value, as: 'plain' as const });
const bold = (value: string) => ({ text: value, as: 'strong' as const });

function entry(at: string, lane: JournalEntry['lane'], title: string, rest: Partial<JournalEntry>): JournalEntry {
  return {
    kind: 'entry',
    id: `e${at.replace(/\D/g, '')}`,
    at,
    lane,
    title,
    href: '/staff/document',
    tags: [],
    organisation: 'Fell Royal Hospital',
    body: [],
    chips: [],
    emphasis: 'none',
    isWithdrawn: false,
    ...rest,
  };
}

const rows = [
  entry('2026-05-20T16:40:00+01:00', 'hospital', 'Potassium corrected by the laboratory', {
    tags: [{ text: 'Corrected', tone: 'note' }],
    emphasis: 'corrected',
    organisation: 'Fell Royal laboratory',
    body: [
      { text: 'Potassium 6.8 mmol/L, critical', as: 'withdrawn' },
      text('Corrected to'),
      bold('5.1 mmol/L'),
      text('by R Amin, biomedical scientist, 20-May-2026 16:40. Analyser fault, same sample run again.'),
    ],
    chips: [
      { text: 'Critical result, then corrected', tone: 'caution' },
      { text: 'You read the first version', tone: 'plain' },
    ],
  }),
  entry('2026-05-20T15:32:00+01:00', 'nursing', '“GP informed re leg”: handover offered, not accepted', {
    tags: [{ text: 'Not accepted yet', tone: 'caution' }],
    author: { name: 'J Penrice', profession: 'community nurse' },
    organisation: 'Fellside Community Nursing',
    body: [
      text('Offered to Dr I Calloway, reply due Thu 21-May-2026 12:00.'),
      bold('Informed is not accepted: J Penrice still owns this.'),
    ],
    chips: [{ text: 'Open handover', tone: 'caution' }],
  }),
  entry('2026-05-20T15:10:00+01:00', 'nursing', 'Leg wound worse: 4.2 × 3.1 cm, new odour, more fluid', {
    tags: [{ text: 'Deteriorating', tone: 'alert', shape: 'up' }],
    emphasis: 'alert',
    author: { name: 'J Penrice', profession: 'community nurse' },
    organisation: 'Fellside Community Nursing',
    body: [text('Was 3.0 × 2.4 cm on 19-May-2026. Skin red 2 cm around. Temperature 37.9. Swab sent.')],
    chips: [
      { text: 'Broke out of a run of 12', tone: 'alert' },
      { text: 'State changed: no change to worse', tone: 'caution' },
      { text: 'Swab awaited', tone: 'plain' },
    ],
  }),
  {
    kind: 'folded' as const,
    id: 'f1',
    lane: 'nursing' as const,
    count: 12,
    what: 'wound-care entries',
    from: '2026-05-03',
    to: '2026-05-19',
    outcome: 'no change',
    toggle: { text: 'Show', hidden: '12 wound-care entries', href: '/staff/journal?open=f1' },
  },
  entry('2026-05-18T11:25:00+01:00', 'gp', 'Home visit. Breathless on stairs, weight up 2 kg', {
    author: { name: 'Dr I Calloway', profession: 'GP' },
    organisation: 'Millbeck Surgery',
    body: [text('Furosemide 40 mg kept for now. Repeat kidney function on 22-May-2026. Safety net given to daughter.')],
    chips: [
      { text: 'Your entry', tone: 'plain' },
      { text: 'Problem updated: heart failure', tone: 'plain' },
    ],
  }),
  {
    kind: 'folded' as const,
    id: 'f2',
    lane: 'therapy' as const,
    count: 4,
    what: 'physiotherapy entries',
    from: '2026-05-05',
    to: '2026-05-17',
    outcome: 'same goals',
    toggle: { text: 'Show', hidden: '4 physiotherapy entries', href: '/staff/journal?open=f2' },
  },
  entry('2026-05-15T09:45:00+01:00', 'social-care', 'Care package raised from 1 to 2 visits a day', {
    author: { name: 'T Adomako', profession: 'social worker' },
    organisation: 'Millbeck Council',
    body: [text('Starts Mon 18-May-2026, Hearthside Care.')],
    chips: [{ text: 'Plan changed', tone: 'caution' }],
  }),
  entry('2026-05-12T17:05:00+01:00', 'hospital', 'Discharge: heart failure, acute kidney injury stage 1', {
    author: { name: 'Dr M Osei', profession: 'registrar' },
    body: [
      text('Ramipril'),
      bold('stopped.'),
      text('Furosemide 40 mg'),
      bold('started.'),
      text('Repeat kidney function in 10 days.'),
    ],
    attachment: { text: 'Letter, 2 pages', href: '/staff/document' },
    chips: [
      { text: 'Admission ended', tone: 'caution' },
      { text: 'Medicine stopped', tone: 'caution' },
    ],
  }),
  entry('2026-05-11T08:20:00+01:00', 'hospital', 'Weight 48.0 kg', {
    isWithdrawn: true,
    emphasis: 'corrected',
    tags: [{ text: 'Corrected', tone: 'note' }],
    author: { name: 'S Lowe', profession: 'ward nurse' },
    body: [
      text('Corrected to'),
      bold('84.0 kg'),
      text('by S Lowe, 12-May-2026 10:22. Reason: digits swapped. 3 people who read the first version have been told.'),
    ],
    chips: [{ text: 'Corrected entry', tone: 'plain' }],
  }),
  entry('2026-05-06T02:40:00+01:00', 'ambulance', 'Ambulance: breathless at rest, taken to Fell Royal', {
    author: { name: 'C Boyce', profession: 'paramedic' },
    organisation: 'Northmoor Ambulance',
    body: [text('NEWS2 7. Oxygen 88% on air. ReSPECT seen and acknowledged 02:21.')],
    chips: [
      { text: 'NEWS2 7', tone: 'alert' },
      { text: 'Unplanned admission', tone: 'caution' },
    ],
  }),
];

export const journal: JournalView = {
  errors: [],
  modes: [
    { text: 'Story: what changed', href: '/staff/journal', isCurrent: true },
    { text: 'Every entry', href: '/staff/journal?mode=all', isCurrent: false },
  ],
  filters: {
    action: '/staff/journal',
    formToken: '',
    words: '',
    lanes: [
      ['gp', 'GP', 38],
      ['hospital', 'Hospital', 97],
      ['nursing', 'Nursing', 131],
      ['therapy', 'Therapy', 22],
      ['social-care', 'Social care', 13],
      ['ambulance', 'Ambulance', 9],
    ].map(([lane, name, count]) => ({
      lane: lane as JournalEntry['lane'],
      value: String(lane),
      text: String(name),
      count: Number(count),
      isChosen: true,
    })),
    professions: [
      { value: '', text: 'All professions', isChosen: true },
      { value: 'nurse', text: 'Nurse', count: 131, isChosen: false },
    ],
    periods: [
      ['72h', '72 hours'],
      ['14d', '14 days'],
      ['3m', '3 months'],
      ['all', 'All'],
      ['dates', 'Between two dates'],
    ].map(([value, name]) => ({ value: String(value), text: String(name), isChosen: value === '3m' })),
    from: '',
    to: '',
    kinds: [
      { value: 'note', text: 'Notes and letters', count: 212, isChosen: true },
      { value: 'result', text: 'Results', count: 61, isChosen: true },
      { value: 'plan', text: 'Plans and handovers', count: 19, isChosen: true },
      { value: 'appointment', text: 'Appointments', count: 18, isChosen: false },
    ],
    organisations: [
      { value: '', text: 'All organisations', isChosen: true },
      { value: 'ZX20', text: 'Fell Royal Hospital', count: 97, isChosen: false },
    ],
    on: ['period', 'kind', 'organisation'],
  },
  showing: {
    shown: 24,
    total: 310,
    clearHref: '/staff/journal',
    folded: 198,
    foldedRows: 17,
    outsideFilters: 88,
    filtersOn: [
      { text: '3 months', removeHref: '/staff/journal?period=all' },
      { text: 'No appointments', removeHref: '/staff/journal' },
      { text: '8 of 9 sources', removeHref: '/staff/journal' },
    ],
  },
  lanes: ['gp', 'hospital', 'nursing', 'therapy', 'social-care', 'ambulance'],
  journal: {
    caution: true,
    sources,
    count: 310,
    newest: '2026-05-20',
    items: [{ month: '2026-05', shown: 20, total: 142, rows }],
  },
  next: { text: 'Show the next 16 entries', href: '/staff/journal?page=2' },
};

/** Filters that let nothing through: what each source said is still there. */
export const emptyJournal: JournalView = {
  ...journal,
  showing: { ...journal.showing, shown: 0 },
  journal: {
    caution: true,
    count: 0,
    items: [],
    sources: sources.map(({ said, ...source }) =>
      source.state === 'unreachable' ? source : { ...source, said: 'no-entries' as const },
    ),
  },
};

/** A journal of many entries, for timing. */
export function longJournal(length: number): JournalView {
  const entries = Array.from({ length }, (_, index) => ({ ...rows[index % rows.length]!, id: `x${index}` }));
  return {
    ...journal,
    journal: { ...journal.journal, items: [{ month: '2026-05', shown: length, total: length, rows: entries }] },
  };
}
