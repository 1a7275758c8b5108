/** Reading a long record: filters that always say how much they leave out, trends, letters. */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { findByNhsNumber, goToSection, openRecordOf, pageShows, signInAs } from './steps/staff-steps.ts';

journey('journal filters say "Showing x of y", outlast a reload, and each can be taken off', async (visit) => {
  const { page } = visit;
  await openAsGp(visit, people.dorothyHale.nhsNumber, 'Hale');
  await goToSection(visit, 'Journal');
  const all = await showing(visit);
  assert.equal(all.filtersOn, 0);
  await assertAccessibleOnTheWay(visit);

  await unfoldFilters(visit);
  await page.getByLabel('Words').fill('hungry');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL(/words=/);
  assert.doesNotMatch(page.url(), /hungry/i);
  await page.reload();
  const byWords = await showing(visit);
  assert.ok(byWords.shown > 0 && byWords.shown < all.total, JSON.stringify(byWords));
  assert.deepEqual([byWords.total, byWords.filtersOn], [all.total, 1]);
  await pageShows(visit, ['Left most of two meals. Says not hungry.']);

  await unfoldFilters(visit);
  await page.getByLabel('3 months').check();
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL(/period=3m/);
  assert.equal((await showing(visit)).filtersOn, 2);

  await page.getByRole('link', { name: /^Remove filter .*hungry/ }).click();
  await page.waitForURL((address) => !address.search.includes('words='));
  assert.equal((await showing(visit)).filtersOn, 1);
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await page.waitForURL((address) => !address.search.includes('period='));
  assert.deepEqual(await showing(visit), all);

  await unfoldFilters(visit);
  await page.getByLabel('From', { exact: true }).fill('02/28/2001');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL(/mistaken=from/);
  await pageShows(visit, ['There is a problem', '“From” must be a real date']);
  await assertAccessibleOnTheWay(visit);
  await goToSection(visit, 'Journal');

  await unfoldFilters(visit);
  await page.getByLabel('Words').fill('zzyzx');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL(/words=/);
  assert.doesNotMatch(page.url(), /zzyzx/i);
  await pageShows(visit, ['No entry that you may see matches your filters.', `Showing 0 of ${all.total}.`]);
});

journey('a trend joins the same test only, and each value keeps its own range', async (visit) => {
  await openAsGp(visit, people.dorothyHale.nhsNumber, 'Hale');
  await goToSection(visit, 'Results');
  await pageShows(visit, [/Showing \d+ of \d+ tests\./, 'Potassium', 'range']);
  const potassium = visit.page.getByRole('region', { name: /^Potassium/ }).first();
  await potassium.locator('svg:visible').first().waitFor();
  assert.match(await potassium.innerText(), /mmol\/L/);
  await fitsOnASheet(visit);
});

journey('a letter opens with its text, author and source', async (visit) => {
  const { page } = visit;
  await openAsGp(visit, people.arthurRimmer.nhsNumber, 'Rimmer');
  await goToSection(visit, 'Documents');
  await assertAccessibleOnTheWay(visit);
  await page
    .getByRole('link', { name: /Lung cancer meeting letter/ })
    .first()
    .click();
  await page.waitForURL(/\/documents\//);
  await pageShows(visit, ['Lung cancer multidisciplinary meeting', 'Tarnholt Hospitals', 'Meera Iyer']);
});

async function openAsGp(visit: Visit, nhsNumber: string, familyName: string): Promise<void> {
  await signInAs(visit, 'gp');
  await findByNhsNumber(visit, nhsNumber);
  await openRecordOf(visit, familyName);
}

/** A4 between its margins. A value beside its date was cut off, and each link printed the address of the record. */
async function fitsOnASheet({ page }: Visit): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  const widest = await page.evaluate<number>(
    "Math.max(...Array.from(document.querySelectorAll('.gt-main *'), (each) => each.getBoundingClientRect().right))",
  );
  const printed = await page.evaluate<string[]>(
    "Array.from(document.querySelectorAll('a[href]'), (each) => getComputedStyle(each, '::after').content)",
  );
  await page.emulateMedia({ media: null });
  if (size !== null) await page.setViewportSize(size);
  assert.ok(widest <= 718, `what is printed ends at ${widest} px`);
  assert.deepEqual([...new Set(printed)], ['none']);
}

interface Showing {
  readonly shown: number;
  readonly total: number;
  readonly filtersOn: number;
}

async function showing({ page }: Visit): Promise<Showing> {
  const line = await page.getByRole('status').filter({ hasText: 'Showing' }).innerText();
  const [, shown, total, filters] = /Showing (\d+) of (\d+)\.\s*(No|\d+) filters? on/.exec(line) ?? [];
  assert.ok(filters !== undefined, line);
  return { shown: Number(shown), total: Number(total), filtersOn: filters === 'No' ? 0 : Number(filters) };
}

/** On a small screen the filters are folded away. */
async function unfoldFilters({ page }: Visit): Promise<void> {
  const folded = page.locator('#journal-filters:not([open]) > summary');
  if (await folded.isVisible()) await folded.click();
}
