/** Sample views of the pages that ask something. */
import type { ChooseRoleView } from '../../src/apps/staff/pages/choose-role/view.ts';
import type { FindPersonForm, FindPersonView, FoundPerson } from '../../src/apps/staff/pages/find-person/view.ts';
import type { ReasonChoice, ReasonView } from '../../src/apps/staff/pages/reason/view.ts';

const forgeryToken = 'gallery';
export const chooseRole: ChooseRoleView = {
  action: '/staff/choose-role',
  forgeryToken,
  errors: [],
  roles: [
    { value: '1', role: 'General practitioner', organisation: 'Millbeck Surgery', odsCode: 'ZX401', isChosen: false },
    {
      value: '2',
      role: 'Out-of-hours doctor',
      organisation: 'Northmoor Urgent Care',
      odsCode: 'ZX77',
      isChosen: false,
    },
  ],
};
export const chooseRoleError: ChooseRoleView = { ...chooseRole, errors: [{ field: 'role', text: 'Choose a role' }] };

const typed: FindPersonForm = {
  nhsNumber: '',
  familyName: '',
  givenName: '',
  bornDay: '',
  bornMonth: '',
  bornYear: '',
  postcode: '',
};
const search = { action: '/staff/find-person', forgeryToken, notices: [], errors: [], typed };
const people: FoundPerson[] = [
  {
    href: '/staff/patient-record',
    familyName: 'Winterton',
    givenName: 'Margery',
    title: 'Mrs',
    born: '1944-11-03',
    gender: 'Female',
    nhsNumber: '9990003106',
    isNhsNumberVerified: true,
    place: '14 Larch Row, ZX4 1AA',
    opens: 'directly',
  },
  {
    href: '/staff/reason',
    familyName: 'Winterton',
    givenName: 'Marjorie',
    born: '1944-03-11',
    gender: 'Female',
    nhsNumber: '9990003114',
    isNhsNumberVerified: false,
    place: '2 Quay Street, ZX6 2BB',
    opens: 'with-reason',
  },
  {
    href: '/staff/reason',
    familyName: 'Winterton',
    givenName: 'Mary',
    born: '1944',
    died: '2024-02-09',
    gender: 'Female',
    isNhsNumberVerified: false,
    opens: 'with-reason',
  },
];
export const findPerson: FindPersonView = { ...search, outcome: { kind: 'not-searched' } };
export const findPersonFound: FindPersonView = {
  ...search,
  typed: { ...typed, familyName: 'Winterton', bornYear: '1944' },
  outcome: { kind: 'people', people, hasSimilarNames: true },
};
export const findPersonNobody: FindPersonView = {
  ...search,
  typed: { ...typed, nhsNumber: '999 000 3122' },
  outcome: { kind: 'nobody' },
};
export const findPersonTooMany: FindPersonView = {
  ...search,
  typed: { ...typed, familyName: 'Smith' },
  outcome: { kind: 'too-many', limit: 20 },
};
export const findPersonError: FindPersonView = {
  ...search,
  typed: { ...typed, nhsNumber: 'ZX12' },
  outcome: { kind: 'not-searched' },
  errors: [
    { field: 'nhsNumber', text: 'NHS number must have 10 digits, without letters' },
    { field: 'bornDay', text: 'Enter a date of birth, or an NHS number' },
  ],
};

const reasons: ReasonChoice[] = [
  {
    value: 'present',
    text: 'The person is here with me, or I am about to see them',
    hint: 'Attendance or referral not recorded yet',
    isChosen: false,
  },
  {
    value: 'emergency',
    text: 'Emergency: delay could cause serious harm',
    isChosen: false,
    detail: {
      label: 'What is happening?',
      hint: 'One sentence. The person will be able to read it.',
      value: '',
      limit: 200,
    },
  },
  { value: 'safeguarding', text: 'Safeguarding: to protect this person or someone else', isChosen: false },
  {
    value: 'asked',
    text: 'The person asked me to and is not able to be here',
    hint: 'You will be asked how you confirmed this',
    isChosen: false,
  },
  {
    value: 'law',
    text: 'The law or a court requires it',
    hint: 'You will be asked for the reference',
    isChosen: false,
  },
];
export const reason: ReasonView = {
  backHref: '/staff/find-person',
  action: '/staff/reason',
  forgeryToken,
  errors: [],
  reasons,
  isChecked: false,
  leaveHref: '/staff/find-person',
  accessHours: 4,
  alertSeconds: 60,
  reviewWorkingDays: 5,
  mayBreakGlass: true,
  whatOpens: 'What your role needs: allergies, medicines, problems, plans, recent results and letters.',
  help: { text: 'Privacy office, day and night', phone: '01632 960 400' },
};
export const reasonError: ReasonView = {
  ...reason,
  reasons: reasons.map((choice) => ({ ...choice, isChosen: choice.value === 'emergency' })),
  errors: [
    { field: 'detail-emergency', text: 'Say what is happening, in one sentence' },
    { field: 'checked', text: 'Check you have the right person' },
  ],
};
