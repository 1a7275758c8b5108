/**
 * Story A8, the officer's half: people who should not look are stopped, logged and told of; the emergency doctor breaks glass
 * with a second person, who signs in strongly first (OpenID Connect Core 1.0, 3.1.2.1 acr_values; decision 63); the privacy
 * officer takes it to a conclusion; the person sees all of it.
 */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { emergenciesAreOver } from './steps/behind-steps.ts';
import { becomes, choosesProtection, press, takesProtectionBack } from './steps/choice-steps.ts';
import { openAddressOverHttp, openOverHttp } from './steps/http-steps.ts';
import { anotherVisit, journey, type Visit } from './steps/journey.ts';
import { signInToOwnRecordAs } from './steps/patient-steps.ts';
import { people } from './steps/people.ts';
import {
  card,
  chooseAccount,
  findByNhsNumber,
  openRecordOf,
  pageHoldsNothingOf,
  pageShows,
  signInAs,
} from './steps/staff-steps.ts';

const alex = people.alexOrdinary;
const question = 'Who brought the patient in?';
const reason = 'Found unconscious at the station, taking something unknown';

journey('curious staff are stopped and told of; an emergency opens for two, and is reviewed', async (visit) => {
  await emergenciesAreOver(alex.nhsNumber);
  await becomes(visit, 'patient-protected', 'my');
  await choosesProtection(visit, /Sexual health clinic, /);
  await threeTryAndAreStopped(visit);
  await theEmergencyDoctorBreaksGlass(visit);
  await theOfficersSeeIt(visit);
  await alexSeesAllOfIt(visit);
  await takesProtectionBack(visit);
  await visit.page.goto('/my/who-has-looked');
});

async function threeTryAndAreStopped({ region }: Visit): Promise<void> {
  const gp = await openOverHttp(region, 'gp', alex.nhsNumber);
  const pharmacist = await openOverHttp(region, 'supermarket-pharmacist', alex.nhsNumber);
  assert.ok(gp.address !== undefined);
  // A porter finds nobody: he saw the address on a screen that was left open.
  const porter = await openAddressOverHttp(region, 'porter', gp.address);
  for (const { status, html } of [gp, pharmacist, porter]) {
    assert.equal(status, 403);
    assert.doesNotMatch(html, /Sexual|Chlamydia|Allergies<\/h2>/);
  }
}

async function becomeStaff(visit: Visit, account: string): Promise<void> {
  await visit.context.clearCookies();
  await visit.page.goto('/staff');
  await visit.page.getByLabel('Name of a demo account').fill(account);
  await visit.page.getByRole('button', { name: 'Continue' }).click();
  await visit.page.waitForURL('**/staff**');
}

/** To agree, the smartcard is asked for; the page says so, and leads to it and back. */
async function theRegistrarUsesTheCard(registrar: Visit): Promise<void> {
  const { page } = registrar;
  const notice = page.getByText('you signed in, but not with the demo smartcard');
  await notice.waitFor();
  await press(registrar, /^I agree|^Agree/);
  await notice.waitFor();
  await pageShows(registrar, [reason]);
  await page.getByRole('link', { name: 'Sign in again' }).focus();
  await page.keyboard.press('Enter');
  await chooseAccount(registrar, 'ed-registrar');
  await page.waitForURL('**/staff/second-person');
  await pageHoldsNothingOf(registrar, ['sign in again', 'demo smartcard']);
}

/** What was agreed to before goes from the page: one waits. */
async function theRegistrarAgrees(visit: Visit): Promise<void> {
  const registrar = await anotherVisit(visit, async (theirs) => {
    await theirs.page.goto('/staff/second-person');
    await theirs.page.getByRole('checkbox', { name: 'Sign in without the demo smartcard' }).check();
    await chooseAccount(theirs, 'ed-registrar');
  });
  try {
    await registrar.page.waitForURL('**/staff/second-person');
    await pageShows(registrar, [reason, /EM-[0-9A-Z]+/]);
    await theRegistrarUsesTheCard(registrar);
    await press(registrar, /^I agree|^Agree/);
    await pageShows(registrar, ['You agreed']);
  } finally {
    await registrar.context.close();
  }
}

async function theEmergencyDoctorBreaksGlass(visit: Visit): Promise<void> {
  const { page } = visit;
  await signInAs(visit, 'ed-doctor');
  await findByNhsNumber(visit, alex.nhsNumber);
  await openRecordOf(visit, alex.familyName);
  await pageShows(visit, [
    'Why do you need to open this record?',
    'What an emergency opens',
    'It never opens what the person has sealed',
  ]);
  await assertAccessibleOnTheWay(visit);
  await page.getByRole('radio', { name: /^Emergency/ }).check();
  await page.getByLabel('What is happening?').fill(reason);
  await page.getByRole('checkbox', { name: /I have checked/ }).check();
  await page.getByRole('button', { name: /^Open record/ }).click();
  await pageShows(visit, ['A second person has to agree', /EM-[0-9A-Z]+/]);
  await pageHoldsNothingOf(visit, ['Sexual health', 'Chlamydia']);
  await assertAccessibleOnTheWay(visit);
  await theRegistrarAgrees(visit);
  await page.getByRole('button', { name: 'They have agreed: open the record' }).click();
  await pageShows(visit, [/ORDINARY, Alex/i, 'Information may have been withheld']);
  assert.ok(await card(visit, 'Allergies'));
  assert.ok(await card(visit, 'Medicines'));
}

async function theOfficersSeeIt(visit: Visit): Promise<void> {
  const { page } = visit;
  await becomeStaff(visit, 'privacy-officer');
  await pageShows(visit, ['Alerts', 'Stopped at a person under full protection', 'Several were stopped at one record']);
  await pageHoldsNothingOf(visit, ['Ordinary, Alex', '9990000212', '999 000 0212']);
  await assertAccessibleOnTheWay(visit);
  await becomeStaff(visit, 'ed-privacy-officer');
  await page.getByRole('link', { name: 'Glass broken in an emergency' }).first().click();
  await pageShows(visit, [/ORDINARY, Alex/i, 'Dr Yusuf Ahmed', reason, 'A second member of staff agreed', 'Row D22']);
  await assertAccessibleOnTheWay(visit);
  await page.getByRole('button', { name: 'Record the finding' }).click();
  await pageShows(visit, ['There is a problem', 'Select what you found', 'Say why']);
  await assertAccessibleOnTheWay(visit);
  await page.getByLabel('What do you want to know?').fill(question);
  await page.getByRole('button', { name: 'Send the question' }).click();
  await pageShows(visit, [question]);
  await theDoctorIsAsked(visit);
  await theyAreNotedAsConnected(visit);
  await page.getByRole('radio', { name: 'Justified', exact: true }).check();
  await page.getByLabel('Why?').fill('Brought in by ambulance; the attendance is recorded');
  await page.getByRole('button', { name: 'Record the finding' }).click();
  await pageShows(visit, ['The finding is recorded', 'found: justified']);
  await theOfficerLooksThingsUp(visit);
}

/** A relative, and then not: the doctor opens for others as before. */
async function theyAreNotedAsConnected(visit: Visit): Promise<void> {
  const { page } = visit;
  await pageShows(visit, ['How they are connected', 'Your organisation has noted nothing.']);
  await page.getByRole('button', { name: 'Note this' }).click();
  await pageShows(visit, ['There is a problem', 'Select how they are connected']);
  await page.getByRole('radio', { name: 'They are a relative, or somebody close' }).check();
  await page.getByRole('button', { name: 'Note this' }).click();
  await pageShows(visit, ['It is noted as you chose', /Noted now: They are a relative, or somebody close/]);
  await assertAccessibleOnTheWay(visit);
  await page.getByRole('radio', { name: 'Neither: what was noted no longer holds' }).check();
  await page.getByRole('button', { name: 'Note this' }).click();
  await pageShows(visit, ['noted that they are neither the person nor close to them', 'has noted nothing']);
}

async function theDoctorIsAsked(visit: Visit): Promise<void> {
  const doctor = await anotherVisit(visit, (theirs) => signInAs(theirs, 'ed-doctor'));
  try {
    await doctor.page.goto('/staff/questions');
    await pageShows(doctor, [question, reason]);
    await assertAccessibleOnTheWay(doctor);
  } finally {
    await doctor.context.close();
  }
}

async function theOfficerLooksThingsUp(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.goto('/staff/access-review/person');
  await assertAccessibleOnTheWay(visit);
  await page.getByLabel('NHS number').fill(alex.nhsNumber);
  await page.getByRole('button', { name: 'Show looks' }).click();
  await pageShows(visit, ['Looks by your organisation’s staff', 'Dr Yusuf Ahmed', 'Broke glass', 'Opened the record']);
  await assertAccessibleOnTheWay(visit);
  await page.goto('/staff/access-review/staff');
  await page.getByLabel('Identifier of the member of staff').fill('ed-doctor');
  await page.getByRole('button', { name: 'Show looks' }).click();
  await pageShows(visit, ['Looks in this time', 'Person 1']);
  await assertAccessibleOnTheWay(visit);
  await page.goto('/staff/access-review/moment');
  await page.getByLabel('NHS number of the person').fill(alex.nhsNumber);
  await page.getByLabel('Identifier of the member of staff').fill('ed-doctor');
  await page.getByRole('button', { name: 'Show what they could see' }).click();
  await pageShows(visit, [/The record would (not )?have opened/, 'By which rows of the decision']);
  await assertAccessibleOnTheWay(visit);
}

async function alexSeesAllOfIt(visit: Visit): Promise<void> {
  const { page } = visit;
  await signInToOwnRecordAs(visit, 'patient-protected');
  await pageShows(visit, ['Somebody wrote down a reason to open your record', 'Somebody was stopped']);
  await page.goto('/my/who-has-looked');
  await pageShows(visit, [
    reason,
    'Agreed, as the second person, that it was an emergency.',
    /A privacy officer checked this on .* and found that it was justified/,
    'You chose that only the team you named sees your record.',
    /Mr Stuart Hogg, porter at Tarnholt Hospitals/,
    'Looked at who has looked at your record.',
    'Noted that a member of staff is a relative of yours, or close to you.',
    'To check whether others had a good reason to look.',
    /Numbered 1 to \d+, none missing/,
  ]);
}
