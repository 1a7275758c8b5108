/** Sample trends and the results page. */
import type { Standing, Trend, TrendPoint } from '#kit';
import type { ResultsView, ResultValue } from '../../src/apps/staff/pages/results/view.ts';

type Row = readonly [at: string, value: number, standing: Standing, isWithdrawn?: true];

function points(rows: readonly Row[], joinKey: string, range?: { low?: number; high?: number }): TrendPoint[] {
  return rows.map(([at, value, standing, isWithdrawn]) => ({
    at,
    value,
    text: String(value),
    standing,
    joinKey,
    ...(range === undefined ? {} : { range }),
    ...(isWithdrawn ? { isWithdrawn } : {}),
  }));
}

const year = { from: '2025-06-01T00:00:00Z', to: '2026-05-21T00:00:00Z', audience: 'staff' as const };

export const potassium: Trend = {
  ...year,
  id: 'potassium',
  title: 'Potassium, June 2025 to May 2026',
  description: '7 values between 4.6 and 5.6 mmol/L and 1 withdrawn. Latest 5.1, in range.',
  points: points(
    [
      ['2025-06-10T09:00:00Z', 4.6, 'in-range'],
      ['2025-09-16T09:00:00Z', 4.7, 'in-range'],
      ['2025-12-10T09:00:00Z', 4.8, 'in-range'],
      ['2026-03-17T09:20:00Z', 5, 'in-range'],
      ['2026-05-06T03:15:00Z', 5.6, 'high'],
      ['2026-05-12T06:30:00Z', 4.9, 'in-range'],
      ['2026-05-20T10:04:00Z', 6.8, 'high', true],
      ['2026-05-20T10:05:00Z', 5.1, 'in-range'],
    ],
    'K mmol/L',
    { low: 3.5, high: 5.3 },
  ),
};
export const creatinine: Trend = {
  ...year,
  id: 'creatinine',
  title: 'Creatinine, June 2025 to May 2026',
  description: '7 values between 108 and 146 µmol/L, all high. Latest 132, high.',
  points: [
    ...points(
      [
        ['2025-06-10T09:00:00Z', 108, 'high'],
        ['2025-09-16T09:00:00Z', 110, 'high'],
        ['2025-12-10T09:00:00Z', 114, 'high'],
      ],
      'Cr',
      { low: 50, high: 98 },
    ),
    ...points(
      [
        ['2026-03-17T09:20:00Z', 118, 'high'],
        ['2026-05-06T03:15:00Z', 146, 'high'],
        ['2026-05-12T06:30:00Z', 139, 'high'],
        ['2026-05-20T10:05:00Z', 132, 'high'],
      ],
      'Cr',
      { low: 45, high: 84 },
    ),
  ],
};
export const hba1c: Trend = {
  ...year,
  id: 'hba1c',
  title: 'HbA1c, June 2025 to May 2026',
  description: '4 values from 66 to 58 mmol/mol, all above her target. Latest 58.',
  points: points(
    [
      ['2025-06-10T09:00:00Z', 66, 'high'],
      ['2025-10-14T08:50:00Z', 63, 'high'],
      ['2026-01-20T09:15:00Z', 58, 'high'],
      ['2026-05-05T09:05:00Z', 58, 'high'],
    ],
    'A1c',
    { high: 53 },
  ),
};
const news2: Trend = {
  id: 'news2',
  title: 'NEWS2 score, 6 to 12 May 2026',
  description: '8 scores, from 7 (high) on 6 May to 2 (low) on 12 May.',
  audience: 'staff',
  from: '2026-05-06T00:00:00Z',
  to: '2026-05-12T12:00:00Z',
  points: points(
    [
      ['2026-05-06T02:40:00Z', 7, 'high'],
      ['2026-05-06T12:00:00Z', 6, 'medium'],
      ['2026-05-06T20:00:00Z', 5, 'medium'],
      ['2026-05-07T12:00:00Z', 4, 'in-range'],
      ['2026-05-08T10:00:00Z', 3, 'in-range'],
      ['2026-05-09T20:00:00Z', 3, 'in-range'],
      ['2026-05-10T20:00:00Z', 4, 'in-range'],
      ['2026-05-12T08:00:00Z', 2, 'in-range'],
    ],
    'NEWS2',
  ),
  bands: [
    { from: 0, to: 5, text: '0 to 4 low', tone: 'plain' },
    { from: 5, to: 7, text: '5 to 6 medium', tone: 'caution' },
    { from: 7, to: 10, text: '7 or more high', tone: 'danger' },
  ],
};

function values(trend: Trend, rangeText: string): ResultValue[] {
  const words: Record<Standing, string> = {
    'in-range': 'In range',
    high: 'High',
    low: 'Low',
    medium: 'Medium',
    unknown: '',
  };
  return [...trend.points]
    .reverse()
    .slice(0, 5)
    .map((point, index) => ({
      id: `${trend.id}-${index}`,
      taken: point.at,
      text: point.text,
      standing: point.standing,
      standingText: trend.id === 'news2' && point.standing === 'in-range' ? 'Low' : words[point.standing],
      rangeText: point.range === undefined ? rangeText : rangeText,
      tags: [],
      isWithdrawn: point.isWithdrawn ?? false,
      ...(point.isWithdrawn
        ? { note: 'Withdrawn 16:40 by R Amin, biomedical scientist: analyser fault, sample run again' }
        : {}),
    }));
}

const caution = true as const;
const laboratory = { name: 'Fell Royal laboratory', state: 'live' as const, said: 'entries' as const };
export const results: ResultsView = {
  showing: { shown: 6, total: 41, filterText: '1 filter on: pinned by you.', allHref: '/staff/results' },
  periods: ['72 hours', '14 days', '3 months', '12 months'].map((text) => ({
    text,
    href: '/staff/results',
    isCurrent: text === '12 months',
  })),
  results: {
    caution,
    sources: [laboratory],
    count: 41,
    newest: '2026-05-21',
    items: [
      {
        kind: 'series',
        id: 'potassium',
        name: 'Potassium',
        unit: 'mmol/L',
        tags: [{ text: 'You read 6.8 before it was corrected', tone: 'caution' }],
        trend: potassium,
        values: values(potassium, '3.5 to 5.3'),
        footText: '8 values, 1 withdrawn. Ranges as sent by Fell Royal laboratory: live',
        csvHref: '/staff/results',
      },
      {
        kind: 'series',
        id: 'creatinine',
        name: 'Creatinine',
        unit: 'µmol/L',
        tags: [],
        trend: creatinine,
        values: values(creatinine, '45 to 84'),
        footText: '7 values. The laboratory changed its range on 17-Mar-2026. Fell Royal laboratory: live',
        csvHref: '/staff/results',
      },
      {
        kind: 'series',
        id: 'hba1c',
        name: 'HbA1c',
        unit: 'mmol/mol',
        tags: [],
        trend: hba1c,
        values: values(hba1c, 'under 53'),
        footText: '4 values. GP practice as of 06:10 today',
        csvHref: '/staff/results',
      },
      {
        kind: 'series',
        id: 'news2',
        name: 'NEWS2',
        unit: 'score',
        tags: [],
        trend: news2,
        values: values(news2, ''),
        footText: '8 scores. Oxygen scale 1. Fell Royal Hospital: live',
        csvHref: '/staff/results',
      },
      {
        kind: 'series',
        id: 'troponin',
        name: 'Troponin T',
        unit: 'ng/L',
        tags: [{ text: 'Preliminary', tone: 'caution' }],
        values: [
          {
            id: 't-0',
            taken: '2026-05-06T03:15:00Z',
            text: '<5',
            standing: 'in-range',
            standingText: 'In range',
            rangeText: 'under 14',
            tags: [],
            isWithdrawn: false,
          },
        ],
        footText: '1 value. Fell Royal laboratory: live',
      },
      {
        kind: 'report',
        id: 'swab',
        name: 'Microbiology: wound swab, right leg',
        tags: [{ text: 'Preliminary', tone: 'caution' }],
        taken: '2026-05-20T15:05:00+01:00',
        reported: '2026-05-21T08:40:00+01:00',
        isWithdrawn: false,
        text: 'SPECIMEN     Wound swab, right lower leg\nMICROSCOPY   Pus cells ++   Gram positive cocci ++\n\nCULTURE      1) Staphylococcus aureus   heavy growth\n\n             Flucloxacillin      S\n             Doxycycline         S\n             Clarithromycin      R\n\nCOMMENT      Preliminary. Final report follows.',
        warning: {
          text: [
            { text: 'Penicillin allergy is recorded', as: 'strong' },
            { text: '(anaphylaxis, 1987). Flucloxacillin is a penicillin. 1 source disagrees.', as: 'plain' },
          ],
          more: { text: 'See allergies', href: '/staff/patient-record#allergies' },
        },
        facts: [
          { name: 'S, R', value: [{ text: 'Sensitive, Resistant', as: 'plain' }] },
          { name: 'Asked by', value: [{ text: 'J Penrice, community nurse', as: 'plain' }] },
          {
            name: 'Owner now',
            value: [
              { text: 'Dr I Calloway, offered,', as: 'plain' },
              { text: 'not accepted yet', as: 'strong' },
            ],
          },
          { name: 'Person’s app', value: [{ text: 'Waiting for a clinician to release', as: 'plain' }] },
        ],
        footText: 'Fell Royal laboratory: live',
        more: { text: 'All 6 microbiology reports', href: '/staff/results' },
      },
    ],
  },
};
