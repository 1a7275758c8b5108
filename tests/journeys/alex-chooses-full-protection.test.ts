/**
 * Story A8, the person's half: Alex Ordinary switches full protection on. What his clinic wrote is seen by the clinic's team
 * alone; whoever is not in a team that he named is stopped; he sees it all, and switches it off.
 */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { becomes, chooseAndConfirm, follow, press } from './steps/choice-steps.ts';
import { openOverHttp } from './steps/http-steps.ts';
import { journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { sendMessages } from './steps/region-under-test.ts';
import { resultMessage } from './steps/result-message.ts';
import { pageHoldsNothingOf, pageShows } from './steps/staff-steps.ts';

const { alexOrdinary } = people;

journey('Alex Ordinary chooses full protection, and a clinic’s entry stays with the clinic', async (visit) => {
  const { page, region } = visit;
  await theClinicSendsItsResult(visit);

  await becomes(visit, 'patient-protected', 'my');
  await follow(visit, /^My choices/, '/my/choices');
  await follow(visit, /^Who can see what/, '/my/choices/who-can-see');
  await pageShows(visit, ['no rule names a person']);
  await page.goto('/my/choices');
  await follow(visit, /^Full protection/, '/my/choices/protection');
  await page.getByLabel(/Usual doctor, /).check();
  await page.getByLabel(/Sexual health clinic, /).check();
  await press(visit, 'Continue');
  await pageShows(visit, ['In an emergency two members of staff have to agree before it opens.']);
  await press(visit, /^Yes, do this/);
  await pageShows(visit, ['Done. It holds within a minute', /Full protection: only Usual doctor may open the record/]);

  // His own doctor is in a team, and sees no entry of the clinic, no count of it and no gap.
  const doctor = await openOverHttp(region, 'other-gp', alexOrdinary.nhsNumber);
  assert.equal(doctor.status, 200);
  assert.doesNotMatch(doctor.html, /chlamydia/i);
  const clinic = await openOverHttp(region, 'clinic-doctor', alexOrdinary.nhsNumber);
  assert.equal(clinic.status, 200, 'the clinic’s team opens it');
  assert.match(clinic.html, /chlamydia/i);
  // The same hospital, another surgery's doctor, a pharmacist in a supermarket: stopped, whatever they are to him.
  for (const account of ['ward-nurse', 'gp', 'supermarket-pharmacist', 'ed-doctor']) {
    const stopped = await openOverHttp(region, account, alexOrdinary.nhsNumber);
    assert.equal(stopped.status, 403, account);
    assert.doesNotMatch(stopped.html, /chlamydia/i, account);
  }

  await page.goto('/my/who-has-looked');
  await pageShows(visit, [/Robin Vale/, /Osei/, /Sally Lowther/, /Heidi Cole/, /They were stopped/]);
  await assertAccessibleOnTheWay(visit);

  await hiddenLettersComeBack(visit);
  await page.goto('/my/choices');
  await follow(visit, /Take back.*Full protection/, '/my/choices/take-back?choice=*');
  await press(visit, 'Take it back');
  await pageShows(visit, ['Done. You took it back.', 'What you chose before']);
});

/** One kind of entries hidden, and back again: the page says what it does before and after. */
async function hiddenLettersComeBack(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.goto('/my/choices');
  await follow(visit, /^Hide kinds of entries/, '/my/choices/hide-kinds');
  await press(visit, 'Continue');
  await pageShows(visit, ['There is a problem', 'Choose what is to be hidden']);
  await page.getByLabel('Letters and documents', { exact: true }).check();
  await page.getByLabel(/From everybody who acts for you/).check();
  await chooseAndConfirm(visit);
  await pageShows(visit, [/Hidden: letters and documents, from everybody who acts for you/]);
  await follow(visit, 'Undo', '/my/choices/take-back?choice=*');
  await press(visit, 'Take it back');
  await pageHoldsNothingOf(visit, ['There is a problem']);
}

/** By the hospital's own feed: its words make it sexual health, by the national list. */
async function theClinicSendsItsResult({ region }: Visit): Promise<void> {
  const message = resultMessage({ ...alexOrdinary, sodium: '1', comment: 'Treated at the clinic' })
    .replaceAll('NA^Sodium^L', 'CHL^Chlamydia trachomatis screen^L')
    .replaceAll('UE^Urea and electrolytes^L', 'GUM^Chlamydia trachomatis screen^L');
  await sendMessages(region, [message]);
}
