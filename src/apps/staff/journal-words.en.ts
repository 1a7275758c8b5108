/** Words of the journal's filters and entries. */
import type { JournalKind, JournalPeriod } from '#record';

export const journalWords = {
  kinds: {
    note: 'Notes and visits',
    letter: 'Letters and documents',
    result: 'Results',
    observation: 'Observations',
    medicine: 'Medicines',
    problem: 'Problems and allergies',
    plan: 'Plans, alerts and handovers',
    referral: 'Referrals and requests',
    appointment: 'Appointments',
    procedure: 'Vaccinations and procedures',
    other: 'Other',
  } satisfies Record<JournalKind, string>,
  periods: {
    '72h': '72 hours',
    '14d': '14 days',
    '3m': '3 months',
    '12m': '12 months',
    all: 'All',
    dates: 'Dates below',
  } satisfies Record<JournalPeriod, string>,
  allProfessions: 'All professions',
  allOrganisations: 'All organisations',
  notADay: {
    from: '“From” must be a real date, like 21-May-2026',
    to: '“To” must be a real date, like 21-May-2026',
  },
  dates: (from: string, to: string): string =>
    from === '' ? `Until ${to}` : to === '' ? `From ${from}` : `${from} to ${to}`,
  wordsOn: (words: string): string => `\u201c${words}\u201d`,
  lanesOn: (shown: number, all: number): string => `${shown} of ${all} lanes`,
  kindsOn: (names: readonly string[]): string => (names.length > 2 ? `${names.length} kinds` : names.join(', ')),
  next: (count: number, left: number): string => `Show the next ${count} of ${left} older entries`,
  newest: 'Back to the newest entries',
  document: 'Open the document',
  tags: { preliminary: 'Preliminary', corrected: 'Corrected', withdrawn: 'Withdrawn', undated: 'No date given' },
  chips: {
    critical: 'Critical result',
    awaitsRelease: 'Not yet released to the person',
    thirdParty: 'From or about someone else',
    safeguarding: 'Safeguarding',
    restricted: 'Restricted',
    coming: 'Still to come',
  },
  noProfession: 'role not stated',
} as const;
