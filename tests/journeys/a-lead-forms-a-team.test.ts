/**
 * Issue 4, item 3 (D18): a GP forms a team; Leah, under full protection, names it; a member comes in and is taken out, and what
 * they have open closes. The team is renamed and ended. Each change stands in her log, and her pages say what to do.
 */
import assert from 'node:assert/strict';
import { choosesProtection, follow, press, takesProtectionBack } from './steps/choice-steps.ts';
import { openOverHttp } from './steps/http-steps.ts';
import { allWays, anotherVisit, journey, type Visit } from './steps/journey.ts';
import { signInToOwnRecordAs } from './steps/patient-steps.ts';
import { people } from './steps/people.ts';
import { card, findByNhsNumber, openRecordOf, pageShows, signInAs } from './steps/staff-steps.ts';

const { leahWhitcombe } = people;
/** Effective within 60 seconds, open pages included. */
const atMostMs = 60_000;

journey('A GP forms a team; who comes into it and who leaves it counts at once', async (visit) => {
  const { page } = visit;
  const team = `Team of Leah ${allWays.indexOf(visit.way) + 1}`;
  await theGpFormsIt(visit, team);
  await pageShows(visit, [/Usual doctor and nurse[\s\S]*Grace Castell/]);
  const leah = await anotherVisit(visit, (her) => signInToOwnRecordAs(her, 'patient-ordinary'));
  await choosesProtection(leah, new RegExp(`${team}, `));

  assert.equal((await openOverHttp(visit.region, 'practice-nurse', leahWhitcombe.nhsNumber)).status, 403);
  await sheAddsTheNurse(visit, team);
  const nurse = await anotherVisit(visit, async (hers) => {
    await signInAs(hers, 'practice-nurse');
    await findByNhsNumber(hers, leahWhitcombe.nhsNumber);
    await openRecordOf(hers, leahWhitcombe.familyName);
    await card(hers, 'Allergies');
  });
  await press(visit, new RegExp(`^End membership of Grace Castell, ${team}`));
  await pageShows(visit, ['Done. Their membership has ended.']);
  if (!nurse.way.hasScript) await nurse.page.reload();
  await nurse.page.getByText('Why do you need to open this record?').waitFor({ timeout: atMostMs });
  await nurse.context.close();

  await sheRenamesAndEndsIt(visit, team);
  await leah.page.goto('/my/who-has-looked');
  await pageShows(leah, [
    'Put somebody into a team that you named.',
    'Took somebody out of a team that you named.',
    'Gave a team that you named another name.',
    'Ended a team that you named.',
  ]);
  await leah.page.goto('/my');
  await pageShows(leah, ['Nobody is left in the team that you chose']);
  await follow(leah, 'See your choices', '/my/choices');
  await pageShows(leah, [`${team} (now called ${team}, by day; this team has ended)`, 'Name another team']);
  await takesProtectionBack(leah);
  await leah.context.close();
  await page.goto('/staff/teams');
});

async function theGpFormsIt(visit: Visit, team: string): Promise<void> {
  const { page } = visit;
  await signInAs(visit, 'gp');
  await page.goto('/staff/teams');
  await press(visit, 'Form this team');
  await pageShows(visit, ['There is a problem', 'Enter the name of the team']);
  await page.getByLabel('Name of the team').fill(team);
  await press(visit, 'Form this team');
  await pageShows(visit, [team, 'Dr Nisha Patel']);
}

async function sheAddsTheNurse(visit: Visit, team: string): Promise<void> {
  const { page } = visit;
  const card = page.getByRole('region', { name: team, exact: true });
  // By the keyboard alone (WCAG 2.1.1).
  await card.locator('summary', { hasText: 'Add a member' }).focus();
  await page.keyboard.press('Enter');
  await card.getByLabel('Name', { exact: true }).fill('Grace Castell');
  await card.getByLabel('Sign-in identifier').fill('practice-nurse');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/staff/teams?done=join');
  await pageShows(visit, ['Done. They are in the team.', 'Grace Castell']);
}

async function sheRenamesAndEndsIt(visit: Visit, team: string): Promise<void> {
  const { page } = visit;
  const card = page.getByRole('region', { name: team, exact: true });
  // By the keyboard alone (WCAG 2.1.1).
  await card.locator('summary', { hasText: 'Rename or end this team' }).focus();
  await page.keyboard.press('Enter');
  await card.getByLabel('New name').fill(`${team}, by day`);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/staff/teams?done=rename');
  await page.locator('summary', { hasText: `Rename or end this team: ${team}, by day` }).click();
  await follow(visit, new RegExp(`^End this team ?: ${team}, by day`), '/staff/teams/end?team=*');
  await pageShows(visit, [`End the team “${team}, by day”`, 'Whoever named it keeps full protection.']);
  await press(visit, 'End this team');
  await page.waitForURL('**/staff/teams?done=ended');
}
