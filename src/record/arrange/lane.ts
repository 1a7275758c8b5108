/** Which lane of the journal an entry stands in, and what its author's profession is: decided by role, then by setting. */
import type { OrganisationKind } from '#directory';

export const journalLanes = [
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
export type JournalLane = (typeof journalLanes)[number];

/** By national job role code. */
const laneByRole: Readonly<Record<string, JournalLane>> = {
  R0260: 'gp',
  R0270: 'gp',
  R0600: 'nursing',
  R0610: 'nursing',
  R0620: 'nursing',
  R0690: 'nursing',
  R0700: 'nursing',
  R1480: 'nursing',
  R0680: 'maternity',
  R0950: 'therapy',
  R1110: 'therapy',
  R1070: 'ambulance',
  R1290: 'pharmacy',
  R1330: 'social-care',
  R1460: 'social-care',
  R1560: 'social-care',
  R9520: 'social-care',
  R9570: 'social-care',
  R1975: 'mental-health',
  R1981: 'mental-health',
};

/** Where a source gave words and no code. */
const laneByWords: readonly (readonly [RegExp, JournalLane])[] = [
  [/psychiatr|mental health/i, 'mental-health'],
  [/midwi/i, 'maternity'],
  [/nurs|health visitor|matron|sister\b/i, 'nursing'],
  [/physio|therap|dietit|podiat/i, 'therapy'],
  [/pharmac/i, 'pharmacy'],
  [/paramedic|ambulance/i, 'ambulance'],
  [/social work|carer|care worker|support worker/i, 'social-care'],
  [/general (medical )?practi|\bgp\b/i, 'gp'],
];

/** Settings whose every entry stands in one lane, whoever wrote it. */
const laneBySetting: Partial<Record<OrganisationKind, JournalLane>> = {
  'acute-trust': 'hospital',
  'specialist-hospital': 'hospital',
  'diagnostic-centre': 'hospital',
  ambulance: 'ambulance',
  'mental-health': 'mental-health',
  maternity: 'maternity',
  pharmacy: 'pharmacy',
  council: 'social-care',
  'home-care': 'social-care',
  charity: 'social-care',
};

/** Settings whose lane is used where the author's role is not known. */
const laneOfSettingElse: Partial<Record<OrganisationKind, JournalLane>> = {
  'gp-practice': 'gp',
  community: 'nursing',
  'health-visiting': 'nursing',
  'urgent-treatment-centre': 'nursing',
  hospice: 'nursing',
  'care-home': 'social-care',
};

export function laneOf(
  kind: OrganisationKind,
  role: { readonly code?: string | undefined; readonly words?: string | undefined },
): JournalLane {
  const setting = laneBySetting[kind];
  if (setting !== undefined) return setting;
  const byRole = role.code === undefined ? undefined : laneByRole[role.code];
  if (byRole !== undefined) return byRole;
  const { words } = role;
  const byWords = words === undefined ? undefined : laneByWords.find(([pattern]) => pattern.test(words))?.[1];
  return byWords ?? laneOfSettingElse[kind] ?? 'other';
}
