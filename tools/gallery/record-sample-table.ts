/** Sample views of the summary, medicines, documents and sources pages. */

import type { DocumentView } from '../../src/apps/staff/pages/document/view.ts';
import type { DocumentsView } from '../../src/apps/staff/pages/documents/view.ts';
import type { MedicinesView } from '../../src/apps/staff/pages/medicines/view.ts';
import type { FirstCard, PatientRecordView } from '../../src/apps/staff/pages/patient-record/view.ts';
import type { SourcesView } from '../../src/apps/staff/pages/sources/view.ts';
import { creatinine, hba1c, potassium } from './results-sample.ts';
import { sources } from './shells.ts';

const caution = true as const;
const answered = sources.slice(0, 3);
const strong = (text: string) => ({ text, as: 'strong' as const });
const plain = (text: string) => ({ text, as: 'plain' as const });

const first: FirstCard[] = [
  {
    key: 'cpr',
    heading: 'CPR and ReSPECT',
    tone: 'plain',
    caution,
    sources,
    statement: 'CPR attempts recommended',
    detail: 'Hospital admission: yes, where it can help. Not for intensive care.',
    recorded: '2026-04-02',
    provenance: 'ReSPECT version 2, Dr I Calloway, Millbeck Surgery',
    more: { text: 'Open plan', href: '/staff/document' },
  },
  {
    key: 'safeguarding',
    heading: 'Safeguarding',
    tone: 'alert',
    caution,
    sources,
    statement: 'Adult concern open',
    detail: 'Money. Speak to Mrs Winterton alone.',
    recorded: '2026-04-21',
    provenance: 'T Adomako, social worker, Millbeck Council',
    more: { text: 'Open concern', href: '/staff/document' },
  },
  {
    key: 'adjustments',
    heading: 'Reasonable adjustments',
    tone: 'plain',
    caution,
    sources,
    statement: 'Longer visits',
    detail: 'A chair with arms. Written summary after each visit.',
    recorded: '2026-01-14',
    provenance: 'Millbeck Surgery',
    more: { text: 'See all 3', hidden: 'reasonable adjustments', href: '/staff/document' },
  },
  {
    key: 'communication',
    heading: 'Communication',
    tone: 'plain',
    caution,
    sources: [
      { name: 'Hospital trust', state: 'live', said: 'no-entries' },
      { name: 'GP practice', state: 'as-of', asOf: '2026-05-21T06:10:00+01:00', said: 'no-entries' },
      { name: 'Mental health', state: 'unreachable', asOf: '2026-05-21T04:02:00+01:00' },
    ],
  },
];

export const summary: PatientRecordView = {
  first,
  beside: [],
  allergies: {
    caution,
    sources: answered,
    count: 2,
    newest: '2026-05-03',
    items: [
      {
        id: 'a1',
        substance: 'Penicillin',
        reaction: 'anaphylaxis, 1987',
        isSevere: true,
        provenance: '3 sources agree',
      },
      {
        id: 'a2',
        substance: 'Adhesive dressings',
        reaction: 'skin blisters',
        isSevere: false,
        provenance: 'Fellside Community Nursing, 1 source',
        recorded: '2026-01-12',
      },
    ],
    disagreement: {
      heading: 'Sources disagree.',
      text: [
        plain(
          'GP practice, hospital trust, community nursing: allergies as above. Urgent treatment centre states “No known allergies”, 03-May-2026.',
        ),
      ],
      more: { text: 'Compare the 4 entries', href: '/staff/patient-record#allergies' },
    },
  },
  problems: {
    caution,
    sources: answered,
    count: 6,
    newest: '2026-05-20',
    more: { text: 'All 6 and 14 past', href: '/staff/journal' },
    items: [
      {
        id: 'p1',
        name: 'Venous leg ulcer, right',
        tags: [{ text: 'Worse', tone: 'caution' }],
        since: '2026-02-28',
        provenance: 'Updated 20-May-2026, community nursing',
      },
      {
        id: 'p2',
        name: 'Heart failure',
        detail: 'ejection fraction 40%',
        tags: [],
        since: '2023-09-11',
        provenance: '3 sources agree',
      },
      {
        id: 'p3',
        name: 'Atrial fibrillation',
        detail: 'anticoagulated',
        tags: [],
        since: '2021-11',
        provenance: '2 sources agree',
      },
      { id: 'p4', name: 'Chronic kidney disease stage 3b', tags: [], since: '2022-06-19', provenance: 'GP practice' },
      { id: 'p5', name: 'Type 2 diabetes', tags: [], since: '2009', provenance: '2 sources agree' },
    ],
  },
  medicines: {
    caution,
    sources: answered,
    count: 8,
    newest: '2026-05-12',
    more: { text: 'All 8 and stopped', href: '/staff/medicines' },
    columns: [
      { name: 'GP practice', asOf: '2026-05-21T06:10:00+01:00' },
      { name: 'Hospital', asOf: '2026-05-12' },
    ],
    disagreements: [
      {
        heading: '1 conflict.',
        text: [
          plain('Ramipril: hospital'),
          strong('stopped'),
          plain('it 12-May-2026 (potassium). GP list still shows 5 mg once a day. Owner: Dr I Calloway, accepted.'),
        ],
        more: { text: 'See both lists', href: '/staff/medicines' },
      },
    ],
    items: [
      {
        id: 'm1',
        name: 'Apixaban 5 mg tablets',
        directions: 'by mouth, twice a day',
        tags: [{ text: 'Anticoagulant', tone: 'alert' }],
        isDisputed: false,
        cells: [
          { text: 'Yes', isDifferent: false },
          { text: 'Yes', isDifferent: false },
        ],
      },
      {
        id: 'm2',
        name: 'Ramipril 5 mg capsules',
        directions: 'by mouth, once a day',
        tags: [],
        isDisputed: true,
        cells: [
          { text: 'Yes', isDifferent: true },
          { text: 'Stopped', isDifferent: true },
        ],
      },
      {
        id: 'm3',
        name: 'Bisoprolol 2.5 mg tablets',
        directions: 'by mouth, once a day',
        tags: [],
        isDisputed: false,
        cells: [
          { text: 'Yes', isDifferent: false },
          { text: 'Yes', isDifferent: false },
        ],
      },
      {
        id: 'm4',
        name: 'Furosemide 40 mg tablets',
        directions: 'by mouth, once a day, morning',
        tags: [],
        isDisputed: false,
        cells: [
          { text: 'Yes', isDifferent: false },
          { text: 'Yes', isDifferent: false },
        ],
      },
    ],
  },
  results: {
    caution,
    sources: [{ name: 'Hospital laboratory', state: 'live', said: 'entries' }],
    count: 41,
    newest: '2026-05-20',
    more: { text: 'All results', href: '/staff/results' },
    items: [
      {
        id: 'r1',
        name: 'Potassium',
        taken: '2026-05-20T11:05:00+01:00',
        value: '5.1',
        unit: 'mmol/L',
        standing: 'in-range',
        standingText: '',
        rangeText: '3.5 to 5.3',
        tags: [{ text: 'Corrected', tone: 'note' }],
        trend: potassium,
        href: '/staff/results',
      },
      {
        id: 'r2',
        name: 'Creatinine',
        taken: '2026-05-20T11:05:00+01:00',
        value: '132',
        unit: 'µmol/L',
        standing: 'high',
        standingText: 'High',
        rangeText: '45 to 84',
        tags: [],
        trend: creatinine,
        href: '/staff/results',
      },
      {
        id: 'r3',
        name: 'HbA1c',
        taken: '2026-05-05T09:05:00+01:00',
        value: '58',
        unit: 'mmol/mol',
        standing: 'high',
        standingText: 'High',
        rangeText: 'under 53',
        tags: [],
        trend: hba1c,
        href: '/staff/results',
      },
    ],
  },
  plan: {
    caution,
    sources: [{ name: 'Community nursing', state: 'live', said: 'entries' }],
    count: 3,
    newest: '2026-05-20',
    items: [
      {
        id: 'l1',
        text: 'Re-dress leg, then photograph',
        tags: [],
        owner: [strong('Jo Penrice,'), plain('community nurse.')],
        due: '2026-05-21',
      },
      {
        id: 'l2',
        text: 'Repeat potassium and creatinine',
        tags: [],
        owner: [strong('Dr I Calloway,'), plain('accepted 13-May-2026.')],
        due: '2026-05-22',
      },
      {
        id: 'l3',
        text: 'Vascular opinion on leg',
        tags: [{ text: 'Not accepted yet', tone: 'caution' }],
        owner: [plain('Offered to Mr D Farrant. Still owned by'), strong('Jo Penrice')],
      },
    ],
  },
  appointments: {
    caution,
    sources: answered,
    count: 3,
    newest: '2026-05-18',
    more: { text: 'Past and missed', href: '/staff/journal' },
    items: [
      { id: 't1', at: '2026-05-21T10:30:00+01:00', text: 'Home visit, community nursing', place: 'at home', tags: [] },
      {
        id: 't2',
        at: '2026-05-28T14:00:00+01:00',
        text: 'Heart failure clinic',
        place: 'Fell Royal Hospital, level 2',
        tags: [],
      },
      { id: 't3', at: '2026-06-09T09:10:00+01:00', text: 'Diabetes review', place: 'Millbeck Surgery', tags: [] },
    ],
  },
  people: {
    caution,
    sources: answered,
    count: 9,
    newest: '2026-05-19',
    more: { text: 'All 9', href: '/staff/journal' },
    items: [
      {
        id: 'w1',
        name: 'Ruth Winterton',
        role: 'daughter. First to call',
        detail: '07700 900 411. May be told: plan and visits',
      },
      { id: 'w2', name: 'Dr Ines Calloway', role: 'named GP', detail: 'Millbeck Surgery, 01632 960 200' },
      { id: 'w3', name: 'Jo Penrice', role: 'community nurse', detail: 'Fellside Community Nursing' },
      { id: 'w4', name: 'Kemi Dallas', role: 'home carer', detail: 'Hearthside Care, twice a day' },
    ],
  },
  unreachable: [
    {
      name: 'Mental health',
      since: '2026-05-21T04:02:00+01:00',
      contact: 'Duty team 01632 960 377',
      retryHref: '/staff/patient-record',
    },
  ],
};

/** A person about whom no source holds anything: the hardest page to get right. */
export const emptySummary: PatientRecordView = {
  first: [{ key: 'cpr', heading: 'CPR and ReSPECT', tone: 'plain', caution, sources: silent() }],
  beside: [],
  allergies: {
    caution,
    sources: [
      { name: 'GP practice', state: 'live', said: 'no-entries', statement: 'No known allergies' },
      ...silent().slice(1),
    ],
    count: 0,
    items: [],
  },
  problems: { caution, sources: silent(), count: 0, items: [] },
  medicines: { caution, sources: silent(), count: 0, items: [], columns: [], disagreements: [] },
  unreachable: [],
};

function silent() {
  return [
    { name: 'GP practice', state: 'as-of' as const, asOf: '2026-05-21T06:10:00+01:00', said: 'no-entries' as const },
    { name: 'Hospital trust', state: 'live' as const, said: 'no-entries' as const },
    { name: 'Community nursing', state: 'silent' as const },
    { name: 'Mental health', state: 'unreachable' as const, asOf: '2026-05-21T04:02:00+01:00' },
  ];
}

const yes = { text: 'Yes', isDifferent: false };
const notListed = { text: 'Not listed', isDifferent: false };
export const medicines: MedicinesView = {
  columns: [
    {
      source: { name: 'GP practice', state: 'as-of', asOf: '2026-05-21T06:10:00+01:00' },
      asOf: '2026-05-21T06:10:00+01:00',
    },
    { source: { name: 'Hospital', state: 'live' }, asOf: '2026-05-12' },
    { source: { name: 'Community', state: 'live' }, asOf: '2026-05-20' },
  ],
  disagreements: summary.medicines?.disagreements ?? [],
  current: {
    caution,
    sources: answered,
    count: 5,
    newest: '2026-05-12',
    items: [
      {
        id: 'm1',
        name: 'Apixaban 5 mg tablets',
        directions: 'by mouth, twice a day',
        tags: [{ text: 'Anticoagulant', tone: 'alert' }],
        isDisputed: false,
        cells: [{ ...yes, since: '2021-11-02' }, yes, notListed],
      },
      {
        id: 'm2',
        name: 'Ramipril 5 mg capsules',
        directions: 'by mouth, once a day',
        tags: [],
        isDisputed: true,
        cells: [
          { text: 'Yes', isDifferent: true, since: '2023-09-20' },
          { text: 'Stopped', isDifferent: true, since: '2026-05-12', detail: 'potassium 5.6' },
          notListed,
        ],
      },
      {
        id: 'm3',
        name: 'Furosemide 40 mg tablets',
        directions: 'by mouth, once a day, morning',
        tags: [],
        isDisputed: false,
        cells: [yes, { ...yes, since: '2026-05-12', detail: 'started' }, notListed],
      },
      {
        id: 'm4',
        name: 'Metformin 500 mg tablets',
        directions: 'by mouth, twice a day, with food',
        tags: [],
        isDisputed: false,
        cells: [yes, yes, notListed],
      },
      {
        id: 'm5',
        name: 'Zinc paste bandage',
        directions: 'to the right leg, twice a week',
        tags: [],
        isDisputed: false,
        cells: [notListed, notListed, { ...yes, since: '2026-03-02' }],
      },
    ],
  },
  stopped: {
    caution,
    sources: answered,
    count: 1,
    newest: '2026-03-01',
    items: [
      {
        id: 's1',
        name: 'Doxycycline 100 mg capsules',
        directions: 'by mouth, once a day, 7 days',
        tags: [],
        isDisputed: false,
        cells: [{ text: 'Ended', isDifferent: false, since: '2026-03-01' }, notListed, notListed],
      },
    ],
  },
};

export const documents: DocumentsView = {
  groupings: [
    { text: 'Organisation', href: '/staff/documents', isCurrent: true },
    { text: 'Kind', href: '/staff/documents', isCurrent: false },
    { text: 'Date', href: '/staff/documents', isCurrent: false },
  ],
  documents: {
    caution,
    sources: answered,
    count: 4,
    newest: '2026-05-12',
    items: [
      {
        name: 'Fell Royal Hospital',
        documents: [
          {
            id: 'd1',
            href: '/staff/document',
            title: 'Discharge summary',
            kind: 'Discharge',
            written: '2026-05-12',
            author: { name: 'Dr M Osei', profession: 'registrar' },
            organisation: 'Fell Royal Hospital',
            extent: '2 pages',
            tags: [],
            isWithdrawn: false,
          },
          {
            id: 'd2',
            href: '/staff/document-withdrawn',
            title: 'Cardiology letter',
            kind: 'Clinic letter',
            written: '2026-05-08',
            author: { profession: 'consultant' },
            organisation: 'Fell Royal Hospital',
            tags: [{ text: 'Withdrawn', tone: 'caution' }],
            isWithdrawn: true,
          },
        ],
      },
      {
        name: 'Millbeck Surgery',
        documents: [
          {
            id: 'd3',
            href: '/staff/document',
            title: 'ReSPECT plan, version 2',
            kind: 'Plan',
            written: '2026-04-02',
            author: { name: 'Dr I Calloway', profession: 'GP' },
            organisation: 'Millbeck Surgery',
            extent: '1 page',
            tags: [],
            isWithdrawn: false,
          },
        ],
      },
    ],
  },
};

const letterFacts = [
  { name: 'Written', value: [plain('12-May-2026 17:05')] },
  { name: 'Author', value: [plain('Dr M Osei, registrar')] },
  { name: 'Organisation', value: [plain('Fell Royal Hospital (ZX20)')] },
  { name: 'Kind', value: [plain('Discharge summary')] },
  { name: 'Received', value: [plain('12-May-2026 17:06')] },
];
export const documentText: DocumentView = {
  caution,
  source: { name: 'Hospital trust', state: 'live', said: 'entries' },
  back: { text: 'Documents', href: '/staff/documents' },
  title: 'Discharge summary',
  tags: [{ text: 'Final', tone: 'plain' }],
  facts: letterFacts,
  content: {
    kind: 'text',
    paragraphs: [
      'Dear Dr Calloway,',
      'Mrs Winterton was with us from 6 to 12 May with fluid overload and stage 1 acute kidney injury.\nShe went home 4 kg lighter, on room air.',
      'Ramipril was stopped on 12 May because her potassium had reached 5.6. Please repeat potassium and creatinine within 10 days.',
      'Dr M Osei',
    ],
  },
  versions: [{ text: 'Preliminary version', href: '/staff/document', at: '2026-05-12T15:40:00+01:00' }],
};
export const documentWithdrawn: DocumentView = {
  ...documentText,
  title: 'Cardiology letter',
  tags: [{ text: 'Withdrawn', tone: 'caution' }],
  versions: [],
  content: {
    kind: 'withdrawn',
    by: 'P Lund, medical records, Fell Royal Hospital',
    at: '2026-05-09T08:12:00+01:00',
    reason: 'filed under the wrong person',
  },
};

export const sourcesView: SourcesView = {
  caution,
  sources: [
    {
      name: 'Hospital trust',
      state: 'live',
      said: 'entries',
      sends: 'Admissions, results, letters, appointments',
      lastReceived: '2026-05-21T09:51:00+01:00',
      entries: 97,
    },
    {
      name: 'Community nursing',
      state: 'live',
      said: 'entries',
      sends: 'Visits, wounds, plans',
      lastReceived: '2026-05-21T09:40:00+01:00',
      entries: 131,
    },
    {
      name: 'GP practice',
      state: 'as-of',
      asOf: '2026-05-21T06:10:00+01:00',
      said: 'entries',
      sends: 'Consultations, medicines, problems, allergies',
      lastReceived: '2026-05-21T06:10:00+01:00',
      entries: 61,
    },
    {
      name: 'Ambulance',
      state: 'live',
      said: 'no-entries',
      sends: 'Calls, crew reports',
      lastReceived: '2026-05-21T09:31:00+01:00',
      entries: 0,
    },
    {
      name: 'Mental health',
      state: 'unreachable',
      asOf: '2026-05-21T04:02:00+01:00',
      sends: 'Contacts, plans',
      lastReceived: '2026-05-21T03:58:00+01:00',
      contact: 'Duty team 01632 960 377',
    },
    { name: 'Hospice', state: 'silent', sends: 'Contacts, plans' },
  ],
};
