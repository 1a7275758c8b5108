/**
 * Story A7: Maya's former partner acts for her and has her phone. What her midwife keeps from her pages, and that she turned
 * discreet mode on, is on no page that he can open.
 */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { approves, askToAct, becomes, follow, press } from './steps/choice-steps.ts';
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
    basis: /They agreed to it/,
    scopes: ['The record in plain words', 'Test results', 'Letters and documents', 'Appointments'],
  });
  await becomes(visit, 'other-gp', 'staff');
  await approves(visit, mayaLockwood.familyName, 'Nigel Blythe');

  await findByNhsNumberFromHome(visit);
  const record = await openRecordOf(visit, mayaLockwood.familyName);
  const entries = await entriesOf(visit, record);
  const home = await heSees(visit);
  await becomes(visit, 'other-gp', 'staff');
  const hidden = await theGpKeepsThemBack(visit, record, entries);

  await becomes(visit, 'patient-maya', 'my');
  await page.goto('/my/choices/discreet');
  await assertAccessibleOnTheWay(visit);
  const before = await mainText(visit);
  await press(visit, 'Turn discreet mode on');
  await page.goto('/my/choices/discreet');
  assert.equal(await mainText(visit), before, 'the page does not tell whether it is on');
  for (const address of ['/my', '/my/record', '/my/results', '/my/letters', '/my/who-has-looked', '/my/choices']) {
    await page.goto(address);
    await pageHoldsNothingOf(visit, [...hidden, 'choice of yours']);
    // He signed letters of hers: that he looked is what no page may tell.
    if (address === '/my/who-has-looked' || address === '/my/choices') await pageHoldsNothingOf(visit, ['Osei']);
    await assertAccessibleOnTheWay(visit);
  }

  await becomes(visit, 'proxy-maya', 'my');
  for (const part of ['', '/record', '/results', '/letters', '/appointments']) {
    await page.goto(`${home}${part}`);
    await pageShows(visit, ['You act for Maya Lockwood']);
    await pageHoldsNothingOf(visit, hidden);
    await assertAccessibleOnTheWay(visit);
  }
  for (const list of [`${home}/results`, `${home}/letters`]) await heOpensTheFirst(visit, list, hidden);

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

interface Listed {
  readonly id: string;
  readonly title: string;
}

const wanted = 3;

async function listed({ page }: Visit): Promise<Listed[]> {
  const items = page.getByRole('group', { name: 'Which entries?' }).locator('.nhsuk-checkboxes__item');
  const labels = await items.locator('label').allInnerTexts();
  const all = await Promise.all(
    labels.map(async (label, index) => ({
      label,
      id: (await items.nth(index).locator('input').getAttribute('value')) ?? '',
    })),
  );
  return all.map(({ id, label }) => ({
    id,
    title: label
      .replace(/\s+/g, ' ')
      .replace(/, \d\d-\w{3}-\d{4}.*$/, '')
      .trim(),
  }));
}

/** Three entries of hers that nothing else in her record speaks of. */
async function entriesOf(visit: Visit, record: string): Promise<Listed[]> {
  const found: Listed[] = [];
  await visit.page.goto(`${record}/choices/withhold`);
  for (const one of (await listed(visit)).filter(({ title }) => title.length > 6)) {
    if (found.length === wanted) break;
    await visit.page.goto(`${record}/choices/withhold`);
    await visit.page.getByLabel('Find entries by their words').fill(one.title);
    await visit.page.getByRole('button', { name: 'Find', exact: true }).click();
    await visit.page.waitForURL(/words=/);
    if ((await listed(visit)).length === 1) found.push(one);
  }
  assert.equal(found.length, wanted, 'three entries of hers stand alone');
  return found;
}

async function heOpensTheFirst(visit: Visit, list: string, hidden: readonly string[]): Promise<void> {
  const { page } = visit;
  await page.goto(list);
  await page.getByRole('main').locator(`a[href^="${list}/"]:visible`).first().click();
  await page.waitForURL(`**${list}/*`);
  await pageShows(visit, ['You act for Maya Lockwood']);
  await pageHoldsNothingOf(visit, hidden);
  await assertAccessibleOnTheWay(visit);
}

/** Gives the address at which he acts. */
async function heSees(visit: Visit): Promise<string> {
  const { page } = visit;
  await becomes(visit, 'proxy-maya', 'my');
  await page.goto('/my/acting');
  await page.getByRole('link', { name: 'Maya Lockwood' }).first().click();
  await page.waitForURL('**/my/acting/*');
  return new URL(page.url()).pathname;
}

async function theGpKeepsThemBack(visit: Visit, record: string, entries: readonly Listed[]): Promise<string[]> {
  const { page } = visit;
  await page.goto(`${record}/choices/withhold`);
  for (const { id } of entries) await page.locator(`input[name="entries"][value="${id}"]`).check();
  await page.getByLabel(/The person’s own pages/).check();
  await page.getByLabel('Why, and who agreed?').fill('Her former partner has her phone. Agreed with her.');
  await assertAccessibleOnTheWay(visit);
  await press(visit, 'Keep them back');
  await pageShows(visit, [/from the person’s own pages and from everybody who acts for them/]);
  await follow(visit, /^Take back/, '/choices/take-back?choice=*');
  return entries.map(({ title }) => title);
}
