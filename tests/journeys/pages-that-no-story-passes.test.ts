/** A visit and a look, by axe, at 320 px, by the keyboard and without JavaScript, for each page that no story leads over. */
import assert from 'node:assert/strict';
import { assertAccessible, assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { journey, type Visit } from './steps/journey.ts';
import { signInToOwnRecordAs } from './steps/patient-steps.ts';
import { people } from './steps/people.ts';
import { findByNhsNumber, openRecordOf, pageShows, signInAs } from './steps/staff-steps.ts';

async function lookAt(visit: Visit, address: string, heading: string | RegExp): Promise<void> {
  await visit.page.goto(address);
  await visit.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await assertAccessibleOnTheWay(visit);
}

/** The first of a list of theirs. */
async function lookAtFirst(visit: Visit, list: string): Promise<void> {
  const { page } = visit;
  await page.goto(list);
  const first = page.getByRole('main').locator(`a[href^="${list}/"]:visible`).first();
  await lookAt(visit, (await first.getAttribute('href')) ?? assert.fail(`nothing in ${list}`), /\S/);
}

/** A part that is wider than its column stands under the next one, and the page is no wider for it. */
const partsBeyondTheirColumn = `[...document.querySelectorAll('.gt-column *')].filter((part) =>
  !part.closest('.nhsuk-u-visually-hidden') &&
  part.getBoundingClientRect().right > part.closest('.gt-column').getBoundingClientRect().right + 1,
).map((part) => part.textContent.trim().slice(0, 40))`;

async function assertNothingIsCutOffOnATablet({ page, way }: Visit): Promise<void> {
  if (way.name !== 'at a desk') return;
  for (const width of [768, 900, 1024]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await page.evaluate(partsBeyondTheirColumn), [], `at ${width} px`);
  }
  await page.setViewportSize({ width: way.width, height: 900 });
}

journey('the pages around one’s own record', async (visit) => {
  await lookAt(visit, '/my/sign-in', /\S/);
  await lookAt(visit, '/sign-in/callback/demo-staff?state=x&code=y', /\S/);
  await signInToOwnRecordAs(visit, 'patient-a1');
  await lookAtFirst(visit, '/my/results');
  await lookAtFirst(visit, '/my/letters');
  await lookAt(visit, '/my/help', /\S/);
  await lookAt(visit, '/my/wrong', /\S/);
  await visit.page.goto('/my/who-has-looked');
  const wrong = visit.page.getByRole('main').locator('a[href$="/wrong"]').first();
  await lookAt(visit, (await wrong.getAttribute('href')) ?? assert.fail('no look can be asked about'), /\S/);
});

journey('the pages around a record that a GP opened', async (visit) => {
  const { page } = visit;
  await signInAs(visit, 'gp');
  await assertAccessibleOnTheWay(visit);
  await lookAt(visit, '/staff/leads-nowhere', /\S/);
  await page.goto('/staff');
  await findByNhsNumber(visit, people.arthurRimmer.nhsNumber);
  const record = await openRecordOf(visit, people.arthurRimmer.familyName);
  await assertNothingIsCutOffOnATablet(visit);
  await lookAt(visit, `${record}/results`, /\S/);
  await lookAt(visit, `${record}/sources`, /\S/);
  await lookAt(visit, `${record}/medicines`, /\S/);
  await lookAt(visit, `${record}/choices/hide-kinds`, /\S/);
  await page.goto(`${record}/sealed`);
  await page.getByRole('main').getByRole('button').first().click();
  await pageShows(visit, ['There is a problem', 'Select the reason', 'Say why, in at least 15 letters']);
  if (!visit.way.hasScript) await assertAccessible(visit);
});

journey('a role that finds and opens nobody is told so, and has no form to be refused by', async (visit) => {
  await signInAs(visit, 'commissioner');
  await lookAt(visit, '/staff', 'Your role opens no records');
  await pageShows(visit, ['numbers about many people']);
});

journey('an address that is none is a page in a browser, with a heading and a way to begin again', async (visit) => {
  await visit.page.goto('/nowhere');
  await pageShows(visit, ['This page cannot be found']);
  await visit.page.getByRole('link', { name: /shared care record/ }).click();
  await visit.page.getByRole('heading', { level: 1, name: 'One health and care record' }).waitFor();
});
