/** What an app may see, in plain words: the lines of the consent screen and of the lists of connected apps. */
const groups: Readonly<Record<string, string>> = {
  identity: 'That it is you who logged in',
  'who-you-are': 'Who you are: name, date of birth, NHS number, address',
  allergies: 'Allergies and bad reactions',
  medicines: 'Medicines',
  problems: 'Health problems',
  results: 'Test results, measurements and scans',
  vaccinations: 'Vaccinations',
  procedures: 'Operations, procedures and devices',
  letters: 'Letters and documents',
  visits: 'Appointments, visits and referrals',
  plans: 'Care plans and the people who care for you',
  places: 'Names of places and staff',
  other: 'Everything else in the record',
  offline: 'Keep its access when you are not using it',
};

const staffGroups: Readonly<Record<string, string>> = {
  ...groups,
  'who-you-are': 'Who the person is: name, date of birth, NHS number, address',
  plans: 'Care plans and the people who care for them',
};

/** `onlyCodes`: only entries of these kinds, such as `laboratory`. */
export function appPermissionText(about: string, onlyCodes: readonly string[], audience: 'patient' | 'staff'): string {
  const text = (audience === 'staff' ? staffGroups : groups)[about] ?? groups['other']!;
  return onlyCodes.length === 0
    ? text
    : `${text} – only: ${onlyCodes.map((code) => code.replaceAll('-', ' ')).join(', ')}`;
}
