/** Signing in by OpenID Connect, the role and organisation on every page, signing out, and a session that has ended. */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { allWays, journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import {
  chooseAccount,
  findByNhsNumber,
  openRecordOf,
  pageHoldsNothingOf,
  pageShows,
  signInAs,
} from './steps/staff-steps.ts';

journey('a nurse signs in, works in her role, and signs out', async (visit) => {
  const { page } = visit;
  await page.goto('/');
  await pageShows(visit, ['Staff', 'Patients and carers']);
  // Nobody is signed in: nothing is recorded of anybody's look.
  await pageHoldsNothingOf(visit, ['Every screen you open here is recorded']);
  await assertAccessibleOnTheWay(visit);

  await page.getByRole('link', { name: 'Staff', exact: true }).click();
  await pageShows(visit, ['Choose who to sign in as', 'This sign-in asks for no password']);
  await assertAccessibleOnTheWay(visit);
  await aWrongNameIsSaidAndKept(visit);

  await chooseAccount(visit, 'walk-in-nurse');
  await page.waitForURL('**/staff');
  await pageShows(visit, [
    'accessed by COYLE, Mary – Sister – Millgate Walk-in and Urgent Treatment Centre (ODS: ZX31)',
    'Every screen you open here is recorded',
  ]);

  await sheChoosesHerRole(visit);
  await signOut(visit);
  await pageShows(visit, ['You are logged out']);
  await assertAccessibleOnTheWay(visit);
  await nothingOpensWithoutSigningInAgain(visit);
  await thePageThatWasLeftIsNotShownAgain(visit);
});

async function aWrongNameIsSaidAndKept(visit: Visit): Promise<void> {
  await chooseAccount(visit, 'walkin-nurse');
  await pageShows(visit, ['There is a problem', 'There is no demo account with that name in this list']);
  assert.equal(await visit.page.getByLabel('Name of a demo account').inputValue(), 'walkin-nurse');
  await assertAccessibleOnTheWay(visit);
}

/** Every demo account has one role, which is chosen by itself; the page is where those with several choose and change. */
async function sheChoosesHerRole(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.goto('/sign-in/choose-role?returnTo=/staff');
  await pageShows(visit, ['Millgate Walk-in and Urgent Treatment Centre (ZX31)']);
  await assertAccessibleOnTheWay(visit);
  await page.getByRole('radio', { name: 'Sister' }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/staff');
}

async function signOut({ page }: Visit): Promise<void> {
  const menu = page.locator('header summary');
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('button', { name: 'Log out' }).and(page.locator(':visible')).click();
  await page.waitForURL('**/sign-out*');
}

async function nothingOpensWithoutSigningInAgain(visit: Visit): Promise<void> {
  await visit.page.goto('/staff');
  await pageShows(visit, ['Choose who to sign in as']);
  await pageHoldsNothingOf(visit, ['accessed by']);
}

/** The browser of the tests keeps no page in memory: what those that do say of such a page is said here in their place. */
async function thePageThatWasLeftIsNotShownAgain(visit: Visit): Promise<void> {
  const { page, way } = visit;
  await signInAs(visit, 'walk-in-nurse');
  if (way.hasScript) {
    await visit.context.clearCookies({ name: /goldthread/ });
    const gone = page.waitForURL((url) => url.pathname !== '/staff');
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await gone;
  } else {
    await signOut(visit);
    await page.goBack();
  }
  await pageHoldsNothingOf(visit, ['accessed by']);
}

journey('a session that has ended leads back to signing in, and then to the page that was asked for', async (visit) => {
  await signInAs(visit, 'gp');
  await visit.context.clearCookies({ name: /goldthread/ });
  await visit.page.goto('/staff');
  await pageShows(visit, ['Choose who to sign in as']);
  await chooseAccount(visit, 'gp');
  await visit.page.waitForURL('**/staff');
  await pageShows(visit, ['Find a person', 'PATEL, Nisha']);
});

journey(
  'an open record goes from the screen when its session is over, though nobody touches it',
  async (visit) => {
    const { page, context } = visit;
    await signInAs(visit, 'gp');
    await findByNhsNumber(visit, people.arthurRimmer.nhsNumber);
    const record = await openRecordOf(visit, people.arthurRimmer.familyName);
    await page.getByText('Updates by itself').waitFor();
    const another = await context.newPage();
    await another.goto('/staff');
    await signOut({ ...visit, page: another });
    await page.waitForURL((url) => !url.pathname.startsWith(record));
    await pageHoldsNothingOf(visit, ['RIMMER']);
  },
  allWays.filter((way) => way.hasScript && way.width > 1000),
);

journey('a person whose session has ended is told so', async (visit) => {
  const { page, context } = visit;
  const { name, value } = { name: 'goldthread-patient', value: 'ended-long-ago' };
  await context.addCookies([{ name, value, url: visit.region.url }]);
  await page.goto('/my');
  await pageShows(visit, ['We logged you out because you had not used this for a while']);
});
