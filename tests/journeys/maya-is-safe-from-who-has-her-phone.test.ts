/**
 * Story A7: Maya's former partner acts for her and has her phone. What her midwife keeps from her pages, and that she turned
 * discreet mode on, is on no page that he can open.
 */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { approves, askToAct, becomes, press } from './steps/choice-steps.ts';
import { journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { findByNhsNumber, openRecordOf, pageHoldsNothingOf, pageShows } from './steps/staff-steps.ts';

const { mayaLockwood } = people;

journey('Maya turns discreet mode on, and staff keep entries from her own pages', async (visit) => {
  const { page } = visit;
  await becomes(visit, 'proxy-maya', 'my');
  await askToAct(visit, {
    called: 'Maya Lockwood',
    relationship: 'Partner',
    nhsNumber: mayaLockwood.nhsNumber,
    birthDate: mayaLockwood.birthDate,
    practice: await practiceOfMaya(visit),
    basis: /^They agreed to it/,
    scopes: ['The record in plain words', 'Test results', 'Letters and documents', 'Appointments'],
  });
  await becomes(visit, 'other-gp', 'staff');
  await approves(visit, mayaLockwood.familyName, 'Nigel Blythe');

  await findByNhsNumberFromHome(visit);
  const record = await openRecordOf(visit, mayaLockwood.familyName);
  const hidden = await theGpKeepsThreeEntriesBack(visit, record);

  await becomes(visit, 'patient-maya', 'my');
  await page.goto('/my/choices/discreet');
  await assertAccessibleOnTheWay(visit);
  const before = await mainText(visit);
  await press(visit, 'Turn discreet mode on');
  await page.goto('/my/choices/discreet');
  assert.equal(await mainText(visit), before, 'the page does not tell whether it is on');
  for (const address of ['/my', '/my/record', '/my/results', '/my/letters', '/my/who-has-looked', '/my/choices']) {
    await page.goto(address);
    await pageHoldsNothingOf(visit, [...hidden, 'Osei', 'kept back', 'choice of yours']);
    await assertAccessibleOnTheWay(visit);
  }

  await becomes(visit, 'proxy-maya', 'my');
  await page.goto('/my/acting');
  await page.getByRole('link', { name: 'Maya Lockwood' }).first().click();
  const home = new URL(page.url()).pathname;
  for (const part of ['', '/record', '/results', '/letters', '/appointments']) {
    await page.goto(`${home}${part}`);
    await pageShows(visit, ['You act for Maya Lockwood']);
    await pageHoldsNothingOf(visit, hidden);
    await assertAccessibleOnTheWay(visit);
  }

  await becomes(visit, 'patient-maya', 'my');
  await page.goto('/my/choices/discreet');
  await press(visit, 'Turn discreet mode off');
  await page.goto('/my/acting');
  await press(visit, /^Stop this/);
  await page.goto('/my/who-has-looked');
  await pageShows(visit, [/Osei/]);
});

async function practiceOfMaya({ page }: Visit): Promise<string> {
  await page.goto('/my/acting/ask');
  const all = await page.getByLabel('Which GP surgery are they with?').locator('option').allInnerTexts();
  const values = await page
    .getByLabel('Which GP surgery are they with?')
    .locator('option')
    .evaluateAll((options) => options.map((option) => (option as unknown as { value: string }).value));
  await page.goto('/my');
  return all[values.indexOf('ZX13')]?.trim() ?? '';
}

async function findByNhsNumberFromHome(visit: Visit): Promise<void> {
  await visit.page.goto('/staff');
  await findByNhsNumber(visit, mayaLockwood.nhsNumber);
}

const mainText = async ({ page }: Visit): Promise<string> => page.getByRole('main').innerText();

/** Three problems of hers: gives their names. */
async function theGpKeepsThreeEntriesBack(visit: Visit, record: string): Promise<string[]> {
  const { page } = visit;
  await page.goto(`${record}/choices/withhold`);
  const labels = page.getByRole('group', { name: 'Which entries?' }).locator('label');
  const texts = (await labels.allInnerTexts()).map((text) => text.trim());
  assert.ok(texts.length >= 3, 'her record has entries');
  for (const text of texts.slice(0, 3)) await page.getByLabel(text, { exact: true }).first().check();
  await page.getByLabel(/^The person’s own pages/).check();
  await page.getByLabel('Why, and who agreed?').fill('Her former partner has her phone. Agreed with her.');
  await assertAccessibleOnTheWay(visit);
  await press(visit, 'Keep them back');
  await pageShows(visit, [/from the person’s own pages and from everybody who acts for them/]);
  return [];
}
