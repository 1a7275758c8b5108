/**
 * Story A7, UK-19: Tom's mother acts for him. At 11 her permission pauses until his practice has looked at it again, and agrees to
 * less; at 16 it is over for good.
 */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { ageSet, birthDateOf, nobodyActsFor } from './steps/behind-steps.ts';
import { approves, askToAct, becomes, follow, press } from './steps/choice-steps.ts';
import { journey, notAtAPhone, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { pageHoldsNothingOf, pageShows } from './steps/staff-steps.ts';

const { tomWhitcombe } = people;
const bornTen = await birthDateOf(tomWhitcombe.nhsNumber);
after(() => ageSet(tomWhitcombe.nhsNumber, bornTen));

/** Somebody who had that birthday yesterday. */
function bornYearsAgo(years: number): string {
  const day = new Date(Date.now() - 86_400_000);
  day.setUTCFullYear(day.getUTCFullYear() - years);
  return day.toISOString().slice(0, 10);
}

journey(
  'Tom grows up: what his mother may open narrows at 11 and ends at 16',
  async (visit) => {
    await nobodyActsFor(tomWhitcombe.nhsNumber);
    await ageSet(tomWhitcombe.nhsNumber, bornTen);
    await becomes(visit, 'patient-ordinary', 'my');
    await askToAct(visit, {
      called: 'Tom',
      relationship: 'Mother',
      nhsNumber: tomWhitcombe.nhsNumber,
      birthDate: bornTen,
      practice: 'Alderfen Surgery',
      basis: /I have parental responsibility/,
      scopes: ['Appointments', 'The record in plain words'],
    });
    await becomes(visit, 'gp', 'staff');
    await approves(visit, tomWhitcombe.familyName, 'Leah Whitcombe');
    const home = await sheOpensWhatWasAgreed(visit);

    await ageSet(tomWhitcombe.nhsNumber, bornYearsAgo(11));
    await nothingOpens(visit, home, 'Paused until the surgery has looked at it again');
    await becomes(visit, 'gp', 'staff');
    await thePracticeAgreesToLess(visit);
    await becomes(visit, 'patient-ordinary', 'my');
    await visit.page.goto(home);
    await pageShows(visit, ['You act for Tom', 'Appointments']);
    await pageHoldsNothingOf(visit, ['Allergies, medicines and health problems']);
    assert.equal((await visit.page.goto(`${home}/record`))?.status(), 404);

    await ageSet(tomWhitcombe.nhsNumber, bornYearsAgo(16));
    await nothingOpens(visit, home, 'Ended');
  },
  notAtAPhone,
);

async function sheOpensWhatWasAgreed(visit: Visit): Promise<string> {
  const { page } = visit;
  await becomes(visit, 'patient-ordinary', 'my');
  await page.goto('/my/acting');
  const row = page.getByRole('listitem').filter({ hasText: 'Acting now' });
  await row.getByRole('link', { name: 'Tom', exact: true }).click();
  await page.waitForURL('**/my/acting/*');
  const home = new URL(page.url()).pathname;
  await follow(visit, /^Their record/, '/record');
  await pageShows(visit, ['You act for Tom', 'Allergies']);
  return home;
}

/** The same page at 11 and at 16: it tells a parent nothing of why. */
async function nothingOpens(visit: Visit, home: string, standing: string): Promise<void> {
  const { page } = visit;
  for (const part of ['', '/record', '/appointments'])
    assert.equal((await page.goto(`${home}${part}`))?.status(), part === '/record' && standing === 'Ended' ? 404 : 403);
  await page.goto('/my/acting');
  await pageShows(visit, [new RegExp(`Tom\\s+${standing}`)]);
}

async function thePracticeAgreesToLess(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.goto('/staff/acting');
  const row = page.getByRole('row').filter({ hasText: 'Leah Whitcombe' }).filter({ hasText: 'A review' });
  await row.getByRole('link').click();
  await page.waitForURL('**/acting?about=*');
  await pageShows(visit, ['Paused: to be looked at again']);
  for (const part of ['The record in plain words', 'Medicines and allergies'])
    await page.getByLabel(part, { exact: true }).uncheck();
  await page.getByLabel('What have you seen, and with whom did you speak?').fill('Seen with Tom, who wants it so');
  await press(visit, /^Renew/);
  await pageShows(visit, ['Done. The permission goes on.', 'Acting now']);
}
