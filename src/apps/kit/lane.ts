/** Lanes of the journal: one profession or setting each, with a shape of its own, so that colour is never alone. */
import type nunjucks from 'nunjucks';
import { safe } from './staff-date.ts';

export const lanes = [
  'gp',
  'hospital',
  'nursing',
  'therapy',
  'social-care',
  'ambulance',
  'mental-health',
  'pharmacy',
  'maternity',
  'other',
] as const;
export type Lane = (typeof lanes)[number];

export const laneNames: Record<Lane, string> = {
  gp: 'GP',
  hospital: 'Hospital',
  nursing: 'Nursing',
  therapy: 'Therapy',
  'social-care': 'Social care',
  ambulance: 'Ambulance',
  'mental-health': 'Mental health',
  pharmacy: 'Pharmacy',
  maternity: 'Maternity',
  other: 'Other',
};

const outlines: Record<Lane, string> = {
  gp: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z',
  hospital: 'M2 2h12v12H2z',
  nursing: 'M8 1.5L15 14H1z',
  therapy: 'M8 .8L15.2 8L8 15.2L.8 8z',
  'social-care': 'M8 14.5L1 2h14z',
  ambulance: 'M5.5 1.5h5v4h4v5h-4v4h-5v-4h-4v-5h4z',
  'mental-health': 'M4.2 1.5h7.6L15.5 8l-3.7 6.5H4.2L.5 8z',
  pharmacy: 'M8 .8L15.3 6.2L12.5 14.7h-9L.7 6.2z',
  maternity: 'M8 1a7 7 0 1 1 0 14A7 7 0 1 1 8 1zm0 4a3 3 0 1 0 0 6a3 3 0 1 0 0-6z',
  other: 'M1.5 5.5h13v5h-13z',
};

/** The lane's shape without words; the lane's name always stands beside it. */
export function laneShape(lane: Lane): nunjucks.runtime.SafeString {
  return safe(
    `<svg class="gt-shape gt-shape--${lane}" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path fill-rule="evenodd" d="${outlines[lane]}"/></svg>`,
  );
}
