/**
 * A form whose answer leads to an issuer of another origin: browsers hold a page's form-action to the redirects as well (CSP
 * Level 3, 6.6.2.6), so that the button would do nothing. The demo's issuer is of the region's own origin; a browser that came
 * in by another name of this machine finds it elsewhere.
 */
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { sessionsOfAreOld } from './steps/behind-steps.ts';
import { allWays, journey, type Visit } from './steps/journey.ts';
import { signInToOwnRecordAs } from './steps/patient-steps.ts';
import { people } from './steps/people.ts';
import { chooseAccount, signInAs } from './steps/staff-steps.ts';

async function goesOnToTheIssuer(visit: Visit, account: string): Promise<void> {
  const { page } = visit;
  await page.getByRole('heading', { level: 1, name: 'Log in to go on' }).waitFor();
  await assertAccessibleOnTheWay(visit);
  await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
  await chooseAccount(visit, account);
}

journey('a form that was posted too late leads to an issuer of another origin', async (visit) => {
  const { page, context, region } = visit;
  await signInAs(visit, 'gp');
  const elsewhere = region.url.replace('127.0.0.1', 'localhost');
  await context.addCookies((await context.cookies()).map((cookie) => ({ ...cookie, domain: 'localhost' })));
  await page.goto(`${elsewhere}/staff`);
  await context.clearCookies();
  await page.getByLabel('NHS number').fill(people.arthurRimmer.nhsNumber);
  await page.getByRole('button', { name: 'Find' }).first().click();
  await goesOnToTheIssuer(visit, 'gp');
  await page.waitForURL(`${region.url}/staff`);
});

journey(
  'discreet mode ends only after a new sign-in, which its form leads to',
  async (visit) => {
    const { page } = visit;
    await signInToOwnRecordAs(visit, 'patient-a1');
    await page.goto('/my/choices/discreet');
    await sessionsOfAreOld(people.arthurRimmer.nhsNumber);
    await page.getByRole('button', { name: 'Turn discreet mode off' }).click();
    await goesOnToTheIssuer(visit, 'patient-a1');
    await page.waitForURL('**/my/choices/discreet');
  },
  allWays.slice(0, 1),
);
