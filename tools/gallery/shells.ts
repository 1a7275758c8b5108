/** The invented reader and person of the gallery. */
import type { NavigationItem, PatientShell, PersonBanner, ShellReader, SourceAnswer, StaffShell } from '#kit';

export const now = '2026-05-21T09:52:00+01:00';

const reader: ShellReader = {
  givenName: 'Ines',
  familyName: 'Calloway',
  title: 'Dr',
  role: 'General practitioner',
  organisation: 'Millbeck Surgery',
  odsCode: 'ZX401',
};

export const sources: readonly SourceAnswer[] = [
  { name: 'Hospital trust', state: 'live', said: 'entries' },
  { name: 'Community nursing', state: 'live', said: 'entries' },
  { name: 'GP practice', state: 'as-of', asOf: '2026-05-21T06:10:00+01:00', said: 'entries' },
  { name: 'Council social care', state: 'as-of', asOf: '2026-05-20T23:30:00+01:00', said: 'entries' },
  { name: 'Mental health', state: 'unreachable', asOf: '2026-05-21T04:02:00+01:00' },
];

export const banner: PersonBanner = {
  familyName: 'Winterton',
  givenName: 'Margery',
  title: 'Mrs',
  preferredName: 'Madge',
  born: '1944-11-03',
  gender: 'Female',
  nhsNumber: '9990003106',
  isNhsNumberVerified: true,
  details: {
    address: ['14 Larch Row', 'Millbeck', 'ZX4 1AA'],
    phone: [
      { name: 'Home', lines: ['01632 960 221'] },
      { name: 'Mobile', lines: ['07700 900 318'] },
    ],
    practice: ['Millbeck Surgery (ZX401)', '01632 960 200', 'Named GP: Dr Ines Calloway'],
    people: [
      { name: 'Daughter', lines: ['Ruth Winterton, first to call', '07700 900 411', 'May be told: plan and visits'] },
    ],
    allergies: {
      state: 'known',
      entries: [
        { substance: 'Penicillin', reaction: 'anaphylaxis, 1987', updated: '2026-05-03', source: 'Hospital trust' },
        {
          substance: 'Adhesive dressings',
          reaction: 'skin blisters',
          updated: '2026-01-12',
          source: 'Community nursing',
        },
      ],
      statements: [{ words: 'No known allergies', updated: '2026-05-03', source: 'Urgent treatment centre' }],
      more: { text: 'Compare the 4 entries', href: '/staff/patient-record#allergies' },
    },
  },
};

const sectionTabs = [
  ['patient-record', 'Summary'],
  ['journal', 'Journal'],
  ['results', 'Results'],
  ['medicines', 'Medicines'],
  ['documents', 'Documents'],
  ['sources', 'Sources'],
] as const;

function tabs(current: string): NavigationItem[] {
  return sectionTabs.map(([page, text]) => ({ text, href: `/staff/${page}`, isCurrent: page === current }));
}

/** A staff page with nobody's record on it. */
export function staffShell(title: string, changes: Partial<StaffShell> = {}): StaffShell {
  return {
    audience: 'staff',
    title,
    regionName: 'Goldthread shared care record',
    homeHref: '/staff/find-person',
    isDemo: true,
    now,
    reader,
    navigation: [{ text: 'Find a person', href: '/staff/find-person', isCurrent: title === 'Find a person' }],
    changeRoleHref: '/staff/choose-role',
    signOut: { action: '/staff/signed-out', forgeryToken: 'gallery' },
    cspNonce: '',
    ...changes,
  };
}

export function recordShell(title: string, page: string, changes: Partial<StaffShell> = {}): StaffShell {
  return staffShell(title, {
    person: banner,
    sections: tabs(page),
    sources: { states: sources, allHref: '/staff/sources' },
    live: { eventsHref: `/staff/${page}/events`, refreshHref: `/staff/${page}` },
    ...changes,
  });
}

export function signedOutStaffShell(title: string): StaffShell {
  const { reader: _reader, signOut: _signOut, changeRoleHref: _changeRoleHref, ...rest } = staffShell(title);
  return { ...rest, navigation: [] };
}

export function patientShell(
  title: string,
  current: 'home' | 'profile',
  changes: Partial<PatientShell> = {},
): PatientShell {
  return {
    audience: 'patient',
    title,
    serviceName: 'My health and care record',
    homeHref: '/my/home',
    isDemo: true,
    now,
    navigation: [
      { key: 'home', text: 'Home', href: '/my/home', isCurrent: current === 'home' },
      { key: 'messages', text: 'Messages', href: '/my/home', count: 2 },
      { key: 'profile', text: 'Profile', href: '/my/who-has-looked', isCurrent: current === 'profile' },
    ],
    welshHref: '/my/home',
    helpHref: '/my/error',
    signOut: { action: '/my/sign-in', forgeryToken: 'gallery' },
    footer: [
      { text: 'Contact us', href: '/my/error' },
      { text: 'Accessibility', href: '/my/error' },
      { text: 'Privacy', href: '/my/error' },
    ],
    cspNonce: '',
    ...changes,
  };
}

export const backHome = { text: 'Home', href: '/my/home' };
