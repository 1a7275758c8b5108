/** Every page with its samples, by address. */
import type { Page, Pages, PatientShell, StaffShell } from '#kit';
import { appointmentsPage } from '../../src/apps/patient/pages/appointments/page.ts';
import { errorPage as patientErrorPage } from '../../src/apps/patient/pages/error/page.ts';
import { homePage } from '../../src/apps/patient/pages/home/page.ts';
import { letterPage } from '../../src/apps/patient/pages/letter/page.ts';
import { lettersPage } from '../../src/apps/patient/pages/letters/page.ts';
import { myRecordPage } from '../../src/apps/patient/pages/my-record/page.ts';
import { resultPage } from '../../src/apps/patient/pages/result/page.ts';
import { resultsPage as patientResultsPage } from '../../src/apps/patient/pages/results/page.ts';
import { signInPage } from '../../src/apps/patient/pages/sign-in/page.ts';
import { whoHasLookedPage } from '../../src/apps/patient/pages/who-has-looked/page.ts';
import { chooseRolePage } from '../../src/apps/staff/pages/choose-role/page.ts';
import { documentPage } from '../../src/apps/staff/pages/document/page.ts';
import { documentsPage } from '../../src/apps/staff/pages/documents/page.ts';
import { errorPage } from '../../src/apps/staff/pages/error/page.ts';
import { findPersonPage } from '../../src/apps/staff/pages/find-person/page.ts';
import { journalPage } from '../../src/apps/staff/pages/journal/page.ts';
import { medicinesPage } from '../../src/apps/staff/pages/medicines/page.ts';
import { patientRecordPage } from '../../src/apps/staff/pages/patient-record/page.ts';
import { reasonPage } from '../../src/apps/staff/pages/reason/page.ts';
import { refusedPage } from '../../src/apps/staff/pages/refused/page.ts';
import { resultsPage } from '../../src/apps/staff/pages/results/page.ts';
import { signedOutPage } from '../../src/apps/staff/pages/signed-out/page.ts';
import { sourcesPage } from '../../src/apps/staff/pages/sources/page.ts';
import * as forms from './forms-sample.ts';
import { emptyJournal, journal, longJournal } from './journal-sample.ts';
import * as patient from './patient-sample-table.ts';
import * as record from './record-sample-table.ts';
import { results } from './results-sample.ts';
import { backHome, banner, patientShell, recordShell, signedOutStaffShell, staffShell } from './shells.ts';

export interface Exhibit {
  readonly address: string;
  render(pages: Pages, cspNonce: string): string;
}

function exhibit<View, Shell extends StaffShell | PatientShell>(
  address: string,
  page: Page<View, Shell>,
  shell: Shell,
  view: View,
): Exhibit {
  return { address, render: (pages, cspNonce) => pages.render(page, { ...shell, cspNonce }, view) };
}

const { details: _details, ...identifiers } = banner;
const reasonShell = staffShell('Why do you need to open this record?', { person: identifiers });
const died = { ...banner, died: '2026-05-19', isNhsNumberVerified: false, mismatchHref: '/staff/sources' };
const help = { text: 'Privacy office, day and night:', phone: '01632 960 400' };
const again = { text: 'Find a person', href: '/staff/find-person' };
const problem = {
  heading: 'Sorry, something went wrong',
  text: 'What you typed has not been kept. Try again in a minute.',
  reference: 'req-7f3a, STORE-003',
};
const aside = { back: backHome };

const staffExhibits: readonly Exhibit[] = [
  exhibit('/staff/choose-role', chooseRolePage, staffShell('Choose your role'), forms.chooseRole),
  exhibit(
    '/staff/choose-role-error',
    chooseRolePage,
    staffShell('Choose your role', { hasErrors: true }),
    forms.chooseRoleError,
  ),
  exhibit('/staff/find-person', findPersonPage, staffShell('Find a person'), forms.findPerson),
  exhibit('/staff/find-person-found', findPersonPage, staffShell('Find a person'), forms.findPersonFound),
  exhibit('/staff/find-person-nobody', findPersonPage, staffShell('Find a person'), forms.findPersonNobody),
  exhibit('/staff/find-person-too-many', findPersonPage, staffShell('Find a person'), forms.findPersonTooMany),
  exhibit(
    '/staff/find-person-error',
    findPersonPage,
    staffShell('Find a person', { hasErrors: true }),
    forms.findPersonError,
  ),
  exhibit('/staff/patient-record', patientRecordPage, recordShell('Summary', 'patient-record'), record.summary),
  exhibit(
    '/staff/patient-record-empty',
    patientRecordPage,
    recordShell('Summary', 'patient-record', { person: died }),
    record.emptySummary,
  ),
  exhibit('/staff/journal', journalPage, recordShell('Journal', 'journal'), journal),
  exhibit('/staff/journal-empty', journalPage, recordShell('Journal', 'journal'), emptyJournal),
  exhibit('/staff/journal-long', journalPage, recordShell('Journal', 'journal'), longJournal(100)),
  exhibit('/staff/results', resultsPage, recordShell('Results', 'results'), results),
  exhibit('/staff/medicines', medicinesPage, recordShell('Medicines', 'medicines'), record.medicines),
  exhibit('/staff/documents', documentsPage, recordShell('Documents', 'documents'), record.documents),
  exhibit('/staff/document', documentPage, recordShell('Document', 'documents'), record.documentText),
  exhibit('/staff/document-withdrawn', documentPage, recordShell('Document', 'documents'), record.documentWithdrawn),
  exhibit('/staff/sources', sourcesPage, recordShell('Sources', 'sources'), record.sourcesView),
  exhibit('/staff/reason', reasonPage, reasonShell, forms.reason),
  exhibit('/staff/reason-error', reasonPage, { ...reasonShell, hasErrors: true }, forms.reasonError),
  exhibit('/staff/refused', refusedPage, staffShell('You cannot open this record'), {
    reason: 'Your role does not open records without a referral or an appointment.',
    next: [again],
    help,
  }),
  exhibit('/staff/signed-out', signedOutPage, signedOutStaffShell('You are logged out'), {
    why: 'idle',
    minutes: 15,
    signInHref: '/staff/choose-role',
  }),
  exhibit('/staff/error', errorPage, staffShell('Something went wrong'), { ...problem, next: [again] }),
];

const patientExhibits: readonly Exhibit[] = [
  exhibit('/my/home', homePage, patientShell('Home', 'home'), patient.home),
  exhibit('/my/my-record', myRecordPage, patientShell('My record', 'home', aside), patient.myRecord),
  exhibit('/my/my-record-empty', myRecordPage, patientShell('My record', 'home', aside), patient.emptyRecord),
  exhibit('/my/results', patientResultsPage, patientShell('Test results', 'home', aside), patient.results),
  exhibit(
    '/my/result',
    resultPage,
    patientShell('Test result', 'home', { back: { text: 'Test results', href: '/my/results' } }),
    patient.result,
  ),
  exhibit('/my/result-choice', resultPage, patientShell('Test result', 'home', aside), patient.resultChoice),
  exhibit('/my/appointments', appointmentsPage, patientShell('Appointments', 'home', aside), patient.appointments),
  exhibit('/my/letters', lettersPage, patientShell('Letters and documents', 'home', aside), patient.letters),
  exhibit(
    '/my/letter',
    letterPage,
    patientShell('Letter', 'home', { back: { text: 'Letters and documents', href: '/my/letters' } }),
    patient.letter,
  ),
  exhibit(
    '/my/who-has-looked',
    whoHasLookedPage,
    patientShell('Who has looked at my record', 'profile', aside),
    patient.whoHasLooked,
  ),
  exhibit(
    '/my/who-has-looked-broken',
    whoHasLookedPage,
    patientShell('Who has looked at my record', 'profile', aside),
    patient.whoHasLookedBroken,
  ),
  exhibit('/my/sign-in', signInPage, signInShell(), { startHref: '/my/home', provider: 'the demo sign-in', links: [] }),
  exhibit('/my/error', patientErrorPage, patientShell('Something went wrong', 'home'), {
    ...problem,
    next: [backHome],
  }),
];

function signInShell(): PatientShell {
  const { signOut: _signOut, ...shell } = patientShell('Log in', 'home', { navigation: [] });
  return shell;
}

export const exhibits: readonly Exhibit[] = [...staffExhibits, ...patientExhibits];
